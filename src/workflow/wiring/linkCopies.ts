/** `inputs[].link` and `outputs[].links` repeat `links`; where they disagree the editor drops a picture silently. */
import type { JsonValue } from '../json.ts'
import type { DocumentLink } from '../reading/links.ts'
import type { DocumentNode } from '../reading/nodes.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'
import { spellValue } from './spellValue.ts'

/** What a slot says of its links where the tab's links say otherwise. */
export interface StaleCopy {
  readonly side: 'input' | 'output'
  readonly slot: number
  readonly written: JsonValue
  /** The links that are there. An input may have several, its copy can name one of them. */
  readonly links: readonly DocumentLink[]
}

/** `into` and `outOf` are all links of the node, whatever their slots. */
export function staleCopies(
  { inputs, outputs }: DocumentNode,
  into: readonly DocumentLink[],
  outOf: readonly DocumentLink[],
): StaleCopy[] {
  const stale: StaleCopy[] = []
  const intoSlot = linksBySlot(into, ({ targetSlot }) => targetSlot)
  for (let slot = 0; slot < (inputs?.length ?? 0); slot++) {
    const written = inputs?.[slot]?.link ?? null
    if (inputAgrees(written, slot, intoSlot(slot))) continue
    stale.push({
      side: 'input',
      slot,
      written,
      links: intoSlot(slot).filter((link) => link.targetSlot === slot),
    })
  }
  const outOfSlot = linksBySlot(outOf, ({ sourceSlot }) => sourceSlot)
  for (let slot = 0; slot < (outputs?.length ?? 0); slot++) {
    const written = outputs?.[slot]?.links ?? []
    if (outputAgrees(written, slot, outOfSlot(slot))) continue
    stale.push({
      side: 'output',
      slot,
      written,
      links: outOfSlot(slot).filter((link) => link.sourceSlot === slot),
    })
  }
  return stale
}

/** Below this, looking through all links is quicker than any order. */
const FEW_LINKS = 8

/** Links that contain those of a slot; of many links only these. */
function linksBySlot(
  links: readonly DocumentLink[],
  slotOf: (link: DocumentLink) => number,
): (slot: number) => readonly DocumentLink[] {
  if (links.length <= FEW_LINKS) return () => links
  const bySlot = new Map<number, DocumentLink[]>()
  for (const link of links) {
    const list = bySlot.get(slotOf(link))
    if (list) list.push(link)
    else bySlot.set(slotOf(link), [link])
  }
  return (slot) => bySlot.get(slot) ?? []
}

/** One warning per slot whose copy is stale. */
export function linkCopyDrafts(
  place: Place,
  into: readonly DocumentLink[],
  outOf: readonly DocumentLink[],
  drafts: Draft[],
): void {
  for (const copy of staleCopies(place.node, into, outOf)) drafts.push(staleDraft(place, copy))
}

function inputAgrees(written: JsonValue, slot: number, into: readonly DocumentLink[]): boolean {
  let isLinked = false
  for (const { targetSlot, id } of into) {
    if (targetSlot !== slot) continue
    if (id === written) return true
    isLinked = true
  }
  return !isLinked && written === null
}

/** The order does not matter. */
function outputAgrees(written: readonly JsonValue[], slot: number, outOf: readonly DocumentLink[]): boolean {
  let count = 0
  let isSameOrder = true
  for (const { sourceSlot, id } of outOf) {
    if (sourceSlot !== slot) continue
    isSameOrder &&= id === written[count]
    count++
  }
  if (isSameOrder && count === written.length) return true
  const ids = new Set(outOf.flatMap((link) => (link.sourceSlot === slot ? [link.id] : [])))
  return ids.size === new Set(written).size && written.every((id) => ids.has(id))
}

function staleDraft(place: Place, { side, slot, written, links }: StaleCopy): Draft {
  const field = side === 'input' ? `inputs[${slot}].link` : `outputs[${slot}].links`
  const ids = links.map(({ id }) => id)
  const actual = spellValue(side === 'input' ? (ids[0] ?? null) : ids)
  return draftAt(place, {
    level: 'warning',
    code: 'stale-link-copy',
    field,
    message: `${field} of ${place.label} says ${spellValue(written)}, the tab's links say ${actual}; the editor may drop what is linked there.`,
    mend: `Set ${field} to ${actual}. Retake itself goes by the tab's links.`,
  })
}
