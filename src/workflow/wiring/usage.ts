/** Which nodes matter: those that a generation depends on, itself included. A mistake elsewhere stops nothing. */
import type { WiredGeneration } from './generationNode.ts'
import type { Graph } from './graph.ts'
import type { Place } from './place.ts'
import type { ResolvedTab } from './resolveTab.ts'

export interface Usage {
  /** By node index: does a generation that will run depend on it? */
  readonly runnable: (index: number) => boolean
  /** The same for every generation that is not switched off itself. */
  readonly wanted: (index: number) => boolean
}

export function whatIsUsed(
  graph: Graph,
  resolved: ResolvedTab,
  offReason: (wired: WiredGeneration) => string | null,
): Usage {
  const on = graph.places.filter(isGenerationOn)
  const running = on.filter((place) => {
    const wired = resolved.generations[place.index]
    return wired === undefined || offReason(wired) === null
  })
  const runnable = reach(graph, resolved, running)
  const wanted = reach(graph, resolved, on)
  return { runnable: (index) => runnable[index] === 1, wanted: (index) => wanted[index] === 1 }
}

function isGenerationOn({ node }: Place): boolean {
  return node.state === 'on' && (node.kind === 'image' || node.kind === 'video')
}

/** Upstream from the roots and through all that is used, plus the gates that stand behind what is reached. */
function reach(graph: Graph, resolved: ResolvedTab, roots: readonly Place[]): Uint8Array {
  const reached = new Uint8Array(graph.places.length)
  for (const { index } of roots) reached[index] = 1
  const queue = [...roots]
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    for (const used of usesOf(graph, resolved, place)) {
      // A generation that is no root is off: it asks for nothing.
      if (reached[used.index] === 1 || resolved.generations[used.index] !== undefined) continue
      reached[used.index] = 1
      queue.push(used)
    }
  }
  for (const { index, node } of graph.places) {
    const value = resolved.values[index]
    if (node.kind === 'gate' && value?.kind === 'made' && reached[value.generation.index] === 1)
      reached[index] = 1
  }
  return reached
}

/** A node in a cycle, or behind one, was not resolved: it uses all that is linked to it. */
function usesOf({ incoming }: Graph, { uses }: ResolvedTab, { index }: Place): readonly Place[] {
  return uses[index] ?? (incoming[index] ?? []).map(({ source }) => source)
}
