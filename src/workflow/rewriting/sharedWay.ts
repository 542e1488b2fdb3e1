/** Which prompts between a generation and edited ones are others' too: those must be copied to leave the others alone. */
import type { Place } from '../wiring/place.ts'
import { placesBehind, type TextGraph } from './textGraph.ts'

export interface SharedWay {
  /** The nearest to the generation first. */
  readonly shared: readonly Place[]
  /** On the way too, but nobody else's; the generation itself is one of them. */
  readonly own: ReadonlySet<Place>
}

export function sharedWay(graph: TextGraph, generation: Place, edited: readonly Place[]): SharedWay {
  const users = usersOf(graph)
  const behind = placesBehind(graph, generation)
  const way = onTheWay(behind, edited, users)
  const own = new Set([generation, ...way])
  // Whose users are not all its own is shared, and so is what only shared ones use.
  for (let size = 0; size !== own.size; ) {
    size = own.size
    for (const place of way) if (users.get(place)?.some((user) => !own.has(user))) own.delete(place)
  }
  return { shared: behind.filter((place) => way.has(place) && !own.has(place)), own }
}

function usersOf(graph: TextGraph): Map<Place, Place[]> {
  const users = new Map<Place, Place[]>()
  for (const place of graph.places) {
    for (const source of graph.sourcesOf(place)) {
      const list = users.get(source)
      if (list === undefined) users.set(source, [place])
      else list.push(place)
    }
  }
  return users
}

/** From the edited ones forward, within what stands behind the generation. */
function onTheWay(
  behind: readonly Place[],
  edited: readonly Place[],
  users: ReadonlyMap<Place, readonly Place[]>,
): Set<Place> {
  const within = new Set(behind)
  const way = new Set(edited.filter((place) => within.has(place)))
  for (const place of way) for (const user of users.get(place) ?? []) if (within.has(user)) way.add(user)
  return way
}
