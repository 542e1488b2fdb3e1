/** What a job works with: what is the same for every job of a run, and the lane that it goes to. */
import type { Backend, GenerationRequest, JobHandle } from '../backends/backend.ts'
import type { Vault } from '../media/vault.ts'
import type { Database, Execute } from '../store/database.ts'
import type { Budget } from './budget.ts'
import type { Circuit } from './circuit.ts'
import type { PollOptions } from './poll.ts'
import type { Node } from './state.ts'
import type { SubmitGate } from './submitGate.ts'

export interface JobContext extends RunContext {
  readonly backend: Backend
  readonly circuit: Circuit
  readonly gate: SubmitGate
}

export interface RunContext {
  readonly database: Database
  readonly vault: Vault
  readonly budget: Budget
  readonly runId: number
  readonly poll: PollOptions
  readonly maxMediaBytes: number
  readonly downloadTimeoutMs: number
  readonly signal: AbortSignal
  /** Jobs that this process is sending right now: no look-up is to take them for lost. */
  readonly starting: Set<string>
  /** Whether another process is submitting for that workflow at this moment. */
  isSubmitting(workflowId: number): boolean
  /** What look-ups found, by job. */
  readonly lookedUp: Map<string, LookedUp>
  /** @param sentBefore how often the slot was sent in earlier runs: a repeat has a seed of its own */
  request(node: Node, slot: number, sentBefore: number): GenerationRequest
  price(node: Node): number | null
  /** The take's id, made with the first intent of a generation. Runs inside a commit. */
  takeId(node: Node, execute: Execute): number
  /** Runs inside the commit of the first candidate of a re-roll. */
  turnOver(node: Node, execute: Execute): void
  /** Which older candidate of the generation has the same bytes: `take 1, candidate 3`, or null. */
  sameAsOlder(node: Node, sha256: string): string | null
  onSent(node: Node, slot: number): void
  /** The service has taken it, or may have: it counts as paid. */
  onSubmitted(): void
}

/** What a look-up found of a job that may have been sent. */
export type LookedUp =
  | { readonly status: 'found'; readonly handle: JobHandle }
  | { readonly status: 'not there' }
  | { readonly status: 'cannot tell' }
