/**
 * A workflow file, read: its text as it stands, its JSON, and a typed view of its tabs.
 * Refuses what is not UTF-8, not JSON, nested too deep or no workflow; what is merely wrong in it is for `wire`.
 */
import { isAscii } from 'node:buffer'
import { RetakeError } from '../errors.ts'
import { countOf, nestingDepth } from './editing/jsonScan.ts'
import type { JsonObject, JsonValue } from './json.ts'
import { isNestedDeeper } from './reading/nesting.ts'
import { syntaxError } from './reading/syntaxError.ts'
import { readTabs, type Tab } from './reading/tabs.ts'

export interface Document {
  /** For messages. */
  readonly fileName: string
  /** Without the byte order mark. */
  readonly text: string
  readonly hasBom: boolean
  readonly value: JsonObject
  readonly tabs: readonly Tab[]
}

const maxBytes = 256 * 1024 * 1024
const maxDepth = 200
const maxValues = 5_000_000
/** So many, however deep, are no trouble. */
const manyContainers = 300_000
/** What is shorter cannot hold too many values. */
const longText = 2 * maxValues
const byteOrderMark = '\ufeff'

/** @throws RetakeError `check_failed`: `fileName`, what is wrong, with line and column where it is not JSON. */
export function readDocument(bytes: Uint8Array, fileName: string): Document {
  const decoded = decode(bytes, fileName)
  const hasBom = decoded.startsWith(byteOrderMark)
  const text = hasBom ? decoded.slice(1) : decoded
  if (text.trim() === '') throw refused(`${fileName} is empty.`, 'Take it from a backup or export it again.')
  const value = parse(text, fileName)
  const { root, tabs } = readTabs(value, fileName)
  return { fileName, text, hasBom, value: root, tabs }
}

function decode(bytes: Uint8Array, fileName: string): string {
  if (bytes.length > maxBytes) {
    throw refused(
      `${fileName} is larger than 256 MB (${Math.round(bytes.length / 1024 / 1024)} MB).`,
      'Take pictures kept inside the file (data: URLs) out of it.',
    )
  }
  try {
    if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw refused(`${fileName} is not UTF-8 text.`, 'Save it again as UTF-8 without changes.', cause)
  }
}

function parse(text: string, fileName: string): JsonValue {
  // A file that is all brackets or all commas would cost the parser gigabytes. Brackets are counted first: it is quick.
  const containers = countOf(text, '[', maxValues) + countOf(text, '{', maxValues)
  if (containers > manyContainers && nestingDepth(text, maxDepth) > maxDepth) throw tooDeep(fileName)
  const isLong = text.length > longText
  if (containers > maxValues || (isLong && countOf(text, ',', maxValues) > maxValues)) {
    throw refused(
      `${fileName} holds more than ${maxValues.toLocaleString('en')} values.`,
      'No workflow is that large: export it again from the editor, or split it into several files.',
    )
  }
  const value = parseWhole(text, fileName)
  if (typeof value === 'object' && value !== null && isNestedDeeper(value, maxDepth)) throw tooDeep(fileName)
  return value
}

function parseWhole(text: string, fileName: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The tolerant parser is recursive.
    if (nestingDepth(text, maxDepth) > maxDepth) throw tooDeep(fileName)
    const { line, column, problem } = syntaxError(text)
    throw refused(
      `${fileName} is not JSON: line ${line}, column ${column}: ${problem}.`,
      'Mend that place or export the file again.',
      cause,
    )
  }
}

function tooDeep(fileName: string): RetakeError {
  return refused(`${fileName} is nested deeper than ${maxDepth} levels.`, 'Export it again from the editor.')
}

function refused(message: string, next: string, cause?: unknown): RetakeError {
  return new RetakeError('check_failed', message, { next, cause })
}
