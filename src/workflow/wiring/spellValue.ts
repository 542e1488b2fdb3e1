/** A value of a file as it stands in a sentence: on one line, and not the whole of it. */
import type { JsonValue } from '../json.ts'

const MOST_CHARACTERS = 60

export function spellValue(value: JsonValue): string {
  // JSON has no word for what 1e999 is read as.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}
