/** Ids for new nodes and links: above all that are there and above what the editor has counted up to. */
import type { JsonValue } from '../json.ts'
import { idKey, largestId } from '../reading/ids.ts'
import type { Tab } from '../reading/tabs.ts'

/** Ids of nodes are counted over the whole file where it keeps them apart over its tabs, else by tab. */
export function freshNodeIds(tabs: readonly Tab[]): (tab: Tab) => number {
  const groups = areApart(tabs) ? [tabs] : tabs.map((tab) => [tab])
  const last = new Map<readonly Tab[], number>()
  return (tab) => {
    const group = groups.find((one) => one.includes(tab)) ?? [tab]
    const id = (last.get(group) ?? group.reduce((most, one) => Math.max(most, largestNodeId(one)), 0)) + 1
    last.set(group, id)
    return id
  }
}

export function freshLinkIds({ graph, links }: Tab): () => number {
  let last = largestId([...links.map(({ id }) => id), graph.last_link_id ?? 0])
  return () => ++last
}

function areApart(tabs: readonly Tab[]): boolean {
  const ids = tabs.flatMap(({ nodes }) => [...new Set(nodes.map(({ id }) => idKey(id)))])
  return new Set(ids).size === ids.length
}

/** Of links too: a fresh id must not be one that some link names. */
function largestNodeId({ graph, nodes, links }: Tab): number {
  const ids: JsonValue[] = nodes.map(({ id }) => id)
  for (const { source, target } of links) ids.push(source, target)
  return largestId([...ids, graph.last_node_id ?? 0])
}
