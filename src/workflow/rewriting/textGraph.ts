/** One tab as the ways that texts take: which prompts arrive at a generation, and what fills these. Walks, no recursion. */
import type { JsonValue } from '../json.ts'
import { idKey } from '../reading/ids.ts'
import type { DocumentNode } from '../reading/nodes.ts'
import { promptSlotOf } from '../reading/slots.ts'
import type { Tab } from '../reading/tabs.ts'
import { newAllowance } from '../wiring/allowance.ts'
import { buildGraph } from '../wiring/graph.ts'
import type { Place } from '../wiring/place.ts'
import { resolveTab } from '../wiring/resolveTab.ts'

export interface TextGraph {
  readonly tab: Tab
  readonly places: readonly Place[]
  /** The node of that id as the file or a link has it, or null. */
  place(id: JsonValue): Place | null
  /** Where the text of a generation, a template or a bypassed node comes from, one hop. */
  sourcesOf(place: Place): readonly Place[]
}

export function textGraph(tab: Tab): TextGraph {
  const graph = buildGraph(tab)
  const { places, incoming } = graph
  const { uses, generations } = resolveTab(graph, newAllowance())
  const byId = new Map<JsonValue, Place>()
  for (const place of places) {
    const { id } = place.node
    if (id !== null && !byId.has(idKey(id))) byId.set(idKey(id), place)
  }
  return {
    tab,
    places,
    place: (id) => byId.get(idKey(id)) ?? null,
    sourcesOf: ({ index, node }) => {
      if (generations[index] !== undefined) {
        const slot = promptSlotOf(node)
        return (incoming[index] ?? []).flatMap((link) => (link.slot === slot ? [link.source] : []))
      }
      return isText(node) ? (uses[index] ?? []) : []
    },
  }
}

/** Everything that the text of a place is made from, nearest first; the place itself is not in it. */
export function placesBehind(graph: TextGraph, start: Place): Place[] {
  const seen = new Set([start])
  for (const place of seen) {
    for (const source of graph.sourcesOf(place)) if (isText(source.node)) seen.add(source)
  }
  seen.delete(start)
  return [...seen]
}

function isText({ kind, state }: DocumentNode): boolean {
  return kind === 'prompt' || state === 'bypass'
}
