/** What a node that both documents have differs in: prompt, parameters, pick, candidates. Links are compared by tab. */
import { isJsonArray, type JsonValue } from '../json.ts'
import { isWholeId } from '../reading/ids.ts'
import { type DocumentNode, titleOf } from '../reading/nodes.ts'
import { approvedUrlOf, savedUrls } from '../reading/savedMedia.ts'
import { alignRows } from './alignRows.ts'
import type {
  CandidatesDifference,
  NodePlace,
  PickDifference,
  PromptDifference,
  SameUrl,
} from './difference.ts'
import type { NodePair } from './matchNodes.ts'

export function placeOf(tab: string, node: DocumentNode): NodePlace {
  return { tab, nodeId: isWholeId(node.id) ? node.id : null, title: titleOf(node) }
}

/** A dynamic prompt's text and a plain one's rows are not sent. */
export function comparePrompts(place: NodePlace, { before, after }: NodePair): PromptDifference[] {
  if (before.kind !== 'prompt' || after.kind !== 'prompt') return []
  const found: PromptDifference[] = []
  const isDynamic = [before, after].map(({ properties }) => properties.dynamicMode === true)
  if (isDynamic.includes(false)) {
    const texts = [before, after].map(({ properties }) => textOf(properties.text))
    const [old = '', now = ''] = texts
    if (old !== now) found.push({ ...place, row: null, before: old, after: now })
  }
  if (!isDynamic.includes(true)) return found
  const [older = [], newer = []] = [before, after].map(({ properties }) => rowsOf(properties.dynamicRows))
  for (const { row, before: old, after: now } of alignRows(older, newer, (one, other) => one === other)) {
    found.push({ ...place, row: row + 1, before: old ?? '', after: now ?? '' })
  }
  return found
}

function rowsOf(value: JsonValue | undefined): string[] {
  return isJsonArray(value) ? value.map(textOf) : []
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : JSON.stringify(value)
}

/** A gate that was unlocked passes nothing on, though the file may still hold what it had passed. */
export function comparePick(
  place: NodePlace,
  { before, after }: NodePair,
  sameUrl: SameUrl,
): PickDifference[] {
  if (before.kind !== 'gate' || after.kind !== 'gate') return []
  const old = approvedUrlOf(before)
  const now = approvedUrlOf(after)
  if (old === null && now === null) return []
  if (old === null || now === null || !sameUrl(old, now)) return [{ ...place, before: old, after: now }]
  const wasLocked = before.properties._disabled === true
  const isLocked = after.properties._disabled === true
  if (wasLocked === isLocked) return []
  return [{ ...place, before: wasLocked ? old : null, after: isLocked ? now : null }]
}

export function compareCandidates(
  place: NodePlace,
  { before, after }: NodePair,
  sameUrl: SameUrl,
): CandidatesDifference[] {
  const [older, newer] = [candidatesOf(before), candidatesOf(after)]
  const isSame = older.length === newer.length && older.every((url, at) => sameUrl(url, newer[at] ?? ''))
  return isSame ? [] : [{ ...place, before: older.length, after: newer.length }]
}

function candidatesOf(node: DocumentNode): readonly string[] {
  return node.kind === 'image' || node.kind === 'video' ? savedUrls(node) : []
}
