/**
 * What a changed file has to cost, worked out a second time from what is known of the format and of the service alone: the
 * tests hold Retake against it. Knows only what the complete workflow has.
 */
import type { CompleteFile, CompleteNode } from './completeWorkflow.ts'
import { fieldsOf, type Medium, Refused, refuseSettings, slotsOf } from './serviceFacts.ts'

/** Jobs by `tab:node:row`; `idle`: nothing is sent for it, and it need not be reusable. */
export type Verdict = 'refused' | ReadonlyMap<string, number | 'idle'>

/** What one generation is sent. */
export interface Sent {
  readonly key: string
  readonly slots: number
  readonly isOff: boolean
  readonly fields: Readonly<Record<string, unknown>>
  readonly prompt: string
  /** Names of files, and generations whose candidate arrives. */
  readonly inputs: readonly Arriving[]
}

type Arriving = { readonly file: string } | { readonly made: string }

/** What a node passes on. `off`: whoever needs it is not run. */
type Value =
  | { readonly text: readonly string[] }
  | { readonly files: readonly (string | null)[] }
  | { readonly made: readonly string[]; readonly medium: Medium }
  | 'off'
  | null

/** @param files names of the pictures that are there */
export function costAfter(before: readonly Sent[], after: CompleteFile, files: ReadonlySet<string>): Verdict {
  try {
    return costOfAll(before, sentBy(after), files)
  } catch (error) {
    if (error instanceof Refused) return 'refused'
    throw error
  }
}

/**
 * Reuse is by content: what is asked for in the same words from the same pictures is not asked for again. Each candidate
 * serves one generation, so the second of two twins is made.
 */
function costOfAll(before: readonly Sent[], after: readonly Sent[], files: ReadonlySet<string>): Verdict {
  const had = new Map<string, number>()
  const old = new Map<string, string>()
  for (const sent of before) {
    const identity = identityOf(sent, old)
    old.set(sent.key, identity)
    had.set(identity, sent.slots)
  }
  const identities = new Map<string, string>()
  const verdict = new Map<string, number | 'idle'>()
  for (const sent of after) {
    const { key, slots, inputs } = sent
    const identity = identityOf(sent, identities)
    const slotsHad = had.get(identity) ?? 0
    had.delete(identity)
    // A candidate that arrives is the first of what its generation made: another one, where that is made anew.
    identities.set(key, slotsHad > 0 ? identity : `new ${key}`)
    const isMissing = inputs.some((input) => 'file' in input && !files.has(input.file))
    const waits = inputs.some((input) => 'made' in input && verdict.get(input.made) === 'idle')
    if (sent.isOff || isMissing || (waits && slotsHad === 0)) verdict.set(key, 'idle')
    else verdict.set(key, Math.max(0, slots - slotsHad))
  }
  return verdict
}

function identityOf({ fields, prompt, inputs }: Sent, identities: ReadonlyMap<string, string>): string {
  const media = inputs.map((input) => ('file' in input ? input.file : identities.get(input.made)))
  return JSON.stringify([fields, prompt, media])
}

/** In an order in which what is needed comes first. */
export function sentBy({ tabs }: CompleteFile): Sent[] {
  return tabs.flatMap(({ name, graphData: { nodes, links } }) => {
    const graph = new Graph(name, nodes, links.flatMap(readLink))
    for (const node of nodes) if (isGeneration(node)) graph.value(node)
    graph.refuseLooseEnds()
    return graph.sent
  })
}

interface Link {
  readonly id: unknown
  readonly source: unknown
  readonly sourceSlot: unknown
  readonly target: unknown
  readonly slot: unknown
}

function readLink(link: unknown): Link[] {
  if (link === null) return []
  const [id, source, sourceSlot, target, slot] = link as unknown[]
  return [{ id, source, sourceSlot, target, slot }]
}

function isGeneration({ type }: CompleteNode): boolean {
  return type === 'nanobanana/NanobananaAPI' || type === 'nanobanana/Veo3'
}

function isOff({ mode, properties }: CompleteNode): boolean {
  return properties._disabled === true || mode === 2
}

class Graph {
  readonly sent: Sent[] = []
  readonly #values = new Map<CompleteNode, Value>()
  readonly #open = new Set<CompleteNode>()
  /** What something that runs depends on. */
  readonly #needed = new Set<CompleteNode>()
  readonly #tab: string
  readonly #nodes: readonly CompleteNode[]
  readonly #links: readonly Link[]

  constructor(tab: string, nodes: readonly CompleteNode[], links: readonly Link[]) {
    this.#tab = tab
    this.#nodes = nodes
    this.#links = links
  }

