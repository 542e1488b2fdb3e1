/** Removing members of an object or list and adding new ones at its end, in the style it has. */
import type { JsonValue } from '../json.ts'
import { indentIn, type JsonStyle, newlineIn, printJson } from './jsonStyle.ts'
import type { Splice } from './splice.ts'

/** Offsets. `lead` is behind the comma or bracket before it; in a list `start`, `keyEnd` and `valueStart` are one. */
export interface Member {
  readonly lead: number
  readonly start: number
  readonly keyEnd: number
  readonly valueStart: number
  readonly end: number
  readonly removed: boolean
}

export interface Container {
  readonly open: number
  readonly close: number
  readonly isObject: boolean
  readonly members: readonly Member[]
  /** Of the line the container begins on. */
  readonly style: JsonStyle
}

export function memberSplices(
  text: string,
  container: Container,
  added: readonly (readonly [string | number, JsonValue])[],
): Splice[] {
  const { members, open, close } = container
  const layout = layoutOf(text, container)
  const entries = added.map(([key, value]) => {
    const printed = printJson(value, layout.style)
    return container.isObject ? JSON.stringify(String(key)) + layout.colon + printed : printed
  })
  const last = members.at(-1)
  if (last === undefined || members.every((member) => member.removed)) {
    if (entries.length === 0 && last === undefined) return []
    const inner = entries.length === 0 ? '' : layout.first + entries.join(`,${layout.between}`) + layout.last
    return [{ start: open + 1, end: close, replacement: inner }]
  }
  const removals = members.some((member) => member.removed) ? removalSplices(members) : []
  if (entries.length === 0) return removals
  const replacement = entries.map((entry) => `,${layout.between}${entry}`).join('')
  return [...removals, { start: last.end, end: last.end, replacement }]
}

/** With the comma before it; the first ones with the comma behind. */
function removalSplices(members: readonly Member[]): Splice[] {
  const splices: Splice[] = []
  let previousEnd: number | null = null
  let survivorSeen = false
  for (const [index, member] of members.entries()) {
    const next = members[index + 1]
    if (!member.removed) survivorSeen = true
    else if (survivorSeen && previousEnd !== null) {
      splices.push({ start: previousEnd, end: member.end, replacement: '' })
    } else if (next !== undefined) splices.push({ start: member.start, end: next.start, replacement: '' })
    previousEnd = member.end
  }
  return splices
}

interface Layout {
  readonly style: JsonStyle
  readonly colon: string
  /** Whitespace before the first member, between two, and behind the last. */
  readonly first: string
  readonly between: string
  readonly last: string
}

function layoutOf(text: string, container: Container): Layout {
  const { members, open, close, style } = container
  const last = members.at(-1)
  if (last === undefined) return emptyLayout(text.slice(open + 1, close), style)
  const lead = text.slice(last.lead, last.start)
  const tail = text.slice(last.end, close)
  const written = container.isObject ? text.slice(last.keyEnd, last.valueStart) : ''
  const colon = written === '' || written.includes('\n') ? ': ' : written
  const first = text.slice(open + 1, members[0]?.start)
  const indent = indentIn(lead)
  if (indent !== null) {
    const newline = newlineIn(lead)
    const unit = unitBetween(indentIn(tail), indent) ?? style.unit
    const inner: JsonStyle = { indent, newline, unit, spaced: style.spaced }
    return { style: inner, colon, first, between: newline + indent, last: tail }
  }
  const spaced = written === '' ? style.spaced : colon.endsWith(' ')
  const between = members.length > 1 ? lead : spaced ? ' ' : ''
  return { style: { ...style, indent: null, spaced }, colon, first, between, last: tail }
}

function unitBetween(outer: string | null, inner: string): string | null {
  return outer !== null && inner.startsWith(outer) && inner.length > outer.length
    ? inner.slice(outer.length)
    : null
}

function emptyLayout(inside: string, style: JsonStyle): Layout {
  const outer = indentIn(inside) ?? style.indent
  if (outer === null) {
    return { style, colon: style.spaced ? ': ' : ':', first: '', between: style.spaced ? ' ' : '', last: '' }
  }
  const indent = outer + style.unit
  const between = style.newline + indent
  return { style: { ...style, indent }, colon: ': ', first: between, between, last: style.newline + outer }
}
