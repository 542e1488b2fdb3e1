/** Wires what the jobs of a run work with: limits, circuit, vault, and how a request is put together. */
import { budget } from '../engine/budget.ts'
import { circuit } from '../engine/circuit.ts'
import type { Claims, HeldTake } from '../engine/claims.ts'
import type { RunOptions } from '../engine/loop.ts'
import { seedOf } from '../engine/recipe.ts'
import { requestOf } from '../engine/request.ts'
import type { Node } from '../engine/state.ts'
import { submitGate } from '../engine/submitGate.ts'
import type { Execute } from '../store/database.ts'
import { createTake } from '../store/takes.ts'
import type { App } from './app.ts'
import type { ExecuteOptions } from './executeOptions.ts'
import type { Prepared } from './prepare.ts'
import type { RunInput } from './runInput.ts'

export function jobContext(
  app: App,
  { projectBackend, source, store, generationId }: Prepared,
  runId: number,
  { input, report }: ExecuteOptions,
  { price, claims }: { price(node: Node): number | null; readonly claims: Claims },
): RunOptions['job'] {
  const { backend } = projectBackend
  const { config } = source.project
  const vault = source.project.vault()
  const waitMs = waitMsOf(input)
  const { signal } = app
  return {
    database: store.database,
    vault,
    backend,
    signal,
    runId,
    price,
    budget: budget({ maxJobs: input.maxJobs ?? null, budgetUsd: input.budget ?? null }),
    circuit: circuit(backend, {
      waitMs: waitMs ?? config.waitMs,
      startWaitMs: waitMs ?? 0,
      signal,
      onWaiting: (message, leftMs) =>
        report({ type: 'backend away', backend: backend.name, message, leftMs }),
    }),
    gate: submitGate(),
    poll: config.poll,
    maxMediaBytes: config.media.maxBytes,
    downloadTimeoutMs: config.media.timeoutMs,
    starting: new Set(),
    lookedUp: new Map(),
    request: (node, slot) => {
      const take = node.held!.number
      const chance = { seed: seedOf(node.recipe!.hash, take, slot), take, slot }
      return requestOf(node.generation, node.inputs, chance, vault)
    },
    takeId: (node, execute) => {
      if (node.held === null) {
        node.held = newTake(node, execute, store, backend.type, generationId)
        claims.add(node.generation.key, node.held)
      }
      return node.held.take.id
    },
    onSent: (node, slot) => report({ type: 'sent', node, slot }),
  }
}

/** `--wait`, or null where it was not said. */
export function waitMsOf({ wait }: RunInput): number | null {
  return wait === undefined ? null : wait * 1000
}

/** The take is made with the first intent of its generation, in the same commit. */
function newTake(
  node: Node,
  execute: Execute,
  { database }: Prepared['store'],
  backendType: string,
  generationId: (key: string) => number,
): HeldTake {
  const { hash: recipe, request } = node.recipe!
  const key = generationId(node.generation.key)
  const values = { generationId: key, recipe, backendType, request, assumed: false }
  const { id, number } = createTake(database, execute, values)
  return { take: { id, recipe, backendType, assumed: false, candidates: new Map(), jobs: new Map() }, number }
}
