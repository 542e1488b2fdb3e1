/** A prompt's text: plain, a template filled from linked prompts, or dynamic rows. */

import { isJsonArray } from '../json.ts'
import { type Allowance, take } from './allowance.ts'
import type { Arrival, Resolved, TextRow, Value } from './arrivals.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'
import { unequalRows } from './rowDrafts.ts'
import { countRows, rowAt } from './rows.ts'
import { fillTemplate, maxPromptLength, placeholdersOf } from './template.ts'

export function resolvePrompt(place: Place, arrivals: readonly Arrival[], allowance: Allowance): Resolved {
  if (place.node.state === 'off') return switchedOff(place)
  const drafts: Draft[] = []
  const texts = ownTexts(place, drafts)
  if (texts === null) return { value: { kind: 'broken' }, uses: [], drafts }
  if (place.node.properties.templateMode !== true) {
    return { value: { kind: 'text', rows: texts.map(textRow) }, uses: [], drafts }
  }
  const filled = fillRows(place, texts, arrivals, { drafts, allowance })
  return { ...filled, drafts }
}

function switchedOff(place: Place): Resolved {
  const draft = draftAt(place, {
    level: 'used',
    code: 'prompt-off',
    field: null,
    message: `${place.label} is switched off, so the generations that need it are not run.`,
    mend: 'Switch it on, or link another prompt.',
  })
  const reason = `its ${place.label} is switched off`
  return { value: { kind: 'off', medium: 'text', reason }, uses: [], drafts: [draft] }
}

