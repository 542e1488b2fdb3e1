/** Every node that a person can name (generations, gates, prompts), and the generations that each stands for. */
import type { MediaKind, Wiring } from '../model.ts'
import { addressParts } from './addressParts.ts'
import { groupBy } from './groupBy.ts'

export interface Nameable {
  /** `tab:node`. */
  readonly key: string
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly is: 'generation' | 'gate' | 'prompt'
  /** Of a generation; null for the others. */
  readonly kind: MediaKind | null
  /** Generations first, then gates, then prompts, each in document order. */
  readonly order: number
  /** Keys of the nodes it stands for: its generation, or what its text goes to, one hop. */
  readonly leadsTo: readonly string[]
}

export interface Nameables {
  readonly all: readonly Nameable[]
  readonly tabs: readonly string[]
  get(key: string): Nameable | undefined
  withId(nodeId: number): readonly Nameable[]
  /** By `tab:node`, as it is spelled, else without regard to case. */
  withAddress(address: string): readonly Nameable[]
  /** Through any number of templates; in document order. */
  generationsOf(nodes: Iterable<Nameable>): Nameable[]
}

export function nameables(wiring: Wiring): Nameables {
  const byKey = collect(wiring)
  const all = [...byKey.values()]
  const byId = groupBy(all, ({ nodeId }) => nodeId)
  let byFoldedKey: ReadonlyMap<string | null, readonly Nameable[]> | null = null
  return {
    all,
    tabs: [...new Set(all.map(({ tab }) => tab))],
    get: (key) => byKey.get(key),
    withId: (nodeId) => byId.get(nodeId) ?? [],
    withAddress: (address) => {
      const exact = byKey.get(address)
      if (exact) return [exact]
      byFoldedKey ??= groupBy(all, ({ key }) => folded(key))
      const wanted = folded(address)
      return wanted === null ? [] : (byFoldedKey.get(wanted) ?? [])
    },
    generationsOf: (nodes) => generationsBehind(nodes, byKey),
  }
}

/** Null for what is no address. */
function folded(address: string): string | null {
  const parts = addressParts(address)
  return parts && `${parts.tab}:${parts.id}`
}

/** The first row of a node stands for all. */
function collect(wiring: Wiring): Map<string, Nameable> {
  const nodes = new Map<string, Nameable>()
  const add = (
    node: Pick<Nameable, 'tab' | 'nodeId' | 'title' | 'is' | 'kind'>,
    leadsTo: readonly string[],
  ) => {
    const { tab, nodeId, title, is, kind } = node
    const key = keyOf(tab, nodeId)
    if (!nodes.has(key)) nodes.set(key, { key, tab, nodeId, title, is, kind, order: nodes.size, leadsTo })
  }
  const generations = new Map(wiring.generations.map((generation) => [generation.key, generation]))
  for (const { tab, nodeId, title, kind } of wiring.generations) {
    add({ tab, nodeId, title, is: 'generation', kind }, [])
  }
  for (const { tab, nodeId, title, generation } of wiring.gates) {
    const source = generations.get(generation)
    if (source) add({ tab, nodeId, title, is: 'gate', kind: null }, [keyOf(source.tab, source.nodeId)])
  }
  for (const { tab, nodeId, title, feeds } of wiring.prompts) {
    add(
      { tab, nodeId, title, is: 'prompt', kind: null },
      feeds.map((id) => keyOf(tab, id)),
    )
  }
  return nodes
}

function keyOf(tab: string, nodeId: number): string {
  return `${tab}:${nodeId}`
}

function generationsBehind(nodes: Iterable<Nameable>, byKey: ReadonlyMap<string, Nameable>): Nameable[] {
  const open = [...nodes]
  const seen = new Set(open)
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const key of node.leadsTo) {
      const next = byKey.get(key)
      if (next === undefined || seen.has(next)) continue
      seen.add(next)
      open.push(next)
    }
  }
  return [...seen].filter(({ is }) => is === 'generation').sort((left, right) => left.order - right.order)
}
