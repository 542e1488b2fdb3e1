/** Nodes that only let through: previews, bypassed nodes, foreign ones (which let nothing through). */

import type { NodeKind } from '../reading/nodes.ts'
import { type Arrival, nothing, type Resolved } from './arrivals.ts'
import { draftAt } from './drafts.ts'
import type { Place } from './place.ts'

/** A bypassed node passes its first input of the medium it would have made. */
export function resolveBypass(place: Place, arrivals: readonly Arrival[]): Resolved {
  const passed = arrivals.find((arrival) => matches(place.node.kind, arrival))
  if (passed) return { value: passed.value, uses: [passed.source], drafts: [] }
  const draft = draftAt(place, {
    level: 'used',
    code: 'bypass-passes-nothing',
    field: 'mode',
    message: `${place.label} is bypassed and has no input it could pass on, so nothing arrives from it.`,
    mend: 'Switch the node on, or link something it can pass on.',
  })
  return { value: nothing, uses: [], drafts: [draft] }
}

export function resolvePreview(place: Place, arrivals: readonly Arrival[]): Resolved {
  const passed = arrivals.find((arrival) => matches('preview', arrival))
  if (passed) return { value: passed.value, uses: [passed.source], drafts: [] }
  const draft = draftAt(place, {
    level: 'used',
    code: 'preview-without-source',
    field: 'inputs',
    message: `${place.label} shows nothing that could be sent, so nothing arrives from it.`,
    mend: 'Link what it should pass on, or make it a reference.',
  })
  return { value: nothing, uses: [], drafts: [draft] }
}

export function resolveForeign(place: Place): Resolved {
  const draft = draftAt(place, {
    level: 'used',
    code: 'foreign-node',
    field: 'type',
    message: `${place.label} is of type "${place.node.type}", which Retake does not run; nothing arrives from it.`,
    mend: 'Replace it with a node that Retake knows, or take its link out.',
  })
  return { value: { kind: 'nothing', isForeign: true }, uses: [], drafts: [draft] }
}

function matches(kind: NodeKind, { value }: Arrival): boolean {
  const isText = value.kind === 'text' || (value.kind === 'off' && value.medium === 'text')
  const isMedia = value.kind === 'reference' || value.kind === 'made' || (value.kind === 'off' && !isText)
  if (kind === 'foreign') return isText || isMedia
  if (kind === 'prompt') return isText
  if (kind === 'video') return value.kind === 'made' && value.medium === 'video'
  if (kind === 'image') return isMedia && !(value.kind === 'made' && value.medium === 'video')
  return isMedia
}
