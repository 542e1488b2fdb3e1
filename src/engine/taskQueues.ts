/** What is ready to be started: what any lane can do in one queue, what only one can do in a queue of its own. */
import { type JobQueue, jobQueue } from './jobQueue.ts'
import { boundTo, type Task } from './task.ts'

export interface TaskQueues {
  push(task: Task): void
  /** How many only the instance of that name can do. */
  countBoundTo(name: string): number
  /** How many any lane can do. */
  readonly free: number
  readonly size: number
  /** The first that this instance can do. @param takesFree whether it may have what others can do as well */
  pop(name: string, takesFree: boolean): Task | undefined
  /** Takes out what only that one can do. */
  drainBound(name: string): Task[]
  /** Takes everything out. */
  drain(): Task[]
}

/** @param before whether the first of two is to be started first */
export function taskQueues(before: (a: Task, b: Task) => boolean): TaskQueues {
  const free = jobQueue(before)
  const bound = new Map<string, JobQueue<Task>>()
  const boundQueue = (name: string) => {
    const queue = bound.get(name) ?? jobQueue(before)
    bound.set(name, queue)
    return queue
  }
  const sizeOf = (name: string) => bound.get(name)?.size ?? 0
  return {
    push: (task) => {
      const name = boundTo(task)
      const queue = name === null ? free : boundQueue(name)
      queue.push(task)
    },
    countBoundTo: sizeOf,
    get free() {
      return free.size
    },
    get size() {
      return [...bound.values()].reduce((sum, queue) => sum + queue.size, free.size)
    },
    pop: (name, takesFree) => {
      const own = bound.get(name)
      const first = own?.first()
      const other = takesFree ? free.first() : undefined
      if (first !== undefined && (other === undefined || before(first, other))) return own!.pop()
      return other === undefined ? undefined : free.pop()
    },
    drainBound: (name) => bound.get(name)?.drain() ?? [],
    drain: () => [...free.drain(), ...[...bound.values()].flatMap((queue) => queue.drain())],
  }
}
