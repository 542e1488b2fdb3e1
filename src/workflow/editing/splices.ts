/** One walk over a JSON text along an edit tree: which bytes are to be replaced by what. */
import { RetakeError } from '../../errors.ts'
import { type JsonValue, sameJson } from '../json.ts'
import { type EditBranch, type EditStep, valueOfStep } from './editTree.ts'
import { endOfString, endOfValue, skipSpace } from './jsonScan.ts'
import { fileStyle, indentIn, type JsonStyle, newlineIn, printJson } from './jsonStyle.ts'
import { type Container, type Member, memberSplices } from './memberSplices.ts'
import type { Splice } from './splice.ts'

/** @throws RetakeError `check_failed` when a path leads through a text or number. */
export function splicesOf(text: string, tree: EditBranch, fileName: string): readonly Splice[] {
  const walked = walkContainer(text, skipSpace(text, 0), tree, fileStyle(text))
  if (walked.blockedAt !== null) throw blocked(text, fileName, walked.blockedAt)
  return walked.splices
}

interface Walked {
  /** The offset behind the value. */
  readonly end: number
  readonly splices: readonly Splice[]
  /** Where a path led through a text or number. Thrown at the end only: the place may not count. */
  readonly blockedAt: number | null
}

function walkContainer(text: string, open: number, branch: EditBranch, style: JsonStyle): Walked {
  const isObject = text[open] === '{'
  const members: Member[] = []
  const found = new Map<string | number, Walked>()
  let lead = open + 1
  let start = skipSpace(text, lead)
  while (text[start] !== '}' && text[start] !== ']') {
    const keyEnd = isObject ? endOfString(text, start) : start
    const key = isObject ? readKey(text, start, keyEnd) : members.length
    const valueStart = isObject ? skipSpace(text, skipSpace(text, keyEnd) + 1) : start
    const step = branch.steps.get(key)
    const walked = step && walkValue(text, valueStart, step, memberStyle(text.slice(lead, start), style))
    // Of a key that occurs twice the last one counts, so what was planned for an earlier one is dropped.
    if (walked) found.set(key, walked)
    const end = walked?.end ?? endOfValue(text, valueStart)
    members.push({ lead, start, keyEnd, valueStart, end, removed: removes(step) })
    const after = skipSpace(text, end)
    lead = text[after] === ',' ? after + 1 : after
    start = skipSpace(text, lead)
  }
  const container: Container = { open, close: start, isObject, members, style }
  const added = [...branch.steps].filter(([key]) => !found.has(key))
  const inner = [...found.values()]
  return {
    end: start + 1,
    splices: [
      ...inner.flatMap((walked) => walked.splices),
      ...memberSplices(text, container, newValues(container, added)),
    ],
    blockedAt: inner.find((walked) => walked.blockedAt !== null)?.blockedAt ?? null,
  }
}

function readKey(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1)
  return raw.includes('\\') ? JSON.parse(text.slice(start, end)) : raw
}

function removes(step: EditStep | undefined): boolean {
  return step?.kind === 'set' && step.value === undefined
}

function memberStyle(lead: string, around: JsonStyle): JsonStyle {
  const indent = indentIn(lead)
  return { ...around, indent, newline: indent === null ? around.newline : newlineIn(lead) }
}

function walkValue(text: string, start: number, step: EditStep, style: JsonStyle): Walked {
  const first = text[start]
  if (step.kind === 'branch' && (first === '{' || first === '[')) {
    if (fits(step, first)) return walkContainer(text, start, step, style)
  }
  const end = endOfValue(text, start)
  if (step.kind === 'branch' && first !== 'n') return { end, splices: [], blockedAt: start }
  const value = valueOfStep(step)
  const raw = text.slice(start, end)
  if (value === undefined || sameJson(JSON.parse(raw), value)) return { end, splices: [], blockedAt: null }
  const replacement = printJson(value, styleInPlaceOf(raw, style))
  return { end, splices: [{ start, end, replacement }], blockedAt: null }
}

function fits(branch: EditBranch, opening: '{' | '['): boolean {
  const wanted = opening === '{' ? 'string' : 'number'
  return [...branch.steps.keys()].every((key) => typeof key === wanted)
}

/** A list that stood on one line stays on one line. */
function styleInPlaceOf(raw: string, style: JsonStyle): JsonStyle {
  const wasInline = /^[[{]\s*[^\s\]}]/.test(raw) && !raw.includes('\n')
  return wasInline ? { ...style, indent: null, spaced: /[,:] /.test(raw) } : style
}

/** In a list, items missing before a new one become null. */
function newValues(
  { isObject, members }: Container,
  added: readonly (readonly [string | number, EditStep])[],
): (readonly [string | number, JsonValue])[] {
  const values = new Map<string | number, JsonValue>()
  for (const [key, step] of added) {
    const value = valueOfStep(step)
    if (value !== undefined) values.set(key, value)
  }
  if (isObject) return [...values]
  const length = [...values.keys()].reduce<number>(
    (most, key) => Math.max(most, Number(key) + 1),
    members.length,
  )
  const places = Array.from({ length: length - members.length }, (_, place) => members.length + place)
  return places.map((place) => [place, values.get(place) ?? null])
}

function blocked(text: string, fileName: string, offset: number): RetakeError {
  const line = text.slice(0, offset).split('\n').length
  const message = `${fileName}, line ${line}: an object or a list is expected there, not ${text.slice(offset, offset + 20)}.`
  return new RetakeError('check_failed', message, { next: 'Mend that place in the file, then try again.' })
}
