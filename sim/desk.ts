/** The tasks of the simulated program, in memory as in the real one: accepted, run a few at a time, later forgotten. */
import { setTimeout as wait } from 'node:timers/promises'
import type { FaultEffect } from './effect.ts'
import { type Language, taskFailure } from './failureTexts.ts'
import { createLane } from './lane.ts'
import type { LedgerEntry } from './ledger.ts'
import { makeTask } from './makeTask.ts'
import type { Order } from './order.ts'
import type { PictureStyle } from './pictures.ts'
import { createShelf } from './shelf.ts'
import { doomOf, failed, isOver, type Task } from './task.ts'
import type { ServedFile } from './wrongFile.ts'

export interface DeskOptions {
  readonly latencyMs: { readonly image: number; readonly video: number }
  /** How many tasks run at once. */
  readonly width: number
  readonly pictures: PictureStyle
  /** `counted`: they begin anew with each start of the program. */
  readonly ids: 'random' | 'counted'
  /** Of the program; its own texts come in it. */
  readonly language: Language
}

export interface Desk {
  readonly tasks: ReadonlyMap<string, Task>
  readonly files: ReadonlyMap<string, { readonly task: Task; readonly made: ServedFile }>
  accept(order: Order, effect: FaultEffect | null): Task
  /** False for a task that is not there or is over. */
  stop(id: string): boolean
  forget(task: Task): void
  /** Lets the stuck tasks that were accepted so far end, and the answers come that are held back. */
  release(): void
  /** Resolves with the next release. */
  released(): Promise<void>
  statusOf(id: string): LedgerEntry['status']
  close(): void
}

export function createDesk({ latencyMs, width, pictures, ids, language }: DeskOptions): Desk {
  const shelf = createShelf(ids)
  const lane = createLane(width)
  const repeats = new Map<string, number>()
  const working = new Map<string, AbortController>()
  let round = newRound()

  const run = async (task: Task, order: Order, { effect, variant, released }: Course) => {
    if (isOver(task)) return
    shelf.put(task, { status: 'running' })
    const stopping = new AbortController()
    working.set(task.id, stopping)
    const { signal } = stopping
    const factor = effect?.kind === 'late' ? effect.factor : 1
    const waited =
      effect?.kind === 'stuck'
        ? Promise.race([released, aborted(signal)])
        : wait(latencyMs[order.type] * factor, undefined, { signal })
    const doom = doomOf(order.prompt, effect, language)
    const made = await makeTask(task, order, { pictures, waited, variant, doom })
    working.delete(task.id)
    if (!signal.aborted) shelf.put(task, made.state, made.files)
  }
  return {
    tasks: shelf.tasks,
    files: shelf.files,
    accept: (order, effect) => {
      const task = shelf.open(order)
      const sort = `${order.type} ${order.prompt}`
      const variant = repeats.get(sort) ?? 0
      repeats.set(sort, variant + 1)
      const { ended: released } = round
      lane.add(() => run(task, order, { effect, variant, released }))
      return task
    },
    stop: (id) => {
      const task = shelf.tasks.get(id)
      if (task === undefined || isOver(task)) return false
      shelf.put(task, failed(taskFailure('stopped', language)))
      working.get(id)?.abort()
      return true
    },
    forget: (task) => {
      shelf.forget(task)
      working.get(task.id)?.abort()
    },
    release: () => {
      round.end()
      round = newRound()
    },
    released: () => round.ended,
    statusOf: shelf.statusOf,
    close: () => {
      lane.close()
      for (const stopping of working.values()) stopping.abort()
    },
  }
}

/** What is decided for a task when it is accepted. */
interface Course {
  readonly effect: FaultEffect | null
  readonly variant: number
  readonly released: Promise<void>
}

function newRound() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { ended, end }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
