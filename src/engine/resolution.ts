/**
 * The dissolve loop that plan and run share: a generation waits with a count of what blocks it; when that is zero its
 * inputs are known, so its recipe is, so it is known whether a take can be reused. Linear, without recursion.
 */

import type { SlotJob } from '../store/history.ts'
import type { GenerationInput, Wiring } from '../workflow/model.ts'
import { type Claims, type HeldTake, type History, openClaims, type Takeover } from './claims.ts'
import type { Graph } from './graph.ts'
import { type Gatekeeper, type GatePolicy, gatekeeper, type Pass } from './passes.ts'
import type { Pick, PickBook } from './pickBook.ts'
import type { Recipe } from './recipe.ts'
import { allSlots, planSlots } from './slots.ts'
import { type Failure, type Node, newNode, type State } from './state.ts'
import { decideWish, type Wishes } from './wishes.ts'

/** A reference's content, or why it cannot be had. */
export type ReferenceContent =
  | { readonly status: 'had'; readonly sha256: string; readonly warning: string | null }
  | { readonly status: 'failed'; readonly reason: string }

export interface ResolutionOptions {
  readonly wiring: Wiring
  readonly graph: Graph
  readonly history: History
  readonly picks: PickBook
  /** By URL as in the file. */
  readonly references: ReadonlyMap<string, ReferenceContent>
  /** The recipe of a generation with these inputs (SHA-256, in slot order). */
  recipe(node: Node, inputs: readonly string[]): Recipe
  readonly gates: GatePolicy
  /** What is to be re-rolled, or null. */
  readonly wishes: Wishes | null
  /** Whether the verb `edit` changed it, so that its gates hold. */
  isEdited(node: Node): boolean
  isSelected(node: { readonly key: string }): boolean
  /** Whether the file brings candidates for it that the store has never seen. */
  isAdoptable(key: string): boolean
  /** Whether somebody made candidates for it elsewhere since: they are another take, whatever it has. */
  isBrought(key: string): boolean
}

export interface Resolution {
  readonly nodes: readonly Node[]
  readonly claims: Claims
  readonly picks: PickBook
  /** Decides everything that can be decided now; returns what is to be run or adopted. */
  advance(): Promise<readonly Node[]>
  /** Tells that the node has reached its final state; what waited for it goes on with the next `advance`. */
  settle(node: Node, state: State): void
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
  const { wiring, graph } = options
  const nodes = wiring.generations.map((generation, index) =>
    newNode(generation, index, options.isSelected(generation)),
  )
  const byKey = new Map(nodes.map((node) => [node.generation.key, node]))
  const open = graph.suppliers.map((suppliers) => suppliers.length)
  const claims = openClaims(options.history, options.picks)
  const gates = gatekeeper({
    picks: options.picks,
    policy: options.gates,
    heldOf: claims.held,
    holds: (node) => holds(node, claims, options),
  })
  let ready = nodes.filter((node) => open[node.index] === 0)

  const settle = (node: Node, state: State) => {
    node.state = state
    // Nothing came of its re-roll: the former take stands.
    if (state.is === 'done' && node.fresh !== null && (node.held?.take.candidates.size ?? 0) === 0)
      node.held = node.fresh.base
    gates.settle(node)
    for (const consumer of graph.consumers[node.index]!) {
      open[consumer]! -= 1
      if (open[consumer] === 0) ready.push(nodes[consumer]!)
    }
  }

  return {
    nodes,
    claims,
    picks: options.picks,
    settle,
    reopen: () => {
      for (const node of reopenHeld(nodes, graph, open)) ready.push(node)
    },
    withoutAdoption: (node) => {
      const state = decide(node, claims, {
        ...options,
        isAdoptable: () => false,
        isBrought: () => false,
      })
      if (state.is === 'run') node.state = state
      else settle(node, state)
      return state
    },
    decisions: () => ({ takeovers: claims.takeovers(), autoPicks: gates.autoPicks() }),
    advance: async () => {
      const toDo: Node[] = []
      while (ready.length > 0) {
        const wave = ready
        ready = []
        const known = wave.filter((node) => {
          const inputs = resolveInputs(node, byKey, gates, options)
          if (inputs === 'known') return true
          if (inputs.is === 'run' || inputs.is === 'adopt') {
            node.state = inputs
            toDo.push(node)
          } else settle(node, isToBeTold(node, inputs, claims) ? inputs : notSelected(node))
          return false
        })
        for (const node of known) node.recipe = options.recipe(node, node.inputs)
        const found = await claims.assign(
          known.map((node) => ({ generation: node.generation, recipe: node.recipe!.hash })),
        )
        for (const node of known) {
          node.held = found.get(node.generation.key) ?? null
          const state = decide(node, claims, options)
          if (state.is === 'run' || state.is === 'adopt') {
            node.state = state
            toDo.push(node)
          } else settle(node, state)
        }
      }
      return toDo
    },
  }
}

/** What is held waits again, and for each other. @returns those that wait for nothing else */
function reopenHeld(nodes: readonly Node[], { suppliers }: Graph, open: number[]): Node[] {
  const held = nodes.filter(({ state }) => state.is === 'held')
  for (const node of held) node.state = { is: 'waiting' }
  const isWaiting = (index: number) => nodes[index]!.state.is === 'waiting'
  for (const { index } of held) open[index] = suppliers[index]!.filter(isWaiting).length
  return held.filter(({ index }) => open[index] === 0)
}

/** Of what was not asked for: that its reference is gone, or that what it has waits for a person. */
function isToBeTold({ selected, generation }: Node, { is }: State, claims: Claims): boolean {
  return selected || is === 'failed' || (is === 'held' && claims.held(generation.key).length > 0)
}

