/** A generation node: its prompt and inputs row by row, how many candidates, and why it is off, if it is. */

import type { MediaKind } from '../model.ts'
import { promptSlotOf, slotName, slotRole } from '../reading/slots.ts'
import type { Arrival, MadeValue, ReferenceValue, Resolved, TextRow, Value } from './arrivals.ts'
import { slotCountOf, timeoutMsOf } from './counts.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'
import { unequalRows } from './rowDrafts.ts'
import { countRows } from './rows.ts'
import { settingDrafts } from './settingDrafts.ts'
import type { WiredInput } from './wiredInput.ts'

/** One node, all its rows. */
export interface WiredGeneration {
  readonly place: Place
  readonly kind: MediaKind
  readonly rowCount: number
  readonly slotCount: number
  readonly timeoutMs: number
  readonly prompts: readonly TextRow[]
  /** In slot order. */
  readonly inputs: readonly WiredInput[]
  readonly off: string | null
}

export function resolveGeneration(
  place: Place,
  kind: MediaKind,
  arrivals: readonly Arrival[],
): Resolved & { readonly wired: WiredGeneration } {
  const drafts: Draft[] = []
  const prompt = arrivals.find((arrival) => arrival.slot === promptSlotOf(place.node))
  const prompts = promptRows(place, prompt, drafts)
  const inputs = arrivals
    .filter((arrival) => arrival !== prompt)
    .flatMap((one) => wireInput(place, one, drafts))
  const counts = [prompts.length, ...inputs.map(({ value }) => rowsOf(value))]
  const { count: rowCount, unequal } = countRows(counts)
  if (unequal.length > 0) drafts.push(unequalRows(place, unequal))
  const off = offReason(place, arrivals)
  for (const draft of settingDrafts(place, off, inputs)) drafts.push(draft)
  const wired: WiredGeneration = {
    place,
    kind,
    rowCount,
    slotCount: slotCountOf(place, drafts),
    timeoutMs: timeoutMsOf(place, drafts),
    prompts,
    inputs,
    off,
  }
  const value: Value = place.hasKey
    ? { kind: 'made', medium: kind, generation: place, gate: null, rowCount }
    : { kind: 'broken' }
  return { value, uses: arrivals.map((arrival) => arrival.source), drafts, wired }
}

function offReason(place: Place, arrivals: readonly Arrival[]): string | null {
  if (place.node.state === 'off') return 'switched off'
  for (const { value } of arrivals) if (value.kind === 'off') return value.reason
  return null
}

function rowsOf(value: ReferenceValue | MadeValue): number {
  return value.kind === 'made' ? value.rowCount : value.urls.length
}

const noPrompt: readonly TextRow[] = [{ text: '', isBlank: true }]

function promptRows(place: Place, prompt: Arrival | undefined, drafts: Draft[]): readonly TextRow[] {
  const value = prompt?.value
  if (value?.kind === 'text') {
    const blank = value.rows.findIndex((row) => row.isBlank)
    if (blank !== -1) drafts.push(emptyPrompt(place, prompt, value.rows.length > 1 ? blank + 1 : null))
    return value.rows
  }
  if (value?.kind !== 'off' && value?.kind !== 'broken') drafts.push(missingPrompt(place, prompt))
  return noPrompt
}

function emptyPrompt(place: Place, prompt: Arrival | undefined, row: number | null): Draft {
  return draftAt(place, {
    level: 'error',
    code: 'empty-prompt',
    field: promptField(place),
    message: `The prompt of ${place.label} is empty${row === null ? '' : ` in row ${row}`} (from ${prompt?.source.label}).`,
    mend: `Write a text into ${prompt?.source.label}, or switch ${place.label} off.`,
  })
}

function promptField(place: Place): string {
  return `inputs[${promptSlotOf(place.node)}]`
}

function missingPrompt(place: Place, prompt: Arrival | undefined): Draft {
  const base = { level: 'error', field: promptField(place) } as const
  const source = prompt?.source
  if (source && prompt.value.kind === 'nothing' && prompt.value.isForeign) {
    return draftAt(place, {
      ...base,
      code: 'prompt-from-foreign-node',
      message: `The prompt of ${place.label} comes from ${source.label} (type "${source.node.type}"), which Retake does not run.`,
      mend: 'Link a prompt node that holds the text.',
    })
  }
  if (source && prompt.value.kind !== 'nothing') {
    return draftAt(place, {
      ...base,
      code: 'prompt-not-text',
      message: `The prompt slot of ${place.label} is linked to ${source.label}, which is no prompt.`,
      mend: 'Link a prompt node to its prompt slot.',
    })
  }
  const why = source ? `nothing arrives from ${source.label}` : 'nothing is linked to its prompt slot'
  return draftAt(place, {
    ...base,
    code: 'no-prompt',
    message: `${place.label} has no prompt: ${why}.`,
    mend: `Link a prompt to it, or switch ${place.label} off.`,
  })
}

function wireInput(place: Place, { slot, source, value }: Arrival, drafts: Draft[]): WiredInput[] {
  const role = slotRole(place.node, slot)
  const isPicture = value.kind === 'reference' || (value.kind === 'made' && value.medium === 'image')
  if (isPicture && role !== 'prompt') return [{ slot: slotName(place.node, slot), role, value }]
  const wrong = wrongMedium(value)
  if (wrong === null) return []
  drafts.push(
    draftAt(place, {
      level: 'error',
      code: wrong.code,
      field: `inputs[${slot}]`,
      message: `Slot "${slotName(place.node, slot)}" of ${place.label} takes a picture; ${source.label} gives ${wrong.what}.`,
      mend: wrong.mend,
    }),
  )
  return []
}

function wrongMedium(value: Value): { code: string; what: string; mend: string } | null {
  const mend = 'Link a picture to it, or take the link out.'
  if (value.kind === 'text') return { code: 'wrong-medium', what: 'text', mend }
  if (value.kind === 'made') return { code: 'wrong-medium', what: 'a clip', mend }
  if (value.kind !== 'broken') return null
  return {
    code: 'input-without-id',
    what: 'what cannot be told apart',
    mend: 'Mend the id of the node before it.',
  }
}
