/** How a piece of a file is laid out, seen from its whitespace, and new values printed the same way. */
import type { JsonValue } from '../json.ts'
import { endOfString, skipSpace } from './jsonScan.ts'

export interface JsonStyle {
  /** Indentation of the line the value begins on, or null for all on one line. */
  readonly indent: string | null
  readonly newline: string
  /** One more level. */
  readonly unit: string
  /** On one line: `{"a": 1, "b": 2}` rather than `{"a":1,"b":2}`. */
  readonly spaced: boolean
}

/** The value as it would stand in a file of that style. */
export function printJson(value: JsonValue, style: JsonStyle): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const { indent, newline, unit } = style
  if (indent === null && !style.spaced) return JSON.stringify(value)
  // A line break in this text is layout: inside strings it is escaped.
  const laidOut = JSON.stringify(value, null, '\t')
  if (indent === null) return laidOut.replace(/,\n\t*/g, ', ').replace(/\n\t*/g, '')
  return laidOut.replace(/\n\t*/g, (lead) => newline + indent + unit.repeat(lead.length - 1))
}

/** The style of the whole file, read off its first key. */
export function fileStyle(text: string): JsonStyle {
  const open = skipSpace(text, 0) + 1
  const key = skipSpace(text, open)
  const colon = skipSpace(text, endOfString(text, key))
  const lead = text[key] === '"' ? text.slice(open, key) : ''
  return {
    indent: indentIn(lead) === null ? null : '',
    newline: newlineIn(lead),
    unit: indentIn(lead) || '  ',
    spaced: text[key] === '"' && text[colon + 1] === ' ',
  }
}

/** The indentation that whitespace ends with, or null if it holds no line break. */
export function indentIn(space: string): string | null {
  const lineBreak = space.lastIndexOf('\n')
  return lineBreak === -1 ? null : space.slice(lineBreak + 1)
}

export function newlineIn(space: string): string {
  return space.includes('\r\n') ? '\r\n' : '\n'
}
