/** What follows from the outcome of one job: a candidate, another attempt, a failure, or the end of the run. */
import type { BackendError } from '../backends/backend.ts'
import { CANNOT_TELL, FIND_OUT, NEVER_HAD_IT, PAY_ANEW } from './inDoubt.ts'
import type { JobOutcome } from './job.ts'
import type { LookedUp } from './jobContext.ts'
import { countFailure, type Lane, restMs } from './lane.ts'
import { isAnotherUp, isAnyLeft, whyNoneIsLeft } from './lanes.ts'
import { halt, type Loop, note, pauseTask } from './loop.ts'
import { MOST_ATTEMPTS, pauseBeforeRetry } from './retry.ts'
import type { Failure, Node } from './state.ts'
import type { Task } from './task.ts'

/** `not there` and `cannot tell`: what a look-up said of a job that may have been sent. */
export type Outcome = JobOutcome | { readonly is: Exclude<LookedUp['status'], 'found'> }

/** @param lane where it was done */
export function conclude(task: Task, outcome: Outcome, lane: Lane, loop: Loop): void {
  switch (outcome.is) {
    case 'made':
      concludeMade(task, outcome, lane, loop)
      break
    case 'failed':
      concludeFailure(task, outcome.error, lane, loop, outcome.wasTaken)
      break
    case 'unsendable':
      giveUp(task, outcome.error, 0, loop)
      break
    case 'away':
      concludeAway(task, outcome.message, lane, loop)
      break
    case 'out of reach':
      concludeOutOfReach(task, outcome.message, loop)
      break
    case 'unsure':
      concludeCut(task, outcome.jobId, lane, loop)
      break
    case 'not there':
      concludeLost(task, NEVER_HAD_IT, lane, loop)
      break
    case 'cannot tell':
      concludeLost(task, CANNOT_TELL, lane, loop)
      break
    case 'limit':
      halt(loop, 'limit')
      break
    case 'interrupted':
      break
  }
}

function concludeMade(
  task: Task,
  { candidate, warning }: Extract<Outcome, { is: 'made' }>,
  lane: Lane,
  loop: Loop,
): void {
  const { node, work } = task
  node.held!.take.candidates.set(work.slot, candidate)
  node.made.push(work.slot)
  if (warning !== null) node.warnings.push(`Candidate ${work.slot} of "${node.generation.title}": ${warning}`)
  lane.coolDown.worked()
  lane.failedInARow = 0
  loop.onEvent({ type: 'made', node, slot: work.slot, warning })
  slotSettled(node, loop)
}

function concludeFailure(task: Task, error: BackendError, lane: Lane, loop: Loop, wasTaken: boolean): void {
  const { node, work, attempt } = task
  if (error.rateLimited) {
    concludeThrottled(task, error, lane, loop, wasTaken)
    return
  }
  if (error.stopsAll) {
    concludeRefused(task, error, lane, loop)
    return
  }
  if (error.retryable && isAnotherUp(lane, loop)) countFailure(lane, loop.retry.baseMs, performance.now())
  const isRepeated = loop.stoppedBy === null && !isHeld(error, loop)
  const pauseMs = isRepeated ? pauseBeforeRetry(error, attempt, loop.retry, Math.random()) : null
  loop.onEvent({ type: 'job failed', node, slot: work.slot, message: error.message, againInMs: pauseMs })
  if (pauseMs !== null) {
    pauseTask(loop, { ...toBeSent(task), attempt: attempt + 1 }, pauseMs)
    return
  }
  giveUp(task, toldOf(error, loop), sends(task), loop)
}

/** How often it was sent in this run: to ask for a result is not to send. */
function sends({ work, attempt }: Task): number {
  return work.do === 'ask' ? attempt - 1 : Math.min(attempt, MOST_ATTEMPTS)
}

/** It may have been paid, and a person is to say whether it is paid anew. */
function isHeld({ mayHaveBeenPaid }: BackendError, { unknown }: Pick<Loop, 'unknown'>): boolean {
  return mayHaveBeenPaid === true && unknown === 'hold'
}

function toldOf(error: BackendError, loop: Pick<Loop, 'unknown'>): Told {
  return isHeld(error, loop) ? { ...error, next: PAY_ANEW } : error
}

/** By whichever instance. */
function toBeSent(task: Task): Task {
  return { ...task, work: { slot: task.work.slot, do: 'send', after: null } }
}

/** Every further job would be refused there alike: the others do them, or the run ends. */
function concludeRefused(task: Task, error: BackendError, lane: Lane, loop: Loop): void {
  const isNews = lane.refusal === null
  lane.refusal ??= error.message
  if (isAnyLeft(loop) && loop.stoppedBy === null) {
    if (isNews) note(loop, `${lane.backend.name} is sent nothing more in this run: ${error.message}`)
    loop.queues.push(toBeSent(task))
    return
  }
  giveUp(task, error, 0, loop)
  halt(loop, whyNoneIsLeft(loop))
}

