/** How deep a parsed value is nested, asked without walking deeper than allowed. */
import { isJsonArray, type JsonValue } from '../json.ts'

/** Whether objects and lists stand more than `limit` deep in each other. */
export function isNestedDeeper(value: JsonValue, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  if (isJsonArray(value)) return value.some((item) => isNestedDeeper(item, limit - 1))
  // `for in` makes no list of the members: it takes half the time of `Object.values` on large files.
  for (const key in value) {
    const member = value[key]
    if (typeof member === 'object' && member !== null && isNestedDeeper(member, limit - 1)) return true
  }
  return false
}
