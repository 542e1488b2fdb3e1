/** Prompt nodes and where their text goes: what a person who names a prompt, or its title, can mean. */
import type { PromptNode } from '../model.ts'
import type { Graph } from './graph.ts'
import type { Place } from './place.ts'
import type { ResolvedTab } from './resolveTab.ts'

/** One hop each, so that the list is as long as the links: whoever needs the way through templates follows it. */
export function promptNodes({ tab, places }: Graph, { uses, generations }: ResolvedTab): PromptNode[] {
  const feeds = new Map<Place, number[]>()
  const behind = new Map<Place, Place>()
  for (const place of places) {
    const isText = place.node.kind === 'prompt' || generations[place.index] !== undefined
    if (!isText || place.id === null) continue
    for (const used of uses[place.index] ?? []) {
      const source = behindBypass(used, uses, behind)
      if (source.node.kind !== 'prompt') continue
      const ids = feeds.get(source)
      if (ids === undefined) feeds.set(source, [place.id])
      else if (ids.at(-1) !== place.id) ids.push(place.id)
    }
  }
  return places.flatMap((place) => {
    const { id, title, node, hasKey } = place
    if (node.kind !== 'prompt' || id === null || !hasKey) return []
    return [{ tab: tab.name, nodeId: id, title, feeds: feeds.get(place) ?? [] }]
  })
}

/** `known` is filled on the way: a long row of bypassed nodes is walked once. */
function behindBypass(place: Place, uses: ResolvedTab['uses'], known: Map<Place, Place>): Place {
  const passed: Place[] = []
  let at = place
  while (at.node.state === 'bypass') {
    const next = known.get(at) ?? uses[at.index]?.[0]
    if (next === undefined) break
    passed.push(at)
    at = next
  }
  for (const each of passed) known.set(each, at)
  return at
}
