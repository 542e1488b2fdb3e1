/** `inputs[].link` and `outputs[].links` repeat `links`; where they disagree the editor drops a picture silently. */

import type { JsonValue } from '../json.ts'
import type { DocumentLink } from '../reading/links.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { ArrivingLink } from './linkChoice.ts'
import type { Place } from './place.ts'

/** One warning per slot whose copy is stale. */
export function linkCopyDrafts(
  place: Place,
  into: readonly ArrivingLink[],
  outOf: readonly DocumentLink[],
  drafts: Draft[],
): void {
  for (const [slot, { link }] of (place.node.inputs ?? []).entries()) {
    const ids = into.flatMap(({ link: one }) => (one.targetSlot === slot ? [one.id] : []))
    const agrees = ids.length === 0 ? link === null : ids.includes(link)
    if (!agrees) drafts.push(stale(place, `inputs[${slot}].link`, link, ids[0] ?? null))
  }
  for (const [slot, { links }] of (place.node.outputs ?? []).entries()) {
    const ids = outOf.flatMap((one) => (one.sourceSlot === slot ? [one.id] : []))
    if (!sameSet(ids, links)) drafts.push(stale(place, `outputs[${slot}].links`, links, ids))
  }
}

function sameSet(left: readonly JsonValue[], right: readonly JsonValue[]): boolean {
  if (left.length <= 1 && right.length <= 1) return left[0] === right[0]
  const known = new Set(left)
  return known.size === new Set(right).size && right.every((id) => known.has(id))
}

function stale(place: Place, field: string, written: JsonValue, actual: JsonValue): Draft {
  return draftAt(place, {
    level: 'warning',
    code: 'stale-link-copy',
    field,
    message: `${field} of ${place.label} says ${spell(written)}, the tab's links say ${spell(actual)}; the editor may drop what is linked there.`,
    mend: `Set ${field} to ${spell(actual)}. Retake itself goes by the tab's links.`,
  })
}

function spell(ids: JsonValue): string {
  const text = JSON.stringify(ids)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
