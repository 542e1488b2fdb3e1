/** Wires what the jobs of a run work with: limits, vault, and how a request is put together. */
import { budget } from '../../engine/budget.ts'
import type { Claims, HeldTake } from '../../engine/claims.ts'
import type { RunOptions } from '../../engine/loop.ts'
import type { PickBook } from '../../engine/pickBook.ts'
import { seedOf } from '../../engine/recipe.ts'
import { requestOf } from '../../engine/request.ts'
import type { Fresh, Node } from '../../engine/state.ts'
import { turnOver } from '../../engine/turnOver.ts'
import type { Execute } from '../../store/database.ts'
import { isLockHeld } from '../../store/heldLocks.ts'
import { workflowLock } from '../../store/lock.ts'
import { createTake, moveToReroll } from '../../store/takes.ts'
import type { App } from '../app.ts'
import type { ExecuteOptions } from './executeOptions.ts'
import type { Prepared } from './prepare.ts'

interface JobsOf {
  readonly claims: Claims
  readonly picks: PickBook
  price(node: Node): number | null
}

export function jobContext(
  app: App,
  { projectBackend, source, store, workflow, generationId }: Prepared,
  runId: number,
  { input, report }: ExecuteOptions,
  { price, claims, picks }: JobsOf,
): RunOptions['job'] {
  const { backend } = projectBackend
  const { config } = source.project
  const vault = source.project.vault()
  const { signal } = app
  /** Several first candidates may be committed together. */
  const turned = new Set<number>()
  return {
    database: store.database,
    vault,
    signal,
    runId,
    price,
    budget: budget({ maxJobs: input.maxJobs ?? null, budgetUsd: input.budget ?? null }),
    poll: config.poll,
    maxMediaBytes: config.media.maxBytes,
    downloadTimeoutMs: config.media.timeoutMs,
    starting: new Set(),
    isSubmitting: (workflowId) => isLockHeld(store.folder, workflowLock(workflowId)),
    lookedUp: new Map(),
    request: (node, slot, sentBefore) => {
      const take = node.held!.number
      const { seed } = node.fresh ?? { seed: null }
      const rolled = seedOf(node.recipe!.hash, take, slot, sentBefore)
      const chance = { seed: seed === null ? rolled : (seed + slot - 1) >>> 0, take, slot }
      return requestOf(node.generation, node.inputs, chance, vault)
    },
    takeId: (node, execute) => {
      if (node.held === null) {
        node.held = newTake(node, execute, store, backend.type, generationId)
        claims.add(node.generation.key, node.held)
      } else if (node.fresh !== null) joinRound(node.held, node.fresh, execute, store)
      return node.held.take.id
    },
    turnOver: (node, execute) => {
      const { take } = node.held!
      if (take.reroll === null || take.candidates.size > 0 || turned.has(take.id)) return
      turned.add(take.id)
      turnOver(node, execute, { database: store.database, workflowId: workflow.id, claims, picks })
    },
    sameAsOlder: (node, sha256) => {
      for (const { take, number } of claims.held(node.generation.key)) {
        if (take.id === node.held!.take.id) continue
        for (const candidate of take.candidates.values())
          if (candidate.sha256 === sha256) return `take ${number}, candidate ${candidate.slot}`
      }
      return null
    },
    onSent: (node, slot) => report({ type: 'sent', node, slot }),
  }
}

/** A take of an earlier round that nothing came of belongs to this round from now on. */
function joinRound(
  { take }: HeldTake,
  { rerollId }: Fresh,
  execute: Execute,
  { database }: Prepared['store'],
): void {
  if (rerollId !== null && take.reroll?.id !== rerollId) moveToReroll(database, execute, take.id, rerollId)
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
  const { fresh } = node
  const reroll =
    fresh === null || fresh.rerollId === null
      ? null
      : { id: fresh.rerollId, slots: fresh.slots, baseTakeId: fresh.base?.take.id ?? null }
  const kind = { recipe, backendType, assumed: false, reroll }
  const { id, number } = createTake(database, execute, { generationId: key, request, ...kind })
  const made = { createdAt: Date.now(), candidates: new Map(), jobs: new Map() }
  return { take: { id, ...kind, ...made }, number }
}