/**
 * The slot waits for another instance or the cool-down, or the run ends. Only what the service had taken burns an attempt:
 * each time it may have been paid.
 */
function concludeThrottled(task: Task, error: BackendError, lane: Lane, loop: Loop, wasTaken: boolean): void {
  const { node, work } = task
  const again = { ...toBeSent(task), attempt: task.attempt + (wasTaken ? 1 : 0) }
  const nowMs = performance.now()
  const wasTooLong = lane.coolDown.isTooLong(nowMs)
  const isToWait = lane.coolDown.throttled(error.retryAfterMs, nowMs) || isAnyLeft(loop)
  const isUsedUp = again.attempt > MOST_ATTEMPTS
  const isWorthWaiting = isToWait && !isUsedUp && loop.stoppedBy === null
  const againInMs = isWorthWaiting ? soonestMs(loop, nowMs) : null
  loop.onEvent({ type: 'job failed', node, slot: work.slot, message: error.message, againInMs })
  if (isWorthWaiting) {
    const restSeconds = Math.ceil(lane.coolDown.leftMs(nowMs) / 1000)
    if (lane.coolDown.isTooLong(nowMs) && !wasTooLong)
      note(
        loop,
        `${lane.backend.name} throttles, or its quota of the day is spent: it is left alone for ${restSeconds} s, the others go on.`,
      )
    loop.queues.push(again)
    return
  }
  giveUp(task, error, sends(task), loop)
  if (!isToWait) halt(loop, whyNoneIsLeft(loop))
}

/** When the next job can be begun, as far as that depends on rests. */
function soonestMs({ lanes }: Loop, nowMs: number): number {
  const wanted = lanes.filter(({ isSentTo, refusal }) => isSentTo && refusal === null)
  return Math.min(...wanted.map((lane) => restMs(lane, nowMs)))
}

/** The line broke under a send: looked up there, as soon as it answers, before anything is sent for that slot again. */
function concludeCut(task: Task, jobId: string, lane: Lane, loop: Loop): void {
  const { slot } = task.work
  const { name: backend } = lane.backend
  lane.circuit.open()
  loop.queues.push({ ...task, work: { slot, do: 'look up', jobId, backend, wasCutNow: true } })
}

/** A line that broke under a send counts as an attempt: one that breaks at each would be tried for ever. */
function concludeLost(task: Task, error: BackendError, lane: Lane, loop: Loop): void {
  if (task.work.do === 'look up' && task.work.wasCutNow) concludeFailure(task, error, lane, loop, false)
  else if (isHeld(error, loop)) giveUp(task, toldOf(error, loop), 0, loop)
  else loop.queues.push(toBeSent(task))
}

const MOST_REFUSALS = 5

/** Another instance takes what was not sent, or it is tried again when this one answers. */
function concludeAway(task: Task, message: string, lane: Lane, loop: Loop): void {
  if (loop.stoppedBy !== null) {
    loop.queues.push(task)
    return
  }
  lane.circuit.open()
  const refusals = task.refusals + 1
  if (refusals >= MOST_REFUSALS) {
    const reason = `${message} The health check answers, and still it was refused ${refusals} times.`
    const told = { errorType: 'connection refused', message: reason } as const
    giveUp(task, task.work.do === 'look up' ? { ...told, next: FIND_OUT } : told, 0, loop)
  } else if (task.work.do === 'send' && isAnotherUp(lane, loop)) {
    countFailure(lane, loop.retry.baseMs, performance.now())
    loop.queues.push({ ...task, refusals })
  } else pauseTask(loop, { ...task, refusals }, loop.retry.baseMs * 2 ** (refusals - 1))
}

/** Its instance is not waited for any more: the others go on without that slot, or the run ends with what it has. */
function concludeOutOfReach(task: Task, message: string, loop: Loop): void {
  const error = { errorType: 'connection refused', message } as const
  if (isAnyLeft(loop)) {
    giveUp(task, error, 0, loop)
    return
  }
  keepFailure(task, error, 0)
  halt(loop, 'backend')
}

type Told = Pick<BackendError, 'errorType' | 'message'> & Pick<Failure, 'next'>

function giveUp(task: Task, error: Told, attempts: number, loop: Loop): void {
  keepFailure(task, error, attempts)
  slotSettled(task.node, loop)
}

/** @param attempts how often the slot was sent in this run */
export function keepFailure({ node, work, sentBefore }: Task, error: Told, attempts: number): void {
  const { errorType, message, next } = error
  const failure = { errorType, message, slots: [work.slot], attempts: sentBefore + attempts }
  node.failures.set(work.slot, next === undefined ? failure : { ...failure, next })
}

/** One slot fewer to wait for; the last one settles its generation. */
export function slotSettled(node: Node, loop: Loop): void {
  const left = loop.open.get(node)! - 1
  if (left > 0) {
    loop.open.set(node, left)
    return
  }
  loop.open.delete(node)
  loop.resolution.settle(node, { is: 'done' })
  loop.onEvent({ type: 'settled', node })
}
