/** Starts what is ready, each job at the least loaded instance that can do it, and follows it to its outcome. */

import { withChildSignal } from './childSignal.ts'
import { chooseLane } from './chooseLane.ts'
import { conclude, type Outcome } from './conclude.ts'
import { askJob, sendJob } from './job.ts'
import type { JobContext } from './jobContext.ts'
import { type Lane, restMs } from './lane.ts'
import { isReachable, isSentTo } from './lanes.ts'
import { lookUpIntent } from './lookUp.ts'
import { breakOff, type Loop } from './loop.ts'
import type { Task } from './task.ts'

/** @param nowMs of a monotonic clock: whoever rests until later is due in what `restsOver` says of the same moment */
export function startJobs(loop: Loop, nowMs: number): void {
  for (const lane of loop.lanes) if (canDoSomething(lane, loop)) lane.circuit.ask()
  for (;;) {
    const lane = chooseLane(loop.lanes.filter((each) => isReady(each, nowMs, loop)))
    if (lane === null || jobsUnderWay(loop) >= loop.concurrency) return
    begin(loop.queues.pop(lane.backend.name, isOpenToSends(lane, nowMs))!, lane, loop)
  }
}

/** In how many milliseconds those that rest can be sent something again. */
export function restsOver(loop: Loop, nowMs: number): number[] {
  const resting = loop.lanes.filter((lane) => canDoSomething(lane, loop) && restMs(lane, nowMs) > 0)
  return resting.map((lane) => restMs(lane, nowMs))
}

/** Whether something waits that this one can do, now or later. */
function canDoSomething(lane: Lane, { queues }: Loop): boolean {
  return queues.countBoundTo(lane.backend.name) > 0 || (queues.free > 0 && isSentTo(lane))
}

/** To ask costs nothing: no rest holds it back. */
function isReady(lane: Lane, nowMs: number, { queues }: Loop): boolean {
  if (lane.circuit.state !== 'up') return false
  return queues.countBoundTo(lane.backend.name) > 0 || (queues.free > 0 && isOpenToSends(lane, nowMs))
}

function isOpenToSends(lane: Lane, nowMs: number): boolean {
  return isSentTo(lane) && restMs(lane, nowMs) === 0
}

/** Those at an instance that is away hold nobody up. */
function jobsUnderWay({ lanes }: Loop): number {
  return lanes.filter(isReachable).reduce((sum, { active }) => sum + active, 0)
}

function begin(task: Task, lane: Lane, loop: Loop): void {
  lane.active += 1
  perform(task, lane, loop)
    .catch((error: unknown) => breakOff(loop, error))
    .finally(() => {
      lane.active -= 1
      loop.wake()
    })
}

async function perform(task: Task, lane: Lane, loop: Loop): Promise<void> {
  const { backend, circuit, gate } = lane
  const outcome = await withChildSignal(loop.job.signal, (signal) =>
    attempt(task, { ...loop.job, backend, circuit, gate, signal }, loop),
  )
  conclude(task, outcome, lane, loop)
}

async function attempt(task: Task, job: JobContext, loop: Loop): Promise<Outcome> {
  const { node, work } = task
  if (work.do === 'look up') return lookUp(task, work, job, loop)
  if (work.do === 'ask') {
    const handle = JSON.parse(work.job.handle ?? '{}')
    return askJob(node, work.slot, { id: work.job.id, handle }, job)
  }
  return sendJob(node, work.slot, task, job)
}

/** A job that may have been sent: taken up if the backend has it, else to be sent (again). */
async function lookUp(
  { node }: Task,
  { slot, jobId, wasCutNow }: Extract<Task['work'], { do: 'look up' }>,
  job: JobContext,
  { adopt }: Loop,
): Promise<Outcome> {
  const answer = await lookUpIntent(jobId, adopt.workflowId, job)
  if (answer === null) return { is: 'away', message: 'The backend cannot be asked what became of a job.' }
  if (wasCutNow) {
    if (answer.status === 'not there') job.budget.release(job.price(node))
    else job.onSubmitted()
  }
  if (answer.status === 'found') return askJob(node, slot, { id: jobId, handle: answer.handle }, job)
  return { is: answer.status }
}
