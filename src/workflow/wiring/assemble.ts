/** A resolved tab as the rest of Retake sees it: generations and gates, row by row, in the order of the file. */

import type { JsonObject, JsonValue } from '../json.ts'
import type { Gate, Generation, GenerationInput } from '../model.ts'
import { approvedUrlOf, savedAt, savedInRow, savedUrls } from '../reading/savedMedia.ts'
import { type Allowance, take } from './allowance.ts'
import type { TextRow } from './arrivals.ts'
import type { Draft } from './drafts.ts'
import type { WiredGeneration } from './generationNode.ts'
import type { Graph } from './graph.ts'
import type { Place } from './place.ts'
import type { ResolvedTab } from './resolveTab.ts'
import { rowAt } from './rows.ts'
import type { WiredInput } from './wiredInput.ts'

/**
 * Nodes without a usable id are left out. `offReason` tells why a node is not run, or null. A node with more rows than
 * `allowance` has left is an error, and nothing is made of it.
 */
export function assembleTab(
  graph: Graph,
  resolved: ResolvedTab,
  offReason: (wired: WiredGeneration) => string | null,
  allowance: Allowance,
): { generations: Generation[]; gates: Gate[]; drafts: Draft[] } {
  const tab = graph.tab.name
  const drafts: Draft[] = []
  const tooLarge = new Set<Place>()
  const gatesOf = gatesByGeneration(graph, resolved)
  const generations: Generation[] = []
  const gates: Gate[] = []
  for (const place of graph.places) {
    const wired = resolved.generations[place.index]
    if (wired && place.hasKey) {
      const own = gatesOf.get(place) ?? []
      if (take(allowance, 'rows', wired.rowCount * (1 + wired.inputs.length + own.length))) {
        const rows = generationRows(tab, wired, offReason(wired), own)
        for (const generation of rows) generations.push(generation)
      } else {
        tooLarge.add(place)
        drafts.push(tooManyRows(wired))
      }
    }
  }
  for (const place of graph.places) {
    const value = resolved.values[place.index]
    if (value?.kind !== 'made' || value.gate !== place || tooLarge.has(value.generation)) continue
    const feeding = resolved.generations[value.generation.index]
    for (const gate of feeding ? gateRows(tab, place, feeding) : []) gates.push(gate)
  }
  return { generations, gates, drafts }
}

/** The gates that decide about a generation's pick: the first on each way, unless it is locked with another picture. */
function gatesByGeneration({ places }: Graph, { values }: ResolvedTab): Map<Place, Place[]> {
  const gatesOf = new Map<Place, Place[]>()
  for (const place of places) {
    const value = values[place.index]
    if (value?.kind !== 'made' || value.gate !== place) continue
    const gates = gatesOf.get(value.generation)
    if (gates) gates.push(place)
    else gatesOf.set(value.generation, [place])
  }
  return gatesOf
}

function generationRows(
  tab: string,
  wired: WiredGeneration,
  off: string | null,
  gates: readonly Place[],
): Generation[] {
  const { place, kind, rowCount, slotCount, timeoutMs, prompts, inputs } = wired
  const parameters = parametersOf(place.node.properties)
  const saved = savedUrls(place.node)
  return Array.from({ length: rowCount }, (_, row) => ({
    tab,
    nodeId: place.id ?? 0,
    row: row + 1,
    key: keyOf(tab, place, row),
    title: place.title,
    kind,
    rowCount,
    slotCount,
    prompt: promptAt(prompts, row),
    parameters,
    inputs: inputs.flatMap((input) => inputAt(tab, input, row) ?? []),
    timeoutMs,
    off,
    saved: savedInRow(saved, row, rowCount, slotCount),
    gates: gates.map((gate) => keyOf(tab, gate, row)),
  }))
}

/** `row` counts from 0, rows in keys from 1. */
function keyOf(tab: string, place: Place, row: number): string {
  return `${tab}:${place.id}:${row + 1}`
}

function promptAt(prompts: readonly TextRow[], row: number): string {
  return rowAt(prompts, row)?.text ?? ''
}

const kept = new Set(['outputCount', 'repeatCount', 'imageCount', 'timeout'])

function parametersOf(properties: JsonObject): JsonObject {
  const parameters: Record<string, JsonValue> = {}
  for (const key of Object.keys(properties)) {
    // `__proto__` is left out too, so no key can do anything but hold its value.
    if (!key.startsWith('_') && !kept.has(key)) parameters[key] = properties[key] ?? null
  }
  return parameters
}

function inputAt(tab: string, { slot, role, value }: WiredInput, row: number): GenerationInput | null {
  if (value.kind === 'made') {
    const from = Math.min(row, value.rowCount - 1)
    const gate = value.gate === null ? null : keyOf(tab, value.gate, from)
    return { from: 'generation', role, slot, generation: keyOf(tab, value.generation, from), gate }
  }
  const from = Math.min(row, value.urls.length - 1)
  const url = value.urls[from] ?? null
  if (url === null) return null
  return { from: 'reference', role, slot, url, source: { tab, nodeId: value.source.id ?? 0, row: from + 1 } }
}

/** An approved picture belongs to the row that has it among its candidates; where none has, to every row. */
function gateRows(
  tab: string,
  place: Place,
  { place: feeding, rowCount, slotCount }: WiredGeneration,
): Gate[] {
  const approvedUrl = approvedUrlOf(place.node)
  const at = approvedUrl === null ? [] : savedAt(feeding.node, approvedUrl)
  const isByRow = savedUrls(feeding.node).length === rowCount * slotCount
  const rows = new Set(at.map((index) => (isByRow ? Math.floor(index / slotCount) : 0)))
  return Array.from({ length: rowCount }, (_, row) => {
    const isHere = rows.size === 0 || rows.has(row)
    return {
      tab,
      nodeId: place.id ?? 0,
      row: row + 1,
      key: keyOf(tab, place, row),
      title: place.title,
      generation: keyOf(tab, feeding, row),
      approvedUrl: isHere ? approvedUrl : null,
    }
  })
}

/** Nodes that take its pictures would look for rows that are not there, so it always matters. */
function tooManyRows({ place, rowCount }: WiredGeneration): Draft {
  return {
    at: place,
    matters: 'always',
    level: 'error',
    code: 'too-many-rows',
    field: 'inputs',
    message: `${place.label} has ${rowCount} rows, and all nodes together more rows, inputs and gates than can be held.`,
    mend: 'Take rows out, or split the workflow into several files.',
  }
}
