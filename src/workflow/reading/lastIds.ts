/** `last_node_id` and `last_link_id`: where they are too small, the editor gives an id to a second node or link. */
import type { JsonValue } from '../json.ts'
import { isWholeId, largestId } from './ids.ts'
import type { Tab } from './tabs.ts'

export interface LastId {
  readonly key: 'last_node_id' | 'last_link_id'
  readonly what: 'node' | 'link'
  readonly written: JsonValue
  /** The largest id in use. */
  readonly largest: number
}

/** Those that are there and smaller than an id in use, or no number. */
export function lastIdsBehind({ graph, nodes, links }: Tab): LastId[] {
  const all = [
    { key: 'last_node_id', what: 'node', written: graph.last_node_id, largest: idsOf(nodes) },
    { key: 'last_link_id', what: 'link', written: graph.last_link_id, largest: idsOf(links) },
  ] as const
  return all.flatMap(({ written, ...last }) =>
    written === undefined || (isWholeId(written) && written >= last.largest) ? [] : { ...last, written },
  )
}

function idsOf(entries: readonly { readonly id: JsonValue }[]): number {
  return largestId(entries.map(({ id }) => id))
}
