/** The work on one task: as long as its latency says, to files or to a failure. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Order } from './order.ts'
import { makePicture, type PictureStyle } from './pictures.ts'
import { failed, type Task, type TaskState } from './task.ts'

export interface MakeOptions {
  readonly pictures: PictureStyle
  readonly latencyMs: number
  readonly variant: number
  /** What it fails with in the end, or null. */
  readonly doom: TaskState | null
  /** Ends the work at once; the state is then of no interest. */
  readonly signal: AbortSignal
}

export interface Made {
  readonly state: TaskState
  /** By name. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Never rejects. */
export async function makeTask(task: Task, order: Order, options: MakeOptions): Promise<Made> {
  const { pictures: style, doom, variant, signal } = options
  try {
    const waited = wait(options.latencyMs, undefined, { signal })
    if (doom !== null) {
      await waited
      return { state: doom, files: new Map() }
    }
    const [bytes] = await Promise.all([makePicture(order, { style, variant, taskId: task.id }), waited])
    return finished(task, order, bytes)
  } catch (cause) {
    return { state: failed(500, String(cause)), files: new Map() }
  }
}

function finished(task: Task, order: Order, bytes: Uint8Array): Made {
  const extension = order.type === 'image' ? 'png' : 'mp4'
  // Every other task has the `%` that real names can hold.
  const mark = Number.parseInt(task.id, 16) % 2 === 0 ? '_100%' : ''
  const names = order.sizes.map((size) => `${task.id}${mark}_${size}.${extension}`)
  return {
    state: { status: 'completed', at: Date.now(), files: names },
    files: new Map(names.map((name) => [name, bytes])),
  }
}
