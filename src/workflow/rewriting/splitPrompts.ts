/**
 * Gives a generation its own copy of the prompts that it shares: new nodes, their links, and the links moved to them.
 * What others have stays as it is, and what slots repeat of the links is kept right.
 */
import type { Document } from '../document.ts'
import type { Edit } from '../edits.ts'
import { isJsonArray } from '../json.ts'
import { linkFieldPath } from '../mending/linkPaths.ts'
import { promptSlotOf } from '../reading/slots.ts'
import type { Tab } from '../reading/tabs.ts'
import type { Place } from '../wiring/place.ts'
import { freshLinkIds, freshNodeIds } from './freshIds.ts'
import { linkCopy, nodeCopy } from './rawCopies.ts'
import { sharedWay } from './sharedWay.ts'
import { type CopiedLink, formerOutputs, type LinkChanges, type MovedLink } from './slotLinks.ts'
import type { TextGraph } from './textGraph.ts'

export interface PromptCopy {
  readonly tab: string
  readonly from: Place
  readonly id: number
  readonly title: string
  /** Its place in `graphData.nodes`. */
  readonly index: number
}

export interface Split {
  readonly edits: readonly Edit[]
  readonly copies: readonly PromptCopy[]
}

/** One generation with the prompts behind it that are to be edited. */
export interface SplitWish {
  readonly graph: TextGraph
  readonly generation: Place
  readonly edited: readonly Place[]
}

/** At most one wish for each tab. */
export function splitPrompts({ tabs }: Document, wishes: readonly SplitWish[]): Split {
  const nextNodeId = freshNodeIds(tabs)
  const splits = wishes.map((wish) => splitOne(wish, () => nextNodeId(wish.graph.tab)))
  return {
    edits: splits.flatMap(({ edits }) => edits),
    copies: splits.flatMap(({ copies }) => copies),
  }
}

function splitOne({ graph, generation, edited }: SplitWish, nextNodeId: () => number): Split {
  const { tab } = graph
  const { shared, own } = sharedWay(graph, generation, edited)
  if (shared.length === 0) return { edits: [], copies: [] }
  const titles = new Set(graph.places.map(({ title }) => title))
  const copies = new Map<Place, PromptCopy>()
  for (const from of shared) {
    const title = freshTitle(from.title, titles)
    const index = tab.nodes.length + copies.size
    copies.set(from, { tab: tab.name, from, id: nextNodeId(), title, index })
  }
  const changes = linkChanges(graph, generation, own, copies)
  const nodes = [...copies.values()].map((copy): Edit => {
    return { path: [...tab.path, 'nodes', copy.index], value: nodeCopy(tab, copy, changes) }
  })
  return {
    edits: [
      ...nodes,
      ...linkEdits(tab, copies, changes),
      ...formerOutputs(tab, changes),
      ...raisedIds(tab, [...copies.values()], changes),
    ],
    copies: [...copies.values()],
  }
}

/** Links from a copied prompt to one of our own move to the copy; links into a copied prompt are copied. */
function linkChanges(
  { tab, place }: TextGraph,
  generation: Place,
  own: ReadonlySet<Place>,
  copies: ReadonlyMap<Place, PromptCopy>,
): LinkChanges {
  const nextLinkId = freshLinkIds(tab)
  const moved: MovedLink[] = []
  const copied: CopiedLink[] = []
  for (const link of tab.links) {
    const source = place(link.source)
    const target = place(link.target)
    if (source === null || target === null) continue
    const isSourceCopied = copies.has(source)
    if (copies.has(target)) copied.push({ link, source, target, isSourceCopied, id: nextLinkId() })
    else if (isSourceCopied && own.has(target)) {
      const arrives = target !== generation || link.targetSlot === promptSlotOf(generation.node)
      if (arrives) moved.push({ link, source })
    }
  }
  return { moved, copied }
}

function linkEdits(tab: Tab, copies: ReadonlyMap<Place, PromptCopy>, { moved, copied }: LinkChanges): Edit[] {
  const end = isJsonArray(tab.graph.links) ? tab.graph.links.length : 0
  const moves = moved.map(({ link, source }): Edit => {
    return { path: linkFieldPath(tab, link, 'source'), value: copies.get(source)?.id ?? link.source }
  })
  const added = copied.map(({ link, id, source, target }, at): Edit => {
    const ends = {
      source: copies.get(source)?.id ?? link.source,
      target: copies.get(target)?.id ?? link.target,
    }
    return { path: [...tab.path, 'links', end + at], value: linkCopy(tab, link, { id, ...ends }) }
  })
  return [...moves, ...added]
}

/** `last_node_id` and `last_link_id`, where the file has them. */
function raisedIds(tab: Tab, copies: readonly PromptCopy[], { copied }: LinkChanges): Edit[] {
  const last = { last_node_id: copies.at(-1)?.id, last_link_id: copied.at(-1)?.id }
  return Object.entries(last).flatMap(([key, value]) =>
    value === undefined || tab.graph[key] === undefined ? [] : [{ path: [...tab.path, key], value }],
  )
}

function freshTitle(title: string, taken: Set<string>): string {
  const base = title.replace(/ \(\d+\)$/, '')
  let count = 2
  while (taken.has(`${base} (${count})`)) count += 1
  const fresh = `${base} (${count})`
  taken.add(fresh)
  return fresh
}
