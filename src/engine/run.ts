/**
 * The run loop: decide what can be decided, start what is ready (most unblocking first) up to the concurrency, and when
 * a generation is complete let go what waited for it. A rerun is this with a smaller plan.
 */
import type { BackendError } from '../backends/backend.ts'
import { type AdoptContext, adopt } from './adopt.ts'
import { withChildSignal } from './childSignal.ts'
import type { OnRunEvent } from './events.ts'
import type { Graph } from './graph.ts'
import { askJob, type JobContext, type JobOutcome, sendJob } from './job.ts'
import { jobQueue } from './jobQueue.ts'
import { lookUpIntent } from './lookUp.ts'
import type { Resolution } from './resolution.ts'
import { MOST_ATTEMPTS, pauseBeforeRetry, type RetryPauses } from './retry.ts'
import type { SlotTask } from './slots.ts'
import type { Node } from './state.ts'
import { writeDecisions } from './writeDecisions.ts'

export interface RunOptions {
  readonly resolution: Resolution
  readonly graph: Graph
  readonly job: Omit<JobContext, 'onSubmitted'>
  readonly adopt: AdoptContext
  /** Jobs at once. */
  readonly concurrency: number
  readonly retry: RetryPauses
  readonly onEvent: OnRunEvent
}

export interface RunEnd {
  /** Jobs that were sent. */
  readonly submitted: number
  /** What ended the run early, if anything did. */
  readonly stoppedBy: 'interrupt' | 'limit' | 'backend' | null
}

/** One slot on its way. */
interface Task {
  readonly node: Node
  readonly work: SlotTask
  readonly attempt: number
}

/** `not there`: the backend does not have the job, so it is to be sent. */
type Outcome = JobOutcome | { readonly is: 'not there' }

interface Loop extends RunOptions {
  readonly job: JobContext
  readonly queue: ReturnType<typeof jobQueue<Task>>
  /** Slots not settled yet, by node. */
  readonly open: Map<Node, number>
  active: number
  /** Tasks that wait for their next attempt. */
  paused: Map<Task, NodeJS.Timeout>
  submitted: number
  stoppedBy: RunEnd['stoppedBy']
  wake: () => void
  failure: { readonly error: unknown } | null
}

