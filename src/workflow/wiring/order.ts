/** Puts nodes behind what they depend on, by dissolving what waits for nothing. Linear, without recursion. */

export interface Order {
  /** Every node that is in no cycle and behind none. */
  readonly order: readonly number[]
  /** Each as its nodes in the direction of the links; whoever is left out of `order` stands in or behind one. */
  readonly cycles: readonly (readonly number[])[]
}

/** For each node what it depends on; a source may occur more than once. */
type Sources = readonly (readonly { readonly source: { readonly index: number } }[])[]

export function orderNodes(sourcesOf: Sources): Order {
  const { starts, dependents } = dependentsOf(sourcesOf)
  const waiting = Uint32Array.from(sourcesOf, (sources) => sources.length)
  const order: number[] = []
  for (const [node, count] of waiting.entries()) if (count === 0) order.push(node)
  for (let at = 0; at < order.length; at++) {
    const node = order[at] ?? 0
    for (let next = starts[node] ?? 0; next < (starts[node + 1] ?? 0); next++) {
      const dependent = dependents[next] ?? 0
      const left = (waiting[dependent] ?? 0) - 1
      waiting[dependent] = left
      if (left === 0) order.push(dependent)
    }
  }
  const stuck = (node: number) => (waiting[node] ?? 0) > 0
  return { order, cycles: order.length === sourcesOf.length ? [] : findCycles(sourcesOf, stuck) }
}

/** Those of node `n` stand from `starts[n]` to `starts[n + 1]`. */
function dependentsOf(sourcesOf: Sources): { starts: Uint32Array; dependents: Uint32Array } {
  const starts = new Uint32Array(sourcesOf.length + 2)
  for (const sources of sourcesOf) {
    for (const { source } of sources) starts[source.index + 2] = (starts[source.index + 2] ?? 0) + 1
  }
  for (let node = 2; node < starts.length; node++)
    starts[node] = (starts[node] ?? 0) + (starts[node - 1] ?? 0)
  const dependents = new Uint32Array(starts.at(-1) ?? 0)
  for (const [node, sources] of sourcesOf.entries()) {
    for (const { source } of sources) {
      const at = starts[source.index + 1] ?? 0
      dependents[at] = node
      starts[source.index + 1] = at + 1
    }
  }
  return { starts, dependents }
}

/** From each stuck node back along stuck sources: the walk must meet itself, or a walk before it. */
function findCycles(sourcesOf: Sources, stuck: (node: number) => boolean): number[][] {
  const walkOf = new Map<number, number>()
  const cycles: number[][] = []
  for (const start of sourcesOf.keys()) {
    if (!stuck(start) || walkOf.has(start)) continue
    const path: number[] = []
    let node: number | undefined = start
    while (node !== undefined && !walkOf.has(node)) {
      walkOf.set(node, start)
      path.push(node)
      node = sourcesOf[node]?.find(({ source }) => stuck(source.index))?.source.index
    }
    if (node === undefined || walkOf.get(node) !== start) continue
    const [first, ...upstream] = path.slice(path.indexOf(node))
    cycles.push([first ?? node, ...upstream.reverse()])
  }
  return cycles
}
