/** The work on one task: as long as its latency says, to files or to a failure. */
import type { Order } from './order.ts'
import { makePicture, type PictureStyle } from './pictures.ts'
import { failed, type Task, type TaskState } from './task.ts'
import type { ServedFile } from './wrongFile.ts'

export interface MakeOptions {
  readonly pictures: PictureStyle
  /** Resolves when the task may end; it ends at once, and the state is of no interest, where this rejects. */
  readonly waited: Promise<unknown>
  readonly variant: number
  /** What it fails with in the end, or null. */
  readonly doom: TaskState | null
}

export interface Made {
  readonly state: TaskState
  /** By name. */
  readonly files: ReadonlyMap<string, ServedFile>
}

/** Never rejects. */
export async function makeTask(task: Task, order: Order, options: MakeOptions): Promise<Made> {
  const { pictures: style, doom, variant, waited } = options
  try {
    if (doom !== null) {
      await waited
      return { state: doom, files: new Map() }
    }
    const [bytes] = await Promise.all([makePicture(order, { style, variant, taskId: task.id }), waited])
    return finished(task, order, bytes)
  } catch (cause) {
    return { state: failed({ errorCode: 500, error: String(cause) }), files: new Map() }
  }
}

function finished(task: Task, order: Order, bytes: Uint8Array): Made {
  const [extension, contentType] = order.type === 'image' ? ['png', 'image/png'] : ['mp4', 'video/mp4']
  // Every other task has the `%` that real names can hold.
  const mark = Number.parseInt(task.id, 16) % 2 === 0 ? '_100%' : ''
  const names = order.sizes.map((size) => `${task.id}${mark}_${size}.${extension}`)
  return {
    state: { status: 'completed', at: Date.now(), files: names },
    files: new Map(names.map((name) => [name, { bytes, contentType }])),
  }
}
