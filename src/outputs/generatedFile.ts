/**
 * The generated file: its source, plus the keys that hold candidates and picks, and references seen from where it lies.
 * What lies at the mirror is named by its public URL: the canvas is a hosted page.
 */

import { isAbsolute, relative, resolve, sep } from 'node:path'
import { candidatesOf } from '../engine/claims.ts'
import { RetakeError } from '../errors.ts'
import type { CandidateRecord } from '../store/history.ts'
import { type Document, readDocument } from '../workflow/document.ts'
import { applyEdits } from '../workflow/edits.ts'
import type { Generation } from '../workflow/model.ts'
import {
  type Shown,
  type ShownCandidate,
  type ShownGate,
  type ShownGeneration,
  showCandidates,
} from '../workflow/showCandidates.ts'
import { wire } from '../workflow/wire.ts'
import { copyKey } from './copies.ts'
import type { Mirrored, View, ViewedGeneration } from './view.ts'

/**
 * @param base the source, or the generated file as somebody has changed it (then nothing is rebased)
 * @param folder where the file will lie
 * @param urls of readable copies, by `copyKey`
 */
export function generatedBytes(
  view: View,
  base: Document,
  folder: string,
  urls: ReadonlyMap<string, string>,
): Uint8Array {
  const shown = shownIn(view, urls)
  const { references } = view.mirrored
  const rebase = (url: string) =>
    base === view.document ? (references.get(url) ?? rebaseUrl(url, view.sourceFolder, folder)) : url
  return applyEdits(base, showCandidates(base, shown, rebase))
}

function shownIn({ generations, gates, mirrored }: View, urls: ReadonlyMap<string, string>): Shown {
  const byNode = new Map<string, ShownGeneration & { rows: ShownGeneration['rows'][number][] }>()
  const byGate = new Map<string, ShownGate & { rows: ShownGate['rows'][number][]; passes: boolean }>()
  for (const viewed of generations) {
    if (viewed.held === null) continue
    const { tab, nodeId, row } = viewed.node.generation
    const candidates = candidateUrls(viewed, mirrored, urls)
    const node = getOrAdd(byNode, `${tab}:${nodeId}`, () => ({
      tab,
      nodeId,
      rows: [],
      previewUrl: previewOf(viewed, candidates),
    }))
    node.rows.push({ row, candidates })
    for (const key of viewed.node.generation.gates) {
      const gate = gates.get(key)!
      const place = { tab: gate.tab, nodeId: gate.nodeId }
      const pick = viewed.picks.find((shownPick) => shownPick.gate === key) ?? null
      const shownGate = getOrAdd(byGate, `${gate.tab}:${gate.nodeId}`, () => ({
        ...place,
        rows: [],
        passes: true,
      }))
      shownGate.rows.push({ row, candidates, pick })
      shownGate.passes &&= pick?.by === 'approved' && pick.passes
    }
  }
  const without = generations.filter(({ held }) => held === null).flatMap(({ node }) => node.generation.gates)
  for (const key of without) {
    const gate = gates.get(key)!
    const shownGate = byGate.get(`${gate.tab}:${gate.nodeId}`)
    if (shownGate !== undefined) shownGate.passes = false
  }
  return { generations: [...byNode.values()], gates: [...byGate.values()] }
}

function candidateUrls(
  { held }: ViewedGeneration,
  { contents }: Mirrored,
  urls: ReadonlyMap<string, string>,
): ShownCandidate[] {
  return candidatesOf(held).flatMap((candidate) => {
    const url = contents.get(candidate.sha256 ?? '') ?? urlOf(candidate, urls)
    return url === null ? [] : [{ slot: candidate.slot, url }]
  })
}

/** The URL that the file had for it, else the readable copy. */
function urlOf(candidate: CandidateRecord, urls: ReadonlyMap<string, string>): string | null {
  return candidate.url ?? urls.get(copyKey(candidate)) ?? null
}

function previewOf({ picks }: ViewedGeneration, candidates: readonly ShownCandidate[]): string | null {
  const slot = picks[0]?.slot
  return candidates.find((candidate) => candidate.slot === slot)?.url ?? null
}

/** A generated file as it is on disk, if it still yields the same generations from the same prompts; else null. */
export function sameGraph(view: View, bytes: Uint8Array): Document | null {
  const graphOf = (generations: readonly Generation[]) =>
    JSON.stringify(
      generations.map(({ key, prompt, inputs }) => [
        key,
        prompt,
        inputs.map(({ from, role }) => [from, role]),
      ]),
    )
  try {
    const document = readDocument(bytes, 'the generated file')
    return graphOf(wire(document).generations) === graphOf(view.wiring.generations) ? document : null
  } catch (error) {
    if (error instanceof RetakeError) return null
    throw error
  }
}

/** A relative path as seen from another folder; anything else as it is. */
export function rebaseUrl(url: string, from: string, to: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || isAbsolute(url)) return url
  return relative(to, resolve(from, url)).split(sep).join('/')
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
