/** At most one link per slot: where a file has several, the slot's own copy decides, else it is an error. */

import type { DocumentLink } from '../reading/links.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'

/** A link as it arrives at its target. */
export interface Incoming {
  readonly slot: number
  /** Index of the node it comes from. */
  readonly source: number
}

/** A link that names a node as its target; `source` is null where it leads from or to nothing. */
export interface ArrivingLink {
  readonly link: DocumentLink
  readonly source: number | null
}

/** In the order of the slots. */
export function chooseLinks(place: Place, links: readonly ArrivingLink[], drafts: Draft[]): Incoming[] {
  const chosen: Incoming[] = []
  const bySlot =
    links.length === 1 ? links : links.toSorted((left, right) => left.link.targetSlot - right.link.targetSlot)
  for (const { link, source } of bySlot) {
    if (source === null) continue
    const slot = link.targetSlot
    const earlier = chosen.at(-1)
    if (earlier?.slot !== slot) {
      chosen.push({ slot, source })
    } else if (earlier.source !== source) {
      const named = place.node.inputs?.[slot]?.link
      const rivals = bySlot.filter((rival) => rival.link.targetSlot === slot && rival.source !== null)
      const meant = rivals.find((rival) => rival.link.id === named)
      if (meant?.source !== earlier.source)
        chosen[chosen.length - 1] = { slot, source: meant?.source ?? source }
      drafts.push(crowdedSlot(place, slot, meant !== undefined))
    }
  }
  return chosen
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
