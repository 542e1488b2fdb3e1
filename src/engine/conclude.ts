/** What follows from the outcome of one job: a candidate, another attempt, a failure, or the end of the run. */
import type { BackendError } from '../backends/backend.ts'
import type { JobOutcome } from './job.ts'
import type { LookedUp } from './jobContext.ts'
import { halt, type Loop, pauseTask, type Task } from './loop.ts'
import { MOST_ATTEMPTS, pauseBeforeRetry } from './retry.ts'
import type { Failure, Node } from './state.ts'

/** `not there` and `cannot tell`: what a look-up said of a job that may have been sent. */
export type Outcome = JobOutcome | { readonly is: Exclude<LookedUp['status'], 'found'> }

export function conclude(task: Task, outcome: Outcome, loop: Loop): void {
  switch (outcome.is) {
    case 'made':
      concludeMade(task, outcome, loop)
      break
    case 'failed':
      concludeFailure(task, outcome.error, loop)
      break
    case 'away':
      concludeAway(task, outcome.message, loop)
      break
    case 'not there':
      concludeLost(task, NEVER_HAD_IT, loop)
      break
    case 'cannot tell':
      concludeLost(task, PERHAPS_PAID, loop)
      break
    case 'limit':
      halt(loop, 'limit')
      break
    case 'unsure':
    case 'interrupted':
      break
  }
}

const NEVER_HAD_IT: BackendError = {
  errorType: 'connection refused',
  message: 'The line broke while the job was sent; the backend never had it.',
  retryable: true,
}

const PERHAPS_PAID: BackendError = {
  errorType: 'connection refused',
  message:
    'The line broke while the job was sent, and the backend cannot tell whether it has it: it may have been paid.',
  retryable: true,
  mayHaveBeenPaid: true,
}

function concludeMade(
  task: Task,
  { candidate, warning }: Extract<Outcome, { is: 'made' }>,
  loop: Loop,
): void {
  const { node, work } = task
  node.held!.take.candidates.set(work.slot, candidate)
  node.made.push(work.slot)
  if (warning !== null) node.warnings.push(`Candidate ${work.slot} of "${node.generation.title}": ${warning}`)
  loop.coolDown.worked()
  loop.onEvent({ type: 'made', node, slot: work.slot, warning })
  slotSettled(node, loop)
}

function concludeFailure(task: Task, error: BackendError, loop: Loop): void {
  const { node, work, attempt } = task
  if (error.rateLimited) {
    concludeThrottled(task, error, loop)
    return
  }
  if (error.stopsAll) {
    giveUp(task, error, 0, loop)
    loop.stopReason ??= error.message
    halt(loop, 'access')
    return
  }
  const pauseMs = pauseBeforeRetry(error, attempt, loop.retry, Math.random())
  loop.onEvent({ type: 'job failed', node, slot: work.slot, message: error.message, againInMs: pauseMs })
  if (pauseMs !== null && loop.stoppedBy === null) {
    pauseTask(
      loop,
      { ...task, work: { slot: work.slot, do: 'send', after: null }, attempt: attempt + 1 },
      pauseMs,
    )
    return
  }
  // To ask for a result is not to send.
  giveUp(task, error, work.do === 'ask' ? attempt - 1 : Math.min(attempt, MOST_ATTEMPTS), loop)
}

/** Burns no attempt: the slot waits for the cool-down, or the run ends. */
function concludeThrottled(task: Task, error: BackendError, loop: Loop): void {
  const { node, work } = task
  const isWorthWaiting = loop.coolDown.throttled(error.retryAfterMs, performance.now())
  const againInMs = isWorthWaiting ? loop.coolDown.leftMs(performance.now()) : null
  loop.onEvent({ type: 'job failed', node, slot: work.slot, message: error.message, againInMs })
  if (isWorthWaiting && loop.stoppedBy === null) {
    loop.queue.push({ ...task, work: { slot: work.slot, do: 'send', after: null } })
    return
  }
  giveUp(task, error, task.attempt, loop)
  halt(loop, 'throttle')
}

/** A line that broke under a send counts as an attempt: one that breaks at each would be tried for ever. */
function concludeLost(task: Task, error: BackendError, loop: Loop): void {
  if (task.work.do === 'look up' && task.work.wasCutNow) concludeFailure(task, error, loop)
  else loop.queue.push({ ...task, work: { slot: task.work.slot, do: 'send', after: null } })
}

const MOST_REFUSALS = 5

/** The circuit decides: either the backend comes back and the slot is tried again, or the run ends with what it has. */
function concludeAway(task: Task, message: string, loop: Loop): void {
  const { circuit, signal } = loop.job
  const refusals = task.refusals + 1
  circuit.open()
  void circuit.closed().then((isBack) => {
    if (isBack && refusals >= MOST_REFUSALS) {
      const reason = `${message} The health check answers, and still it was refused ${refusals} times.`
      giveUp(task, { errorType: 'connection refused', message: reason, retryable: false }, 0, loop)
    } else if (isBack) pauseTask(loop, { ...task, refusals }, loop.retry.baseMs * 2 ** (refusals - 1))
    else if (!signal.aborted) {
      keepFailure(task, { errorType: 'connection refused', message, retryable: true }, 0)
      halt(loop, 'backend')
    }
    loop.wake()
  })
}

function giveUp(task: Task, error: BackendError, attempts: number, loop: Loop): void {
  keepFailure(task, error, attempts)
  slotSettled(task.node, loop)
}

/** @param attempts how often the slot was sent in this run */
export function keepFailure({ node, work, sentBefore }: Task, error: BackendError, attempts: number): void {
  const { errorType, message } = error
  const failure: Failure = { errorType, message, slots: [work.slot], attempts: sentBefore + attempts }
  node.failures.set(work.slot, failure)
}

function slotSettled(node: Node, loop: Loop): void {
  const left = loop.open.get(node)! - 1
  if (left > 0) {
    loop.open.set(node, left)
    return
  }
  loop.open.delete(node)
  loop.resolution.settle(node, { is: 'done' })
  loop.onEvent({ type: 'settled', node })
}
