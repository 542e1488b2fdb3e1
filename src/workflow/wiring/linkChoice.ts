/** At most one link per slot: where a file has several, the slot's own copy decides, else it is an error. */
import type { DocumentLink } from '../reading/links.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'

/** A link as it arrives at its target. */
export interface Incoming {
  readonly slot: number
  readonly source: Place
}

/**
 * In the order of the slots. `links` are all that name the place as their target; `sourceOf` gives null for those
 * that lead from or to nothing.
 */
export function chooseLinks(
  place: Place,
  links: readonly DocumentLink[],
  sourceOf: (link: DocumentLink) => Place | null,
  drafts: Draft[],
): readonly Incoming[] {
  if (links.length === 0) return []
  const bySlot =
    links.length === 1 ? links : links.toSorted((left, right) => left.targetSlot - right.targetSlot)
  const chosen: Incoming[] = []
  let meant: Place | null = null
  let crowdedAt = -1
  for (const link of bySlot) {
    const source = sourceOf(link)
    if (source === null) continue
    const slot = link.targetSlot
    const earlier = chosen.at(-1)
    if (earlier?.slot !== slot) {
      chosen.push({ slot, source })
    } else if (earlier.source !== source) {
      if (crowdedAt !== slot) {
        crowdedAt = slot
        meant = meantSource(place, slot, bySlot, sourceOf)
        drafts.push(crowdedSlot(place, slot, meant !== null))
      }
      chosen[chosen.length - 1] = { slot, source: meant ?? source }
    }
  }
  return chosen
}

/** Where the link begins that the slot's own copy names. */
function meantSource(
  place: Place,
  slot: number,
  links: readonly DocumentLink[],
  sourceOf: (link: DocumentLink) => Place | null,
): Place | null {
  const named = place.node.inputs?.[slot]?.link
  const meant = links.find(({ targetSlot, id }) => targetSlot === slot && id === named)
  return meant === undefined ? null : sourceOf(meant)
}

function crowdedSlot(place: Place, slot: number, isNamed: boolean): Draft {
  const name = place.node.inputs?.[slot]?.name ?? String(slot)
  return draftAt(place, {
    level: isNamed ? 'warning' : 'error',
    code: 'slot-linked-twice',
    field: `inputs[${slot}]`,
    message: isNamed
      ? `Several links arrive in slot "${name}" of ${place.label}; the one the slot names is taken.`
      : `Several links arrive in slot "${name}" of ${place.label}, and nothing tells which one counts.`,
    mend: 'Take the link out that is not meant.',
  })
}
