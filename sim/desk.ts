/** The tasks of the simulated program, in memory as in the real one: accepted, run a few at a time, later forgotten. */
import { randomBytes } from 'node:crypto'
import type { FaultEffect } from './fault.ts'
import { createLane } from './lane.ts'
import type { LedgerEntry } from './ledger.ts'
import { makeTask } from './makeTask.ts'
import type { Order } from './order.ts'
import type { PictureStyle } from './pictures.ts'
import { doomOf, failed, isOver, type Task, type TaskState } from './task.ts'

export interface DeskOptions {
  readonly latencyMs: { readonly image: number; readonly video: number }
  /** How many tasks run at once. */
  readonly width: number
  readonly pictures: PictureStyle
}

export interface Desk {
  readonly tasks: ReadonlyMap<string, Task>
  readonly files: ReadonlyMap<string, Uint8Array>
  accept(order: Order, effect: FaultEffect | null): Task
  /** False for a task that is not there or is over. */
  stop(id: string): boolean
  statusOf(id: string): LedgerEntry['status']
  close(): void
}

export function createDesk({ latencyMs, width, pictures }: DeskOptions): Desk {
  const shelf = createShelf()
  const lane = createLane(width)
  const repeats = new Map<string, number>()
  const working = new Map<string, AbortController>()

  const run = async (task: Task, order: Order, effect: FaultEffect | null, variant: number) => {
    if (isOver(task)) return
    shelf.put(task, { status: 'running' })
    const stopping = new AbortController()
    working.set(task.id, stopping)
    const doom = doomOf(order.prompt, effect)
    const options = { pictures, latencyMs: latencyMs[order.type], variant, doom, signal: stopping.signal }
    const made = await makeTask(task, order, options)
    working.delete(task.id)
    if (!stopping.signal.aborted) shelf.put(task, made.state, made.files)
  }
  return {
    tasks: shelf.tasks,
    files: shelf.files,
    accept: (order, effect) => {
      const task = shelf.open(order)
      const sort = `${order.type} ${order.prompt}`
      const variant = repeats.get(sort) ?? 0
      repeats.set(sort, variant + 1)
      lane.add(() => run(task, order, effect, variant))
      return task
    },
    stop: (id) => {
      const task = shelf.tasks.get(id)
      if (task === undefined || isOver(task)) return false
      shelf.put(task, failed(499, 'Stopped by client'))
      working.get(id)?.abort()
      return true
    },
    statusOf: shelf.statusOf,
    close: () => {
      lane.close()
      for (const stopping of working.values()) stopping.abort()
    },
  }
}

/** G-Labs keeps only so many finished tasks. */
const finishedKept = 200

/** Tasks and their files, until they are forgotten; how a task stood last is remembered for the ledger. */
function createShelf() {
  const tasks = new Map<string, Task>()
  const files = new Map<string, Uint8Array>()
  const statuses = new Map<string, LedgerEntry['status']>()
  const finished: Task[] = []
  const forgetOldest = () => {
    const oldest = finished.shift()
    if (oldest === undefined) return
    tasks.delete(oldest.id)
    if (oldest.state.status === 'completed') for (const file of oldest.state.files) files.delete(file)
  }
  return {
    tasks,
    files,
    open: ({ type, prompt }: Order): Task => {
      const state: TaskState = { status: 'pending' }
      const task: Task = { id: newId(tasks), type, prompt, createdAt: Date.now(), state }
      tasks.set(task.id, task)
      statuses.set(task.id, state.status)
      return task
    },
    put: (task: Task, state: TaskState, made: ReadonlyMap<string, Uint8Array> = new Map()) => {
      task.state = state
      statuses.set(task.id, state.status)
      for (const [name, bytes] of made) files.set(name, bytes)
      if (isOver(task)) finished.push(task)
      if (finished.length > finishedKept) forgetOldest()
    },
    statusOf: (id: string) => statuses.get(id) ?? 'lost',
  }
}

/** 8 hex digits. */
function newId(tasks: ReadonlyMap<string, Task>): string {
  const id = randomBytes(4).toString('hex')
  return tasks.has(id) ? newId(tasks) : id
}
