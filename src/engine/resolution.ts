/**
 * The dissolve loop that plan and run share: a generation waits with a count of what blocks it; when that is zero its
 * inputs are known, so its recipe is, so it is known whether a take can be reused. Linear, without recursion.
 */
import { type Claims, openClaims, type Takeover } from './claims.ts'
import { decide, holds, notSelected } from './decide.ts'
import type { Graph } from './graph.ts'
import { type Gatekeeper, gatekeeper } from './passes.ts'
import type { Pick, PickBook } from './pickBook.ts'
import type { ResolutionOptions } from './resolutionOptions.ts'
import { resolveInputs } from './resolveInputs.ts'
import { withoutBytes } from './soundInputs.ts'
import { type Node, newNode, type State } from './state.ts'

export interface Resolution {
  readonly nodes: readonly Node[]
  readonly claims: Claims
  readonly picks: PickBook
  /** Decides everything that can be decided now; returns what is to be run or adopted. */
  advance(): Promise<readonly Node[]>
  /** Tells that the node has reached its final state; what waited for it goes on with the next `advance`. */
  settle(node: Node, state: State): void
  /** Whether something waits at a gate. */
  isHeld(): boolean
  /** Gates of a generation that was re-rolled or edited, at which nobody has approved anything yet. */
  waitsAt(node: Node): readonly string[]
  /** Picks have changed: what waits at a gate is decided again with the next `advance`. */
  reopen(): void
  /** Decides again for a node whose brought candidates are gone; what is not to be run is settled. */
  withoutAdoption(node: Node): State
  /** What was decided by the way and has to be written. */
  decisions(): Decisions
}

export interface Decisions {
  readonly takeovers: readonly Takeover[]
  readonly autoPicks: readonly (Pick & { readonly gate: string; readonly recipe: string })[]
}

export function resolution(options: ResolutionOptions): Resolution {
  const at = begin(options)
  const { nodes, claims, gates } = at
  return {
    nodes,
    claims,
    picks: options.picks,
    settle: (node, state) => settle(node, state, at),
    isHeld: () => at.heldCount > 0,
    waitsAt: (node) => waitsAt(node, at),
    reopen: () => reopenHeld(at),
    withoutAdoption: (node) => {
      const state = decide(node, claims, { ...options, isAdoptable: () => false, isBrought: () => false })
      if (state.is === 'run') node.state = state
      else settle(node, state, at)
      return state
    },
    decisions: () => ({ takeovers: claims.takeovers(), autoPicks: gates.autoPicks() }),
    advance: async () => {
      const toDo: Node[] = []
      while (at.ready.length > 0) {
        const wave = at.ready
        at.ready = []
        for (const node of await decideWave(wave, at)) toDo.push(node)
      }
      return toDo
    },
  }
}

/** How far a resolution has come. */
interface Progress {
  readonly options: ResolutionOptions
  readonly nodes: readonly Node[]
  readonly byKey: ReadonlyMap<string, Node>
  readonly claims: Claims
  readonly gates: Gatekeeper
  /** How many suppliers each node still waits for. */
  readonly open: number[]
  /** Those that wait for none. */
  ready: Node[]
  heldCount: number
}

function begin(options: ResolutionOptions): Progress {
  const nodes = options.wiring.generations.map((generation, index) =>
    newNode(generation, index, options.isSelected(generation)),
  )
  const byKey = new Map(nodes.map((node) => [node.generation.key, node]))
  const claims = openClaims(options.history, options.picks, {
    has: (key) => byKey.has(key),
    mayAskAgain: (key) => mayAskAgain(byKey.get(key)!, nodes, options.graph),
  })
  const open = options.graph.suppliers.map((suppliers) => suppliers.length)
  return {
    options,
    nodes,
    byKey,
    claims,
    gates: gatekeeper({
      picks: options.picks,
      policy: options.gates,
      isThere: options.isThere,
      heldOf: claims.held,
      holds: (node) => holds(node, claims, options),
      cascades: ({ generation }) =>
        options.wishes?.cascades === true && options.wishes.slots.has(generation.key),
    }),
    open,
    ready: nodes.filter((node) => open[node.index] === 0),
    heldCount: 0,
  }
}

/** One that waits for nothing that is made anew: its inputs, and so its recipe, are what they were. */
function mayAskAgain(node: Node, nodes: readonly Node[], { suppliers }: Graph): boolean {
  if (node.state.is !== 'waiting') return false
  const seen = new Set([node.index])
  const open = [node.index]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    for (const supplier of suppliers[index]!) {
      const { is } = nodes[supplier]!.state
      if (is !== 'waiting' && is !== 'done') return false
      if (is === 'done' || seen.has(supplier)) continue
      seen.add(supplier)
      open.push(supplier)
    }
  }
  return true
}

function settle(node: Node, state: State, at: Progress): void {
  node.state = state
  if (state.is === 'held') at.heldCount += 1
  // Nothing came of its re-roll: the former take stands.
  if (state.is === 'done' && node.fresh !== null && (node.held?.take.candidates.size ?? 0) === 0)
    node.held = node.fresh.base
  at.gates.settle(node)
  for (const consumer of at.options.graph.consumers[node.index]!) {
    at.open[consumer]! -= 1
    if (at.open[consumer] === 0) at.ready.push(at.nodes[consumer]!)
  }
}

/** Nodes that became ready together. @returns what is to be run or adopted */
async function decideWave(wave: readonly Node[], at: Progress): Promise<Node[]> {
  const { options, claims } = at
  const toDo: Node[] = []
  const conclude = (node: Node, state: State) => {
    if (state.is !== 'run' && state.is !== 'adopt') {
      settle(node, state, at)
      return
    }
    node.state = state
    toDo.push(node)
  }
  const known = wave.filter((node) => {
    const inputs = resolveInputs(node, at.byKey, at.gates, options)
    if (inputs === 'known') return true
    const isOurs = inputs.is === 'run' || inputs.is === 'adopt' || isToBeTold(node, inputs, claims)
    conclude(node, isOurs ? inputs : notSelected(node))
    return false
  })
  for (const node of known) node.recipe = options.recipe(node, node.inputs)
  const found = await claims.assign(
    known.map((node) => ({ generation: node.generation, recipe: node.recipe!.hash })),
  )
  for (const node of known) {
    node.held = found.get(node.generation.key) ?? null
    conclude(node, withoutBytes(node, decide(node, claims, options), claims, options.isThere))
  }
  return toDo
}

function waitsAt(node: Node, { options, claims }: Progress): string[] {
  const { recipe, held, generation } = node
  if (recipe === null || (held?.take.candidates.size ?? 0) === 0 || !holds(node, claims, options)) return []
  return generation.gates.filter((gate) => options.picks.find(gate, recipe.hash) === null)
}

/** What is held waits again, and for each other. */
function reopenHeld(at: Progress): void {
  const { nodes, open, options } = at
  const held = nodes.filter(({ state }) => state.is === 'held')
  for (const node of held) node.state = { is: 'waiting' }
  const isWaiting = (index: number) => nodes[index]!.state.is === 'waiting'
  for (const node of held) {
    open[node.index] = options.graph.suppliers[node.index]!.filter(isWaiting).length
    if (open[node.index] === 0) at.ready.push(node)
  }
  at.heldCount = 0
}

/** Of what was not asked for: that its reference is gone, or that what it has waits for a person. */
function isToBeTold({ selected, generation }: Node, { is }: State, claims: Claims): boolean {
  return selected || is === 'failed' || (is === 'held' && claims.held(generation.key).length > 0)
}
