/** Generations that nobody waits for: they feed nothing but gates that are locked with a picture from elsewhere. */

import { savedUrls } from '../reading/savedMedia.ts'
import { isLockedOut } from './gates.ts'
import type { WiredGeneration } from './generationNode.ts'
import type { Graph } from './graph.ts'
import type { Place } from './place.ts'
import type { ResolvedTab } from './resolveTab.ts'

/** The reason for a generation, or null. */
export function lockedGates(graph: Graph, resolved: ResolvedTab): (wired: WiredGeneration) => string | null {
  const lockedBy = new Map<Place, Place>()
  const isWaitedFor = new Set<Place>()
  for (const place of graph.places) {
    for (const { value } of resolved.arrivals[place.index] ?? []) {
      if (value.kind !== 'made' || value.gate !== null || passesOn(place)) continue
      if (!isLockedOut(place, value)) isWaitedFor.add(value.generation)
      else if (!lockedBy.has(value.generation)) lockedBy.set(value.generation, place)
    }
  }
  return ({ place }) => {
    const gate = lockedBy.get(place)
    if (gate === undefined || isWaitedFor.has(place) || savedUrls(place.node).length > 0) return null
    return `its gate ${gate.id} is locked with an approved picture`
  }
}

/** What stands behind it is asked instead. */
function passesOn({ node }: Place): boolean {
  return node.kind === 'preview' || node.state === 'bypass'
}