/** null after an error. */
function ownTexts(place: Place, drafts: Draft[]): readonly string[] | null {
  const { text, dynamicMode, dynamicRows } = place.node.properties
  if (dynamicMode !== true) {
    if (typeof text === 'string') return [text]
    if (text === undefined || text === null) return ['']
    drafts.push(wrongText(place, 'properties.text', `is ${typeOf(text)}, not text`, 'text-not-string'))
    return null
  }
  const rows = dynamicRows ?? []
  if (!isJsonArray(rows)) {
    drafts.push(wrongText(place, 'properties.dynamicRows', 'is no list', 'dynamic-rows-not-strings'))
    return null
  }
  if (rows.length === 0) {
    drafts.push(wrongText(place, 'properties.dynamicRows', 'holds no row', 'dynamic-rows-empty'))
    return null
  }
  const texts = rows.filter((row) => typeof row === 'string')
  if (texts.length === rows.length) return texts
  const wrong = rows.findIndex((row) => typeof row !== 'string')
  const what = `is ${typeOf(rows[wrong])}, not text`
  drafts.push(wrongText(place, `properties.dynamicRows[${wrong}]`, what, 'dynamic-rows-not-strings'))
  return null
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function wrongText(place: Place, field: string, what: string, code: string): Draft {
  return draftAt(place, {
    level: 'error',
    code,
    field,
    message: `${field} of ${place.label} ${what}.`,
    mend: field.includes('dynamicRows')
      ? 'Write each row as one string, or switch dynamic mode off.'
      : 'Write the prompt as one string.',
  })
}

function textRow(text: string): TextRow {
  return { text, isBlank: text.trim() === '' }
}

function fillRows(
  place: Place,
  texts: readonly string[],
  arrivals: readonly Arrival[],
  { drafts, allowance }: { readonly drafts: Draft[]; readonly allowance: Allowance },
): { value: Value; uses: readonly Place[] } {
  const holes = texts.map(placeholdersOf)
  const linked = linkedPlaceholders(place, [...new Set(holes.flat())], arrivals)
  const values = new Map<string, readonly TextRow[]>()
  const uses = [...linked.values()].flatMap((arrival) => (arrival ? [arrival.source] : []))
  const slots = slotList(place)
  for (const [name, arrival] of linked) {
    const value = arrival?.value
    if (value?.kind === 'off' || value?.kind === 'broken') return { value, uses }
    if (value?.kind === 'text') values.set(name, value.rows)
    else drafts.push(unfilled(place, name, arrival, slots))
  }
  if (values.size === linked.size)
    for (const draft of unusedSlots(place, linked, arrivals)) drafts.push(draft)
  const { count, unequal } = countRows([texts.length, ...[...values.values()].map((rows) => rows.length)])
  if (unequal.length > 0) drafts.push(unequalRows(place, unequal))
  const mostHoles = holes.reduce((most, { length }) => Math.max(most, length), 1)
  if (!take(allowance, 'fills', count * mostHoles)) return { value: tooMany(place, drafts), uses }
  const rows = Array.from({ length: count }, (_, row) => {
    return fillTemplate(rowAt(texts, row) ?? '', (name) => rowAt(values.get(name) ?? [], row))
  })
  if (rows.some((row) => row.text.length > maxPromptLength)) return { value: tooLong(place, drafts), uses }
  const characters = rows.reduce((sum, { text }) => sum + text.length, 0)
  if (!take(allowance, 'characters', characters)) return { value: tooMany(place, drafts), uses }
  return { value: { kind: 'text', rows }, uses }
}

/** By slot name; a node that lists no slots has its placeholders in the order of their first appearance. */
function linkedPlaceholders(
  place: Place,
  names: readonly string[],
  arrivals: readonly Arrival[],
): Map<string, Arrival | undefined> {
  if (place.node.inputs === null) {
    const bySlot = new Map(arrivals.map((arrival) => [arrival.slot, arrival]))
    return new Map(names.map((name, index) => [name, bySlot.get(index)]))
  }
  const byName = new Map(arrivals.map((arrival) => [arrival.slotName, arrival]))
  return new Map(names.map((name) => [name, byName.get(name)]))
}

interface SlotList {
  readonly names: ReadonlySet<string>
  /** The first of them; it stands in the message of every placeholder. */
  readonly spelled: string
}

const mostSlotsNamed = 8

function slotList({ node }: Place): SlotList {
  const names = new Set((node.inputs ?? []).map(({ name }) => name ?? ''))
  const first = [...names].slice(0, mostSlotsNamed).map((name) => `"${name}"`)
  const more = names.size > mostSlotsNamed ? [`and ${names.size - mostSlotsNamed} more`] : []
  return { names, spelled: [...first, ...more].join(', ') }
}

function unfilled(
  place: Place,
  name: string,
  arrival: Arrival | undefined,
  { names, spelled }: SlotList,
): Draft {
  const base = { level: 'error', field: `properties.text {${name}}` } as const
  if (arrival !== undefined && arrival.value.kind !== 'nothing') {
    return draftAt(place, {
      ...base,
      code: 'placeholder-not-text',
      message: `{${name}} in ${place.label} is linked to ${arrival.source.label}, which is no prompt.`,
      mend: 'Link a prompt to that slot.',
    })
  }
  if (arrival?.value.kind === 'nothing' && arrival.value.isForeign) {
    return draftAt(place, {
      ...base,
      code: 'prompt-from-foreign-node',
      message: `{${name}} in ${place.label} comes from ${arrival.source.label} (type "${arrival.source.node.type}"), which Retake does not run.`,
      mend: 'Link a prompt node that holds the text.',
    })
  }
  const why = names.has(name) || names.size === 0 ? 'no prompt is linked to it' : 'no slot has that name'
  return draftAt(place, {
    ...base,
    code: 'placeholder-without-prompt',
    message: `{${name}} in ${place.label} would be sent as it stands: ${why}${names.size > 0 ? ` (slots: ${spelled})` : ''}.`,
    mend: `Link a prompt to a slot named "${name}", or take {${name}} out of the text.`,
  })
}

/** Where a placeholder is unfilled, that is the mistake. */
function unusedSlots(
  place: Place,
  linked: ReadonlyMap<string, unknown>,
  arrivals: readonly Arrival[],
): Draft[] {
  const unused = arrivals.filter(({ slotName }) => slotName !== null && !linked.has(slotName))
  return unused.map(({ slot, slotName, source }) =>
    draftAt(place, {
      level: 'used',
      code: 'slot-without-placeholder',
      field: `inputs[${slot}].name`,
      message: `${source.label} is linked to slot "${slotName}" of ${place.label}, whose text has no {${slotName}}, so it is not sent.`,
      mend: `Write {${slotName}} where it belongs, or take the link out.`,
    }),
  )
}

function tooLong(place: Place, drafts: Draft[]): Value {
  drafts.push(
    draftAt(place, {
      level: 'error',
      code: 'prompt-too-long',
      field: 'properties.text',
      message: `${place.label} grows to more than ${maxPromptLength.toLocaleString('en')} characters once it is filled.`,
      mend: 'Look for templates that hold each other several times over.',
    }),
  )
  return { kind: 'broken' }
}

function tooMany(place: Place, drafts: Draft[]): Value {
  drafts.push(
    draftAt(place, {
      level: 'error',
      code: 'templates-too-long',
      field: 'properties.text',
      message: `The templates of the file grow to more than can be held once they are filled; ${place.label} is the first that is too much.`,
      mend: 'Take rows out of it or of what fills it, or split the workflow into several files.',
    }),
  )
  return { kind: 'broken' }
}
