/** What a gate lets through: its generation's pick, an approved picture it is locked with, or nothing. */

import { approvedUrlOf, savedAt } from '../reading/savedMedia.ts'
import { type Arrival, type MadeValue, nothing, type Resolved, type Value } from './arrivals.ts'
import { draftAt } from './drafts.ts'
import type { Place } from './place.ts'

export function resolveGate(place: Place, arrivals: readonly Arrival[]): Resolved {
  const arrival = arrivals.find(({ value }) => value.kind !== 'nothing' && value.kind !== 'text')
  const value = arrival?.value ?? nothing
  const uses = arrival ? [arrival.source] : []
  const approvedUrl = approvedUrlOf(place.node)
  const isOff = place.node.state === 'off'
  if (isOff && approvedUrl === null) return switchedOff(place, uses)
  if (value.kind === 'made' && value.gate !== null) return secondGate(place, value, value.gate, uses)
  if (value.kind === 'made' && !(isOff && isElsewhere(value, approvedUrl))) {
    // A gate without a usable id can keep no pick; that is an error already.
    return { value: { ...value, gate: place.hasKey ? place : null }, uses, drafts: [] }
  }
  if (isOff) return { value: { kind: 'reference', urls: [approvedUrl], source: place }, uses: [], drafts: [] }
  if (value.kind === 'off' || value.kind === 'broken') return { value, uses, drafts: [] }
  return { value, uses, drafts: [withoutGeneration(place, value)] }
}

/** Whether a gate is locked with a picture that the generation before it does not know. */
export function isLockedOut(place: Place, value: Value): boolean {
  const { node } = place
  return (
    node.kind === 'gate' &&
    node.state === 'off' &&
    value.kind === 'made' &&
    isElsewhere(value, approvedUrlOf(node))
  )
}

function isElsewhere(value: MadeValue, approvedUrl: string | null): boolean {
  if (value.gate !== null || approvedUrl === null) return false
  return savedAt(value.generation.node, approvedUrl).length === 0
}

function switchedOff(place: Place, uses: readonly Place[]): Resolved {
  const draft = draftAt(place, {
    level: 'used',
    code: 'gate-off',
    field: null,
    message: `${place.label} is switched off and holds no approved picture, so what waits for it is not run.`,
    mend: 'Switch it on, or approve a picture.',
  })
  const reason = `its ${place.label} is switched off and holds no approved picture`
  return { value: { kind: 'off', medium: 'media', reason }, uses, drafts: [draft] }
}

function secondGate(place: Place, value: MadeValue, gate: Place, uses: readonly Place[]): Resolved {
  const draft = draftAt(place, {
    level: 'used',
    code: 'gate-behind-gate',
    field: 'inputs',
    message: `${place.label} stands behind ${gate.label}, which decides; it only lets through.`,
    mend: `Approve at ${gate.label}, or take one of the two out.`,
  })
  return { value, uses, drafts: [draft] }
}

function withoutGeneration(place: Place, value: Value) {
  const passed = value.kind === 'reference' ? `it passes ${value.source.label} on` : 'nothing arrives from it'
  return draftAt(place, {
    level: 'used',
    code: 'gate-without-generation',
    field: 'inputs',
    message: `${place.label} has no generation before it; ${passed}.`,
    mend: 'Link a generation to it, or put a reference in its place.',
  })
}
