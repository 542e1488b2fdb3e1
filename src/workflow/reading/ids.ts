/** Ids of nodes and links: whole numbers. A link may write one as text and still means the same node. */
import { isJsonArray, type JsonValue } from '../json.ts'

/** Equal for ids that mean the same node. Whether an id is a number is found at the node; a link to it is not broken. */
export function idKey(id: JsonValue): JsonValue {
  return typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : id
}

export function isWholeId(id: JsonValue | undefined): id is number {
  return typeof id === 'number' && Number.isSafeInteger(id)
}

/** The largest of the ids that are numbers, or 0. */
export function largestId(ids: readonly JsonValue[]): number {
  let largest = 0
  for (const id of ids) {
    const key = idKey(id)
    if (isWholeId(key) && key > largest) largest = key
  }
  return largest
}

/** Part of a key. An object cannot be made a text of: its own `toString` may be a number. */
export function idText(id: JsonValue): string {
  return typeof id === 'object' && id !== null ? spellId(id) : String(id)
}

/** For sentences. Never walks into what is no id at all. */
export function spellId(id: JsonValue): string {
  if (isJsonArray(id)) return 'a list'
  return typeof id === 'object' && id !== null ? 'an object' : JSON.stringify(id)
}
