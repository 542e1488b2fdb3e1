/** Puts nodes behind what they depend on, by dissolving what waits for nothing. Linear, without recursion. */

export interface Order {
  /** Every node that is in no cycle and behind none. */
  readonly order: readonly number[]
  /** Each as its nodes in the direction of the links; whoever is left out of `order` stands in or behind one. */
  readonly cycles: readonly (readonly number[])[]
}

/** `sourcesOf[node]` lists what it depends on; a source may occur more than once. */
export function orderNodes(sourcesOf: readonly (readonly number[])[]): Order {
  const dependents: number[][] = sourcesOf.map(() => [])
  for (const [node, sources] of sourcesOf.entries()) {
    for (const source of sources) dependents[source]?.push(node)
  }
  const waiting = sourcesOf.map((sources) => sources.length)
  const order = [...waiting.keys()].filter((node) => waiting[node] === 0)
  for (let at = 0; at < order.length; at++) {
    for (const dependent of dependents[order[at] ?? -1] ?? []) {
      const left = (waiting[dependent] ?? 0) - 1
      waiting[dependent] = left
      if (left === 0) order.push(dependent)
    }
  }
  const stuck = (node: number) => (waiting[node] ?? 0) > 0
  return { order, cycles: order.length === sourcesOf.length ? [] : findCycles(sourcesOf, stuck) }
}

/** From each stuck node back along stuck sources: the walk must meet itself, or a walk before it. */
function findCycles(sourcesOf: readonly (readonly number[])[], stuck: (node: number) => boolean): number[][] {
  const walkOf = new Map<number, number>()
  const cycles: number[][] = []
  for (const start of sourcesOf.keys()) {
    if (!stuck(start) || walkOf.has(start)) continue
    const path: number[] = []
    let node: number | undefined = start
    while (node !== undefined && !walkOf.has(node)) {
      walkOf.set(node, start)
      path.push(node)
      node = sourcesOf[node]?.find(stuck)
    }
    if (node === undefined || walkOf.get(node) !== start) continue
    const [first, ...upstream] = path.slice(path.indexOf(node))
    cycles.push([first ?? node, ...upstream.reverse()])
  }
  return cycles
}
