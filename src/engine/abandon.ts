/** What is not sent or asked for any more, and what is said about it. */
import { keepFailure, slotSettled } from './conclude.ts'
import { isAnyLeft, whyUnsent } from './lanes.ts'
import { halt, type Loop, type RunEnd } from './loop.ts'
import type { Task } from './task.ts'

/** When the run has stopped. What was sent is still asked for, which costs nothing, unless somebody wants to leave. */
export function abandonQueue(loop: Loop): void {
  const kept: Task[] = []
  for (const task of loop.queues.drain()) {
    if (task.work.do === 'ask' && loop.stoppedBy !== 'interrupt') kept.push(task)
    else if (!task.node.failures.has(task.work.slot)) explainUnsent(task, loop)
  }
  for (const task of kept) loop.queues.push(task)
}

const UNSENT: Readonly<
  Partial<Record<NonNullable<RunEnd['stoppedBy']>, 'connection refused' | 'api_error'>>
> = {
  backend: 'connection refused',
  access: 'api_error',
  throttle: 'api_error',
}

function explainUnsent(task: Task, loop: Loop): void {
  const errorType = loop.stoppedBy === null ? undefined : UNSENT[loop.stoppedBy]
  if (errorType === undefined) return
  keepFailure(task, { errorType, message: whyNotDone(task, loop) }, 0)
}

function whyNotDone({ work }: Task, loop: Loop): string {
  const why = whyUnsent(loop)
  if (work.do === 'look up') return `It may have been sent; the next run asks. ${why}`
  return loop.stoppedBy === 'backend' ? why : `Not sent: ${why}`
}

/**
 * What only an instance can do that is gone: its jobs keep their handles, and the others go on without these slots.
 * @returns whether something has been settled by that
 */
export function leaveGone(loop: Loop): boolean {
  let isAnySettled = false
  for (const { backend, circuit } of loop.lanes) {
    if (circuit.state !== 'gone') continue
    const message = circuit.trouble?.message ?? `${backend.name} does not answer.`
    for (const task of loop.queues.drainBound(backend.name)) {
      keepFailure(task, { errorType: 'connection refused', message }, 0)
      if (isAnyLeft(loop)) slotSettled(task.node, loop)
      else halt(loop, 'backend')
      isAnySettled = true
    }
  }
  return isAnySettled
}
