/** What a node that both documents have is set to: its properties, its reference media, whether it is on, its type. */
import { isJsonArray, type JsonObject, type JsonValue } from '../json.ts'
import type { DocumentNode, NodeState } from '../reading/nodes.ts'
import { approvedUrlOf, urlIn } from '../reading/savedMedia.ts'
import { alignRows } from './alignRows.ts'
import type { NodePlace, ParameterDifference, SameUrl } from './difference.ts'
import type { NodePair } from './matchNodes.ts'
import { propertyMeaning, sameProperty } from './propertyMeaning.ts'

type Setting = Pick<ParameterDifference, 'field' | 'before' | 'after'>

export function compareParameters(place: NodePlace, pair: NodePair, sameUrl: SameUrl): ParameterDifference[] {
  const { before, after } = pair
  const found: Setting[] = []
  if (before.kind !== after.kind && before.type !== after.type) {
    found.push({ field: 'type', before: before.type, after: after.type })
  }
  const [stateBefore, stateAfter] = [stateOf(before), stateOf(after)]
  if (stateBefore !== stateAfter) found.push({ field: 'state', before: stateBefore, after: stateAfter })
  const all = [...found, ...properties(pair), ...media(pair, sameUrl)]
  return all.map((setting) => ({ ...place, ...setting }))
}

/** A gate is switched off by its lock too; that is its pick, not its state. */
function stateOf(node: DocumentNode): NodeState {
  const isLocked = node.kind === 'gate' && node.properties._disabled === true && approvedUrlOf(node) !== null
  return isLocked ? 'on' : node.state
}

function properties({ before, after }: NodePair): Setting[] {
  const [older, newer] = [before.properties, after.properties]
  const keys = new Set([...Object.keys(newer), ...Object.keys(older)])
  return [...keys].flatMap((key) => {
    const meanings = [propertyMeaning(before.kind, key), propertyMeaning(after.kind, key)]
    if (!meanings.includes('parameter')) return []
    const [old, now] = [own(older, key), own(newer, key)]
    return sameProperty(key, old, now) ? [] : [{ field: key, before: old ?? null, after: now ?? null }]
  })
}

/** No key can do anything but hold its value. */
function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** With a batch its pictures are sent, without one the single picture. */
function media({ before, after }: NodePair, sameUrl: SameUrl): Setting[] {
  if (before.kind !== 'reference' || after.kind !== 'reference') return []
  const isSame = (old: string | null, now: string | null) =>
    old === now || (old !== null && now !== null && sameUrl(old, now))
  const [older, newer] = [batchOf(before), batchOf(after)]
  const found: Setting[] = []
  if (older === null || newer === null) {
    const [old, now] = [urlIn(before.properties.imageData), urlIn(after.properties.imageData)]
    if (!isSame(old, now)) found.push({ field: 'imageData', before: old, after: now })
  }
  for (const { row, before: old, after: now } of alignRows(older ?? [], newer ?? [], isSame)) {
    found.push({ field: `batchImages[${row}]`, before: old ?? null, after: now ?? null })
  }
  return found
}

function batchOf({ properties: { batchMode, batchImages } }: DocumentNode): (string | null)[] | null {
  const isBatch = batchMode === true && isJsonArray(batchImages) && batchImages.length > 0
  return isBatch ? batchImages.map(urlIn) : null
}
