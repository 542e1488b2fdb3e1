/** What a node's property is to Retake: prompt text, a medium that is sent, a parameter, what was made, or cosmetics. */
import { isJsonArray, isJsonObject, type JsonValue, sameJson } from '../json.ts'
import type { NodeKind } from '../reading/nodes.ts'

export type PropertyMeaning = 'prompt' | 'medium' | 'parameter' | 'made' | 'cosmetic'

/** How many image slots the node draws; about the pictures themselves; PatchWork's own name for a prompt. */
const said: Partial<Record<NodeKind, ReadonlySet<string>>> = {
  image: new Set(['imageCount']),
  video: new Set(['imageCount']),
  prompt: new Set(['variableName']),
  reference: new Set(['filename', 'width', 'height', 'imageWidth', 'imageHeight']),
}

/** A gate's pick, what galleries and previews show, and the lock, which is compared as the node's state. */
const kept = /^(_saved|_lastApprovedData$|_disabled$|_page|lastData$|gallery|preview)/

export function propertyMeaning(kind: NodeKind, key: string): PropertyMeaning {
  if (kept.test(key)) return 'made'
  if (kind === 'prompt' && (key === 'text' || key === 'dynamicRows')) return 'prompt'
  if (kind === 'reference' && (key === 'imageData' || key === 'batchImages')) return 'medium'
  if (kind === 'gate' || kind === 'preview') return key === 'mode' ? 'parameter' : 'cosmetic'
  return kind === 'foreign' || key.startsWith('_') || said[kind]?.has(key) === true ? 'cosmetic' : 'parameter'
}

const defaults: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['outputCount', 4],
  ['repeatCount', 1],
  ['batchMode', false],
  ['templateMode', false],
  ['dynamicMode', false],
])

/** What the editor writes out says the same as nothing. */
export function sameProperty(
  key: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): boolean {
  if (before === after) return true
  const fallback = defaults.get(key) ?? null
  return sameJson(isEmpty(before) ? fallback : before, isEmpty(after) ? fallback : after)
}

function isEmpty(value: JsonValue | undefined): value is undefined {
  if (value === undefined || value === null || value === '') return true
  if (isJsonArray(value)) return value.length === 0
  return isJsonObject(value) && Object.keys(value).length === 0
}
