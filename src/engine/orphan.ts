/** A job at an instance that the settings do not name any more. Its handle is kept; nothing is sent again for it unasked. */
import { writeFailure } from '../store/jobs.ts'
import { keepFailure, slotSettled } from './conclude.ts'
import { failureRecord } from './failureRecord.ts'
import { PAY_ANEW, perhapsPaid } from './inDoubt.ts'
import { type Loop, note } from './loop.ts'
import type { Task } from './task.ts'

/** @param name of that instance */
export async function takeOrphan(task: Task, name: string, loop: Loop): Promise<void> {
  const { node, work } = task
  const where = `"${name}", which the settings do not name any more`
  if (work.do === 'look up') {
    await takeUnsure(task, work.jobId, where, loop)
    return
  }
  const message = `It was sent to ${where}. Its result can be asked for only there.`
  const next = `Put "${name}" back into "backends" of retake.config, then: retake retry FILE. Or pay anew: retake regen FILE NODE --slots N.`
  keepFailure(task, { errorType: 'connection refused', message, next }, 0)
  slotSettled(node, loop)
}

/** Nobody is left to ask. */
async function takeUnsure(task: Task, jobId: string, where: string, loop: Loop): Promise<void> {
  const { node, work } = task
  const { database } = loop.job
  const error = perhapsPaid(`It was being sent to ${where}`)
  await database.commit((execute) => writeFailure(database, execute, jobId, failureRecord(error, 'unknown')))
  if (loop.unknown === 'hold') {
    keepFailure(task, { ...error, next: PAY_ANEW }, 0)
    slotSettled(node, loop)
    return
  }
  note(
    loop,
    `Slot ${work.slot} of "${node.generation.title}" was being sent to ${where}: it may have been paid, and is sent again.`,
  )
  loop.queues.push({ ...task, work: { slot: work.slot, do: 'send', after: null } })
}
