/** How far the clock of the service is ahead of ours: measured by tasks of which we know when they were accepted. */
import type { ListedTask } from './replies.ts'
import { type TaskHandle, toleranceMs } from './taskHandle.ts'

interface Bounds {
  readonly least: number
  readonly most: number
}

/** In milliseconds; negative: behind. */
export interface Offset extends Bounds {
  /** Else the bounds say little. */
  readonly isMeasured: boolean
}

/** A clock that nothing tells of may stand in another time zone. */
const unknownMs = 26 * 3_600_000

/**
 * @param known handles of tasks that the service still had when it was started last
 * @returns null where the tasks contradict each other: a clock has jumped
 */
export function offsetOf(
  tasks: readonly ListedTask[],
  known: readonly TaskHandle[],
  { startedAt, askedAt }: { readonly startedAt: number | null; readonly askedAt: number },
): Offset | null {
  const created = new Map(tasks.map((task) => [task.task_id, task.created_at * 1000]))
  const times = [...created.values()]
  // No task is of the future, and none is older than the program.
  const bounds: Bounds[] = [{ least: Math.max(...times, -Infinity) - askedAt - toleranceMs, most: Infinity }]
  if (startedAt !== null) {
    bounds.push({ least: -Infinity, most: Math.min(...times, Infinity) - startedAt + toleranceMs })
  }
  const measured = known.flatMap(({ taskId, sentAt, answeredAt }): Bounds[] => {
    const createdAt = created.get(taskId)
    if (createdAt === undefined || sentAt === undefined || answeredAt === undefined) return []
    return [{ least: createdAt - answeredAt - toleranceMs / 2, most: createdAt - sentAt + toleranceMs / 2 }]
  })
  if (measured.length === 0) bounds.push({ least: -unknownMs, most: unknownMs })
  const all = [...bounds, ...measured]
  const least = Math.max(...all.map((bound) => bound.least))
  const most = Math.min(...all.map((bound) => bound.most))
  return least <= most ? { least, most, isMeasured: measured.length > 0 } : null
}