  value(node: CompleteNode): Value {
    const known = this.#values.get(node)
    if (known !== undefined) return known
    // Nodes that wait for each other.
    if (this.#open.has(node)) throw new Refused()
    this.#open.add(node)
    const value = this.#valueOf(node)
    this.#values.set(node, value)
    return value
  }

  /** A link that leads nowhere may have been meant to bring a picture. */
  refuseLooseEnds(): void {
    for (const link of this.#links) {
      if (this.#isWhole(link)) continue
      const [source, target] = [this.#node(link.source), this.#node(link.target)]
      if (target === undefined ? source !== undefined && isOurs(source) : this.#needed.has(target)) {
        throw new Refused()
      }
    }
  }

  #node(id: unknown): CompleteNode | undefined {
    return this.#nodes.find((node) => node.id === id)
  }

  #isWhole({ source, sourceSlot, target, slot }: Link): boolean {
    const [from, to] = [this.#node(source), this.#node(target)]
    return Number(sourceSlot) < (from?.outputs?.length ?? 0) && Number(slot) < (to?.inputs?.length ?? 0)
  }

  /** By slot. Of several links in one slot the one that the slot itself names counts. */
  #arrivals(node: CompleteNode): Map<number, { source: CompleteNode; value: Value }> {
    const arriving = new Map<number, { source: CompleteNode; value: Value }>()
    const links = this.#links.filter((link) => link.target === node.id && this.#isWhole(link))
    for (const link of links) {
      const slot = Number(link.slot)
      const rivals = links.filter((other) => other.slot === link.slot && other.source !== link.source)
      const isNamed = node.inputs?.[slot]?.link === link.id
      if (rivals.length > 0 && !isNamed) {
        if (rivals.some((other) => node.inputs?.[slot]?.link === other.id)) continue
        throw new Refused()
      }
      const source = this.#node(link.source)!
      arriving.set(slot, { source, value: this.value(source) })
    }
    return new Map([...arriving].sort(([one], [other]) => one - other))
  }

  #valueOf(node: CompleteNode): Value {
    const { type, properties, mode } = node
    if (mode === 4 && properties._disabled !== true) return this.#bypassed(node)
    switch (type) {
      case 'nanobanana/Prompt':
        return this.#prompt(node)
      case 'nanobanana/NanobananaAPI':
      case 'nanobanana/Veo3':
        return this.#generation(node)
      case 'nanobanana/ReferenceImage':
        return referenceValue(node)
      case 'nanobanana/Approval':
        return this.#gate(node)
      case 'nanobanana/Media':
        if (properties.mode === 'approve') return this.#gate(node)
        return properties.mode === 'preview' ? this.#firstOf(node, 'media') : referenceValue(node)
      default:
        return null
    }
  }