export async function run(options: RunOptions): Promise<RunEnd> {
  const { heights } = options.graph
  const onSubmitted = () => {
    loop.submitted += 1
  }
  const loop: Loop = {
    ...options,
    job: { ...options.job, onSubmitted },
    queue: jobQueue<Task>((a, b) => startsBefore(a, b, heights)),
    open: new Map(),
    active: 0,
    paused: new Map(),
    submitted: 0,
    stoppedBy: null,
    wake: () => {},
    failure: null,
  }
  const { signal } = options.job
  const stop = () => {
    halt(loop, 'interrupt')
    loop.wake()
  }
  signal.addEventListener('abort', stop)
  try {
    if (signal.aborted) loop.stoppedBy = 'interrupt'
    await turn(loop)
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return { submitted: loop.submitted, stoppedBy: loop.stoppedBy }
}

/** What most work hangs on comes first; equals in document order. */
function startsBefore(a: Task, b: Task, heights: readonly number[]): boolean {
  const height = heights[a.node.index]! - heights[b.node.index]!
  if (height !== 0) return height > 0
  const position = a.node.index - b.node.index
  return position !== 0 ? position < 0 : a.work.slot < b.work.slot
}

async function turn(loop: Loop): Promise<void> {
  for (;;) {
    const woken = new Promise<void>((resolve) => {
      loop.wake = resolve
    })
    await decide(loop)
    if (loop.stoppedBy !== null) abandonQueue(loop)
    startJobs(loop)
    if (loop.failure !== null && loop.active === 0) throw loop.failure.error
    if (loop.active === 0 && loop.paused.size === 0 && loop.queue.size === 0) {
      if (loop.open.size === 0 || loop.stoppedBy !== null) return
    }
    await woken
  }
}

/** Advances until nothing more can be decided without a job. */
async function decide(loop: Loop): Promise<void> {
  const { resolution } = loop
  for (let open = await resolution.advance(); ; open = await resolution.advance()) {
    const { database } = loop.job
    await writeDecisions(database, loop.adopt.workflowId, resolution.decisions(), loop.adopt.generationId)
    if (open.length === 0) return
    for (const node of open) {
      if (node.state.is === 'adopt') await adoptNode(node, loop)
      else if (node.state.is === 'run') enqueue(node, node.state.slots.tasks, loop)
    }
  }
}

async function adoptNode(node: Node, loop: Loop): Promise<void> {
  const held = await adopt(node, loop.adopt)
  node.held = held
  loop.resolution.claims.add(node.generation.key, held)
  loop.resolution.settle(node, { is: 'done' })
  loop.onEvent({ type: 'settled', node })
}

function enqueue(node: Node, tasks: readonly SlotTask[], loop: Loop): void {
  if (loop.stoppedBy !== null) return
  loop.open.set(node, tasks.length)
  for (const work of tasks) loop.queue.push({ node, work, attempt: 1 })
  loop.onEvent({ type: 'started', node, jobs: tasks.length })
}

function startJobs(loop: Loop): void {
  while (
    loop.active < loop.concurrency &&
    loop.queue.size > 0 &&
    loop.stoppedBy === null &&
    loop.failure === null
  ) {
    const task = loop.queue.pop()!
    loop.active += 1
    perform(task, loop)
      .catch((error: unknown) => {
        loop.failure ??= { error }
        halt(loop, 'interrupt')
      })
      .finally(() => {
        loop.active -= 1
        loop.wake()
      })
  }
}

async function perform(task: Task, loop: Loop): Promise<void> {
  const { circuit, signal } = loop.job
  const outcome = (await circuit.closed())
    ? await withChildSignal(signal, (child) => attempt(task, { ...loop.job, signal: child }, loop))
    : awayOutcome(loop)
  if (outcome.is === 'unsure') {
    circuit.open()
    const back = await circuit.closed()
    conclude(task, back ? await lookUp(task, outcome.jobId, loop) : awayOutcome(loop), loop)
  } else conclude(task, outcome, loop)
}

async function attempt(task: Task, job: JobContext, loop: Loop): Promise<Outcome> {
  const { node, work } = task
  if (work.do === 'look up') return lookUp(task, work.job.id, loop)
  if (work.do === 'ask') {
    const handle = JSON.parse(work.job.handle ?? '{}')
    return askJob(node, work.slot, { id: work.job.id, handle }, job)
  }
  return sendJob(node, work.slot, task.attempt, job)
}

/** A job that may have been sent: taken up if the backend has it, else to be sent (again). */
async function lookUp({ node, work }: Task, jobId: string, loop: Loop): Promise<Outcome> {
  const handle = await lookUpIntent(jobId, loop.adopt.workflowId, loop.job)
  return handle === null ? { is: 'not there' } : askJob(node, work.slot, { id: jobId, handle }, loop.job)
}

function awayOutcome(loop: Loop): Outcome {
  if (loop.job.signal.aborted) return { is: 'interrupted' }
  return { is: 'away', message: loop.job.circuit.trouble?.message ?? 'The backend does not answer.' }
}

function conclude(task: Task, outcome: Outcome, loop: Loop): void {
  const { node, work } = task
  const { slot } = work
  switch (outcome.is) {
    case 'made':
      node.held!.take.candidates.set(slot, outcome.candidate)
      node.made.push(slot)
      loop.onEvent({ type: 'made', node, slot, warning: outcome.warning })
      slotSettled(node, loop)
      break
    case 'not there':
      // A line that broke under a send counts as an attempt: one that breaks at each would be tried for ever.
      if (work.do === 'send') concludeFailure(task, LINE_BROKE, loop)
      else loop.queue.push({ ...task, work: { slot, do: 'send', after: null } })
      break
    case 'failed':
      concludeFailure(task, outcome.error, loop)
      break
    case 'away':
      concludeAway(task, outcome.message, loop)
      break
    case 'limit':
      halt(loop, 'limit')
      break
    case 'unsure':
    case 'interrupted':
      break
  }
}

const LINE_BROKE: BackendError = {
  errorType: 'connection refused',
  message: 'The line broke while the job was sent; the backend never had it.',
  retryable: true,
}

function concludeFailure(task: Task, error: BackendError, loop: Loop): void {
  const { node, work, attempt } = task
  const pauseMs = pauseBeforeRetry(error, attempt, loop.retry, Math.random())
  const { slot } = work
  loop.onEvent({ type: 'job failed', node, slot, message: error.message, againInMs: pauseMs })
  if (pauseMs !== null && loop.stoppedBy === null) {
    const again: Task = { node, work: { slot, do: 'send', after: null }, attempt: attempt + 1 }
    const timer = setTimeout(() => {
      loop.paused.delete(again)
      loop.queue.push(again)
      loop.wake()
    }, pauseMs)
    loop.paused.set(again, timer)
    return
  }
  const earlier = work.do === 'send' ? (work.after?.attempts ?? 0) : 0
  const { errorType, message } = error
  node.failures.set(slot, {
    errorType,
    message,
    slots: [slot],
    attempts: earlier + Math.min(attempt, MOST_ATTEMPTS),
  })
  slotSettled(node, loop)
}

/** The circuit decides: either the backend comes back and the slot is sent, or the run ends with what it has. */
function concludeAway(task: Task, message: string, loop: Loop): void {
  const { circuit } = loop.job
  circuit.open()
  void circuit.closed().then((isBack) => {
    if (isBack) loop.queue.push(task)
    else if (!loop.job.signal.aborted) {
      const { slot } = task.work
      task.node.failures.set(slot, { errorType: 'connection refused', message, slots: [slot], attempts: 0 })
      halt(loop, 'backend')
    }
    loop.wake()
  })
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

function halt(loop: Loop, by: RunEnd['stoppedBy']): void {
  loop.stoppedBy ??= by
  for (const timer of loop.paused.values()) clearTimeout(timer)
  for (const task of loop.paused.keys()) loop.queue.push(task)
  loop.paused.clear()
}

/** What was never sent says so, where a vanished backend is the reason. */
function abandonQueue(loop: Loop): void {
  for (const { node, work } of loop.queue.drain()) {
    if (loop.stoppedBy !== 'backend' || node.failures.has(work.slot)) continue
    const message = `Not sent: ${loop.job.circuit.trouble?.message ?? 'the backend does not answer.'}`
    const { slot } = work
    node.failures.set(slot, { errorType: 'connection refused', message, slots: [slot], attempts: 0 })
  }
}
