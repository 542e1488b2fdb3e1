/** Tasks and their files, until they are forgotten; how a task stood last is remembered for the ledger. */
import { randomBytes } from 'node:crypto'
import type { LedgerEntry } from './ledger.ts'
import type { Order } from './order.ts'
import { isOver, type Task, type TaskState } from './task.ts'
import type { ServedFile } from './wrongFile.ts'

/** G-Labs keeps only so many finished tasks. */
const finishedKept = 200

export function createShelf(ids: 'random' | 'counted') {
  let opened = 0
  const tasks = new Map<string, Task>()
  const files = new Map<string, { readonly task: Task; readonly made: ServedFile }>()
  const statuses = new Map<string, LedgerEntry['status']>()
  const finished = new Set<Task>()
  const forget = (task: Task) => {
    finished.delete(task)
    tasks.delete(task.id)
    if (task.state.status === 'completed') for (const file of task.state.files) files.delete(file)
  }
  return {
    tasks,
    files,
    forget,
    open: ({ type, prompt, aspectRatio, seconds }: Order): Task => {
      const state: TaskState = { status: 'pending' }
      opened += 1
      const task: Task = {
        id: ids === 'counted' ? opened.toString(16).padStart(8, '0') : newId(tasks),
        type,
        prompt,
        aspectRatio,
        seconds,
        createdAt: Date.now(),
        state,
      }
      tasks.set(task.id, task)
      statuses.set(task.id, state.status)
      return task
    },
    put: (task: Task, state: TaskState, made: ReadonlyMap<string, ServedFile> = new Map()) => {
      task.state = state
      statuses.set(task.id, state.status)
      if (!tasks.has(task.id)) return
      for (const [name, file] of made) files.set(name, { task, made: file })
      if (isOver(task)) finished.add(task)
      const [oldest] = finished
      if (finished.size > finishedKept && oldest !== undefined) forget(oldest)
    },
    statusOf: (id: string) => statuses.get(id) ?? 'lost',
  }
}

/** 8 hex digits. */
function newId(tasks: ReadonlyMap<string, Task>): string {
  const id = randomBytes(4).toString('hex')
  return tasks.has(id) ? newId(tasks) : id
}
