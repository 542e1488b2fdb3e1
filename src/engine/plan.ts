/** What a run would do, and what it would cost at the most. Pure: reads the history, writes and sends nothing. */
import { createHash } from 'node:crypto'
import { canonicalJson } from './recipe.ts'
import { type Resolution, resolution } from './resolution.ts'
import type { ResolutionOptions } from './resolutionOptions.ts'
import type { Node } from './state.ts'

export interface Plan {
  readonly nodes: readonly Node[]
  /** Paid jobs by kind: an upper bound while inputs are not made yet. */
  readonly jobs: ReadonlyMap<string, number>
  /** Null where a price is not known. */
  readonly priceUsd: number | null
  /** Equal as long as document, picks and selection are. */
  readonly hash: string
  readonly resolution: Resolution
}

export interface PlanOptions extends ResolutionOptions {
  /** SHA-256 of the document's bytes. */
  readonly sourceSha256: string
  /** Price of one job, or null where it is not known. */
  price(node: Node): number | null
}

export async function plan(options: PlanOptions): Promise<Plan> {
  const resolving = resolution(options)
  for (let open = await resolving.advance(); open.length > 0; open = await resolving.advance()) {
    for (const node of open) resolving.settle(node, node.state)
  }
  const { nodes } = resolving
  const jobs = new Map<string, number>()
  let priceUsd: number | null = 0
  for (const node of nodes) {
    const count = paidJobs(node)
    if (count === 0) continue
    jobs.set(node.generation.kind, (jobs.get(node.generation.kind) ?? 0) + count)
    const price = options.price(node)
    priceUsd = price === null || priceUsd === null ? null : priceUsd + price * count
  }
  return { nodes, jobs, priceUsd, hash: planHash(nodes, options), resolution: resolving }
}

/** Jobs that would be sent for a node: those with a handle are asked for and cost nothing. */
export function paidJobs({ state }: Node): number {
  return state.is === 'run' ? state.slots.tasks.filter((task) => task.do !== 'ask').length : 0
}

export function hasWork({ nodes }: Plan): boolean {
  return nodes.some(({ state }) => state.is === 'run' || state.is === 'adopt')
}

function planHash(nodes: readonly Node[], { sourceSha256, picks, gates }: PlanOptions): string {
  const lines = nodes.map((node) => [
    node.generation.key,
    node.state.is,
    node.fresh === null ? null : [node.fresh.slots, node.fresh.seed],
    node.recipe?.hash,
    node.state.is === 'run' ? node.state.slots.tasks.map(({ slot }) => slot) : [],
    node.generation.gates.map((gate) => (node.recipe === null ? null : picks.find(gate, node.recipe.hash))),
  ])
  return createHash('sha256').update(canonicalJson({ sourceSha256, gates, lines })).digest('hex').slice(0, 16)
}