function resolveInputs(
  node: Node,
  byKey: ReadonlyMap<string, Node>,
  gates: Gatekeeper,
  options: ResolutionOptions,
): 'known' | State {
  const passes = node.generation.inputs.map((input) => passOf(input, node, byKey, gates, options.references))
  node.inputs = passes.map((pass) => (pass.is === 'known' ? pass.sha256 : ''))
  const stop = passes.find((pass) => pass.is !== 'known' && pass.is !== 'not made yet')
  if (stop !== undefined) return stop
  if (passes.some((pass) => pass.is === 'not made yet')) return unmade(node, options)
  return 'known'
}

/** A re-roll holds its gates until somebody approves, and so does an edit. */
function holds(node: Node, claims: Claims, { isEdited, wishes }: ResolutionOptions): boolean {
  const { key } = node.generation
  if (wishes?.cascades && wishes.slots.has(key)) return false
  if (node.fresh !== null && node.state.is === 'run') return true
  const newest = claims
    .held(key)
    .findLast(({ take }) => take.recipe === node.recipe?.hash && take.candidates.size > 0)
  return (newest !== undefined && newest.take.reroll !== null) || isEdited(node)
}

function decide(node: Node, claims: Claims, options: ResolutionOptions): State {
  const { generation, held } = node
  if (options.isBrought(generation.key) || (held === null && options.isAdoptable(generation.key)))
    return { is: 'adopt' }
  const takes = claims.held(generation.key)
  const { wishes } = options
  const wished =
    wishes === null || !node.selected || generation.off !== null
      ? null
      : decideWish(node, wishes, takes, options.picks)
  if (wished !== null) return wished
  const slots = planSlots(held?.take ?? null, allSlots(generation.slotCount))
  for (const job of slots.givenUp) node.failures.set(job.slot, failureOf(job))
  for (const job of failedReroll(node, takes, options.picks)) node.failures.set(job.slot, failureOf(job))
  if (slots.tasks.length === 0) return { is: 'done' }
  const hasCandidates = slots.had > 0
  if (generation.off !== null)
    return hasCandidates ? { is: 'done' } : { is: 'skipped', reason: generation.off }
  if (!node.selected) return hasCandidates ? { is: 'done' } : notSelected(node)
  return { is: 'run', slots, reason: reasonToRun(node, hasCandidates, takes.length > 0) }
}

/** What a re-roll that nothing came of failed of, until another take is newer or somebody has approved one. */
function failedReroll(node: Node, takes: readonly HeldTake[], picks: PickBook): SlotJob[] {
  const recipe = node.recipe!.hash
  const newest = takes.findLast(({ take }) => take.recipe === recipe)
  if (newest === undefined || newest.take.reroll === null || newest.take.candidates.size > 0) return []
  if (node.held === null || newest.take.id === node.held.take.id) return []
  const isApproved = node.generation.gates.some((gate) => picks.find(gate, recipe)?.by === 'approved')
  return isApproved ? [] : [...newest.take.jobs.values()].filter(({ errorType }) => errorType !== null)
}

/** @param wasMade whether the generation has takes of any recipe */
function reasonToRun(node: Node, hasCandidates: boolean, wasMade: boolean): string {
  if (hasCandidates || node.held !== null) return 'slots are missing'
  return wasMade ? 'its recipe has changed' : 'it was never made'
}

/** An input is still to be made: symbolic, so the jobs are an upper bound. */
function unmade(node: Node, options: ResolutionOptions): State {
  const { generation } = node
  if (options.isAdoptable(generation.key) || options.isBrought(generation.key)) return { is: 'adopt' }
  if (generation.off !== null) return { is: 'skipped', reason: generation.off }
  if (!node.selected) return notSelected(node)
  return {
    is: 'run',
    slots: planSlots(null, allSlots(generation.slotCount)),
    reason: 'an input is made anew',
  }
}

function notSelected(node: Node): State {
  return { is: 'skipped', reason: node.generation.off ?? 'it was not asked for' }
}

function passOf(
  input: GenerationInput,
  node: Node,
  byKey: ReadonlyMap<string, Node>,
  gates: Gatekeeper,
  references: ReadonlyMap<string, ReferenceContent>,
): Pass | { readonly is: 'failed'; readonly failure: Failure } {
  if (input.from === 'generation') return gates.pass(byKey.get(input.generation)!, input.gate)
  const reference = references.get(input.url) ?? { status: 'failed', reason: 'it was not read' }
  if (reference.status === 'had') {
    const warning = reference.warning === null ? null : `${shorten(input.url)}: ${reference.warning}`
    if (warning !== null && !node.warnings.includes(warning)) node.warnings.push(warning)
    return { is: 'known', sha256: reference.sha256 }
  }
  const message = `The ${input.role} "${shorten(input.url)}" (node ${input.source.nodeId}) cannot be had: ${reference.reason}.`
  const slots = Array.from({ length: node.generation.slotCount }, (_, at) => at + 1)
  const next = 'Put it back, or correct its URL in the source, then run again: only what needs it is sent.'
  return { is: 'failed', failure: { errorType: 'api_error', message, slots, attempts: 0, next } }
}

function failureOf(job: {
  slot: number
  errorType: string | null
  message: string | null
  attempts: number
}): Failure {
  return {
    errorType: (job.errorType ?? 'api_error') as Failure['errorType'],
    message: job.message ?? '',
    slots: [job.slot],
    attempts: job.attempts,
  }
}

function shorten(url: string): string {
  return url.length > 120 ? `${url.slice(0, 100)}…` : url
}