  #bypassed(node: CompleteNode): Value {
    if (node.type === 'nanobanana/Prompt') return this.#firstOf(node, 'text')
    if (node.type === 'nanobanana/Veo3') return this.#firstOf(node, 'video')
    return this.#firstOf(node, node.type === 'nanobanana/NanobananaAPI' ? 'image' : 'media')
  }

  #firstOf(node: CompleteNode, medium: 'text' | 'media' | 'image' | 'video'): Value {
    const fits = (value: Value) => {
      if (value === null || value === 'off') return false
      if ('text' in value || medium === 'text') return 'text' in value && medium === 'text'
      const isVideo = 'made' in value && value.medium === 'video'
      return medium === 'media' || (medium === 'video') === isVideo
    }
    return [...this.#arrivals(node).values()].find(({ value }) => fits(value))?.value ?? null
  }

  #gate(node: CompleteNode): Value {
    const approved = url(node.properties._lastApprovedData)
    if (isOff(node)) return approved === null ? 'off' : { files: [approved] }
    return this.#firstOf(node, 'media')
  }

  #prompt(node: CompleteNode): Value {
    if (isOff(node)) return 'off'
    const { text, dynamicMode, dynamicRows, templateMode } = node.properties
    const rows = dynamicMode === true ? dynamicRows : [text ?? '']
    if (!Array.isArray(rows) || rows.length === 0) return BROKEN
    if (rows.some((row) => typeof row !== 'string')) return BROKEN
    return templateMode === true ? this.#filled(node, rows) : { text: rows }
  }

  #filled(node: CompleteNode, rows: readonly string[]): Value {
    const arrivals = this.#arrivals(node)
    const names = new Set(rows.flatMap((row) => [...row.matchAll(PLACEHOLDER)].map((match) => match[1])))
    const values = new Map<string, readonly string[]>()
    for (const name of names) {
      const slot = (node.inputs ?? []).findIndex((input) => input.name === name)
      const value = arrivals.get(slot)?.value ?? null
      if (value === 'off') return 'off'
      if (value === null || !('text' in value) || value === BROKEN) return BROKEN
      values.set(name!, value.text)
    }
    const count = countRows([rows.length, ...[...values.values()].map((texts) => texts.length)])
    const rowOf = (texts: readonly string[], row: number) => texts[Math.min(row, texts.length - 1)]!
    const fill = (row: number) =>
      rowOf(rows, row).replaceAll(PLACEHOLDER, (_, name: string) => rowOf(values.get(name)!, row))
    return { text: Array.from({ length: count }, (_, row) => fill(row)) }
  }

  #generation(node: CompleteNode): Value {
    const medium: Medium = node.type === 'nanobanana/Veo3' ? 'video' : 'image'
    const arrivals = this.#arrivals(node)
    const off = isOff(node) || [...arrivals.values()].some(({ value }) => value === 'off')
    const named = (node.inputs ?? []).findIndex(({ name }) => name === 'prompt')
    const promptSlot = Math.max(0, named)
    const text = arrivals.get(promptSlot)?.value ?? null
    const pictures = [...arrivals].filter(([slot, { value }]) => slot !== promptSlot && value !== null)
    if (!off) {
      this.#need(node)
      refuseWithoutPrompt(text)
      for (const [, { value }] of pictures) if (!isPicture(value)) throw new Refused()
    }
    const texts = text !== null && text !== 'off' && 'text' in text && text !== BROKEN ? text.text : ['']
    const media = pictures.flatMap(([slot, { value }]) => (isPicture(value) ? [{ slot, value }] : []))
    const count = countRows([texts.length, ...media.map(({ value }) => lengthOf(value))])
    const keys = Array.from({ length: count }, (_, row) => `${this.#tab}:${node.id}:${row + 1}`)
    for (const [row, key] of keys.entries()) {
      const inputs = media.flatMap(({ slot, value }) =>
        arrivingAt(value, row).map((input) => ({ slot, input })),
      )
      const frames = inputs.map(({ slot }) => (slot === 2 ? 'end' : 'start'))
      if (!off) refuseSettings(node, medium, frames)
      const fields = fieldsOf(node, medium, frames)
      const prompt = texts[Math.min(row, texts.length - 1)]!
      const slots = off ? 0 : slotsOf(node)
      this.sent.push({ key, slots, isOff: off, fields, prompt, inputs: inputs.map(({ input }) => input) })
    }
    return { made: keys, medium }
  }

  #need(node: CompleteNode): void {
    if (this.#needed.has(node)) return
    this.#needed.add(node)
    for (const { target, source } of this.#links) {
      const needed = target === node.id ? this.#node(source) : undefined
      if (needed !== undefined && !isGeneration(needed)) this.#need(needed)
    }
  }
}

const PLACEHOLDER = /\{([A-Za-z_]\w*)\}/g

/** A prompt that whoever needs it cannot be sent with. */
const BROKEN: Value = { text: [] }

function isOurs(node: CompleteNode): boolean {
  return String(node.type).startsWith('nanobanana/') && !isOff(node) && node.mode !== 4
}

/** A URL as text, or none. */
function url(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

function referenceValue(node: CompleteNode): Value {
  if (isOff(node)) return null
  const { imageData, batchMode, batchImages } = node.properties
  const isBatch = batchMode === true && Array.isArray(batchImages) && batchImages.length > 0
  return { files: (isBatch ? batchImages : [imageData]).map(url) }
}

function isPicture(value: Value): value is Exclude<Value, 'off' | null | { text: readonly string[] }> {
  if (value === null || value === 'off' || 'text' in value) return false
  return 'files' in value || value.medium === 'image'
}

function lengthOf(value: Exclude<Value, 'off' | null>): number {
  if ('text' in value) return value.text.length
  return 'files' in value ? value.files.length : value.made.length
}

/** A picture that is not there sends nothing; the picture of a one-row node serves every row. */
function arrivingAt(value: Value, row: number): Arriving[] {
  if (!isPicture(value)) return []
  if ('made' in value) return [{ made: value.made[Math.min(row, value.made.length - 1)]! }]
  const file = value.files[Math.min(row, value.files.length - 1)] ?? null
  return file === null ? [] : [{ file }]
}

function countRows(counts: readonly number[]): number {
  const several = new Set(counts.filter((count) => count > 1))
  if (several.size > 1) throw new Refused()
  return Math.max(1, ...several)
}

function refuseWithoutPrompt(text: Value): void {
  if (text === null || text === 'off' || !('text' in text) || text === BROKEN) throw new Refused()
  if (text.text.some((row) => row.trim() === '')) throw new Refused()
}
