/**
 * The run loop: decide what can be decided, start what is ready (most unblocking first) up to the concurrency, and when
 * a generation is complete let go what waited for it. A rerun is this with a smaller plan.
 */
import { adopt } from './adopt.ts'
import { withChildSignal } from './childSignal.ts'
import { conclude, keepFailure, type Outcome } from './conclude.ts'
import { askJob, sendJob } from './job.ts'
import type { JobContext } from './jobContext.ts'
import { lookUpIntent } from './lookUp.ts'
import { halt, type Loop, newLoop, type RunEnd, type RunOptions, type Task } from './loop.ts'
import type { SlotTask } from './slots.ts'
import type { Node } from './state.ts'
import { writeDecisions } from './writeDecisions.ts'

export async function run(options: RunOptions): Promise<RunEnd> {
  const loop = newLoop(options)
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

async function turn(loop: Loop): Promise<void> {
  for (;;) {
    const woken = new Promise<void>((resolve) => {
      loop.wake = resolve
    })
    if (loop.failure === null) await decide(loop).catch((error: unknown) => breakOff(loop, error))
    if (loop.stoppedBy !== null) abandonQueue(loop)
    startJobs(loop)
    if (loop.active === 0 && loop.paused.size === 0 && loop.queue.size === 0) {
      if (loop.failure !== null) throw loop.failure.error
      if (loop.open.size === 0 || loop.stoppedBy !== null) return
    }
    await wokenOrPicked(woken, loop)
  }
}

/** While something waits at a gate and jobs are under way, somebody may approve it. */
const PICKS_EVERY_MS = 1_000

async function wokenOrPicked(woken: Promise<void>, loop: Loop): Promise<void> {
  if (!loop.resolution.isHeld()) return woken
  const timer = setTimeout(() => loop.wake(), PICKS_EVERY_MS)
  await woken.finally(() => clearTimeout(timer))
}

/** The store or the disk failed: what is under way is let end, then the error is told. */
function breakOff(loop: Loop, error: unknown): void {
  loop.failure ??= { error }
  halt(loop, 'interrupt')
}

/** Advances until nothing more can be decided without a job. */
async function decide(loop: Loop): Promise<void> {
  const { resolution } = loop
  if (await loop.takeUpPicks()) resolution.reopen()
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
  const { resolution, onEvent } = loop
  const adoption = await adopt(node, loop.adopt)
  if (adoption.is === 'gone') {
    const state = resolution.withoutAdoption(node)
    if (state.is === 'run') enqueue(node, state.slots.tasks, loop)
    return
  }
  if (adoption.is === 'unreachable') {
    const { message } = adoption
    const slots = node.generation.saved.map((_, at) => at + 1)
    const next = 'Make its URLs reachable and run again; or take them out of the file to have them made anew.'
    const failure = { errorType: 'api_error', message, slots, attempts: 0, next } as const
    resolution.settle(node, { is: 'failed', failure })
  } else {
    node.held = adoption.held
    resolution.claims.add(node.generation.key, adoption.held)
    resolution.settle(node, { is: 'done' })
  }
  onEvent({ type: 'settled', node })
}

function enqueue(node: Node, tasks: readonly SlotTask[], loop: Loop): void {
  loop.open.set(node, tasks.length)
  for (const work of tasks) {
    loop.queue.push({ node, work, attempt: 1, sentBefore: sentBefore(work), refusals: 0 })
  }
  loop.onEvent({ type: 'started', node, jobs: tasks.length })
}

function sentBefore(work: SlotTask): number {
  if (work.do === 'look up') return 0
  return work.do === 'ask' ? work.job.attempts : (work.after?.attempts ?? 0)
}

function startJobs(loop: Loop): void {
  const coolMs = loop.coolDown.leftMs(performance.now())
  if (coolMs > 0 && loop.queue.size > 0 && loop.stoppedBy === null) {
    setTimeout(() => loop.wake(), coolMs)
    return
  }
  while (loop.active < loop.concurrency && loop.queue.size > 0) {
    const task = loop.queue.pop()!
    loop.active += 1
    perform(task, loop)
      .catch((error: unknown) => breakOff(loop, error))
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
  if (outcome.is !== 'unsure') {
    conclude(task, outcome, loop)
    return
  }
  circuit.open()
  const { jobId } = outcome
  const cut: Task = { ...task, work: { slot: task.work.slot, do: 'look up', jobId, wasCutNow: true } }
  conclude(cut, (await circuit.closed()) ? await lookUp(cut, jobId, loop) : awayOutcome(loop), loop)
}

async function attempt(task: Task, job: JobContext, loop: Loop): Promise<Outcome> {
  const { node, work } = task
  if (work.do === 'look up') return lookUp(task, work.jobId, loop)
  if (work.do === 'ask') {
    const handle = JSON.parse(work.job.handle ?? '{}')
    return askJob(node, work.slot, { id: work.job.id, handle }, job)
  }
  return sendJob(node, work.slot, task, job)
}

/** A job that may have been sent: taken up if the backend has it, else to be sent (again). */
async function lookUp({ node, work }: Task, jobId: string, loop: Loop): Promise<Outcome> {
  const { job } = loop
  const answer = await lookUpIntent(jobId, loop.adopt.workflowId, job)
  if (answer === null) return { is: 'away', message: 'The backend cannot be asked what became of a job.' }
  if (work.do === 'look up' && work.wasCutNow) {
    if (answer.status === 'not there') job.budget.release(job.price(node))
    else job.onSubmitted()
  }
  if (answer.status === 'found') return askJob(node, work.slot, { id: jobId, handle: answer.handle }, job)
  return { is: answer.status }
}

function awayOutcome(loop: Loop): Outcome {
  if (loop.job.signal.aborted) return { is: 'interrupted' }
  return { is: 'away', message: loop.job.circuit.trouble?.message ?? 'The backend does not answer.' }
}

/** What is not sent any more, and why. What costs nothing to ask for is still asked for when only money is short. */
function abandonQueue(loop: Loop): void {
  const kept: Task[] = []
  for (const task of loop.queue.drain()) {
    if (loop.stoppedBy === 'limit' && task.work.do === 'ask') kept.push(task)
    else if (!task.node.failures.has(task.work.slot)) explainUnsent(task, loop)
  }
  for (const task of kept) loop.queue.push(task)
}

function explainUnsent(task: Task, loop: Loop): void {
  const trouble = loop.job.circuit.trouble?.message ?? 'the backend does not answer.'
  if (loop.stoppedBy === 'backend') {
    keepFailure(
      task,
      { errorType: 'connection refused', message: `Not sent: ${trouble}`, retryable: true },
      0,
    )
  }
  if (loop.stoppedBy === 'access') {
    keepFailure(task, { errorType: 'api_error', message: `Not sent: ${loop.stopReason}`, retryable: true }, 0)
  }
  if (loop.stoppedBy === 'throttle') {
    const message = 'Not sent: the service throttles, or the quota of the day is spent.'
    keepFailure(task, { errorType: 'api_error', message, retryable: true }, 0)
  }
}
