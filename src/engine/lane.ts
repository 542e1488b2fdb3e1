/** One instance of the backend in a run: its own width, circuit, cool-down and gate; who fails at once is given a rest. */
import type { Backend } from '../backends/backend.ts'
import { type Circuit, type CircuitOptions, circuit } from './circuit.ts'
import { type CoolDown, coolDown } from './coolDown.ts'
import { type SubmitGate, submitGate } from './submitGate.ts'

export interface Instance {
  readonly backend: Backend
  /** Jobs at once. */
  readonly concurrency: number
  /** False: it is only asked for what it was sent before. */
  readonly isSentTo: boolean
}

/** How long a run waits. */
export interface Waits {
  /** For an instance that drops, or throttles, during the run. */
  readonly waitMs: number
  /** For one that is down at the start. */
  readonly startWaitMs: number
  /** First wait after the service said that it throttles. */
  readonly coolDownMs: number
}

export interface Lane extends Instance {
  readonly circuit: Circuit
  readonly coolDown: CoolDown
  readonly gate: SubmitGate
  /** Jobs under way. */
  active: number
  /** Why nothing more is sent there in this run, in the service's words; null while it takes part. */
  refusal: string | null
  /** How many jobs in a row failed there in a way that a repeat may heal. */
  failedInARow: number
  /** Of a monotonic clock: nothing is begun before. */
  restsUntilMs: number
  /** Whether it was said that the others go on without it. */
  isMissed: boolean
}

export function openLane(instance: Instance, { coolDownMs, waitMs }: Waits, watch: CircuitOptions): Lane {
  return {
    ...instance,
    circuit: circuit(instance.backend, watch),
    coolDown: coolDown({ baseMs: coolDownMs, waitMs }),
    gate: submitGate(),
    active: 0,
    refusal: null,
    failedInARow: 0,
    restsUntilMs: 0,
    isMissed: false,
  }
}

const MOST_DOUBLINGS = 5

/**
 * Whoever fails at once is always the least loaded, and would draw all the jobs. As many failures in a row as it does
 * jobs at once give it a rest; each further one a longer one, until a job goes through.
 */
export function countFailure(lane: Lane, baseMs: number, nowMs: number): void {
  lane.failedInARow += 1
  const doublings = lane.failedInARow - lane.concurrency
  if (doublings < 0 || nowMs < lane.restsUntilMs) return
  lane.restsUntilMs = nowMs + baseMs * 2 ** Math.min(doublings, MOST_DOUBLINGS)
}

/** How long nothing is begun there. */
export function restMs({ coolDown: cooling, restsUntilMs }: Lane, nowMs: number): number {
  return Math.max(cooling.leftMs(nowMs), restsUntilMs - nowMs, 0)
}
