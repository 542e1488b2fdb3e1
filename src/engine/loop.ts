/** The state of a run loop: what is ready, under way, or waiting for another attempt. Decides nothing. */
import type { AdoptContext } from './adopt.ts'
import type { CoolDown } from './coolDown.ts'
import type { OnRunEvent } from './events.ts'
import type { Graph } from './graph.ts'
import type { JobContext } from './jobContext.ts'
import { type JobQueue, jobQueue } from './jobQueue.ts'
import type { Resolution } from './resolution.ts'
import type { RetryPauses } from './retry.ts'
import type { SlotTask } from './slots.ts'
import type { Node } from './state.ts'

export interface RunOptions {
  readonly resolution: Resolution
  readonly graph: Graph
  readonly job: Omit<JobContext, 'onSubmitted'>
  readonly adopt: AdoptContext
  /** Jobs at once. */
  readonly concurrency: number
  readonly retry: RetryPauses
  readonly coolDown: CoolDown
  /** Reads the picks that somebody made meanwhile; false when there are none. */
  takeUpPicks(): Promise<boolean>
  readonly onEvent: OnRunEvent
}

export interface RunEnd {
  /** Jobs that the service took, or may have taken. */
  readonly submitted: number
  /** What ended the run early, if anything did. */
  readonly stoppedBy: 'interrupt' | 'limit' | 'backend' | 'access' | 'throttle' | null
}

/** One slot on its way. */
export interface Task {
  readonly node: Node
  readonly work: SlotTask
  /** From 1, within this run. */
  readonly attempt: number
  /** How often the slot was sent in earlier runs. */
  readonly sentBefore: number
  /** How often the line was refused for it although the backend was well. */
  readonly refusals: number
}

export interface Loop extends RunOptions {
  readonly job: JobContext
  readonly queue: JobQueue<Task>
  /** Slots not settled yet, by node. */
  readonly open: Map<Node, number>
  readonly paused: Map<Task, NodeJS.Timeout>
  active: number
  submitted: number
  stoppedBy: RunEnd['stoppedBy']
  /** Why access was refused, in the service's words. */
  stopReason: string | null
  /** What broke the loop itself, to be thrown when nothing is under way any more. */
  failure: { readonly error: unknown } | null
  wake: () => void
}

export function newLoop(options: RunOptions): Loop {
  const { heights } = options.graph
  const onSubmitted = () => {
    loop.submitted += 1
  }
  const loop: Loop = {
    ...options,
    job: { ...options.job, onSubmitted },
    queue: jobQueue<Task>((a, b) => startsBefore(a, b, heights)),
    open: new Map(),
    paused: new Map(),
    active: 0,
    submitted: 0,
    stoppedBy: null,
    stopReason: null,
    failure: null,
    wake: () => {},
  }
  return loop
}

/** What most work hangs on comes first; equals in document order. */
function startsBefore(a: Task, b: Task, heights: readonly number[]): boolean {
  const height = heights[a.node.index]! - heights[b.node.index]!
  if (height !== 0) return height > 0
  const position = a.node.index - b.node.index
  return position !== 0 ? position < 0 : a.work.slot < b.work.slot
}

/** Queues a task after a pause. */
export function pauseTask(loop: Loop, task: Task, pauseMs: number): void {
  const timer = setTimeout(() => {
    loop.paused.delete(task)
    loop.queue.push(task)
    loop.wake()
  }, pauseMs)
  loop.paused.set(task, timer)
}

/** Nothing more is sent; what is under way goes on. The first reason counts. */
export function halt(loop: Loop, by: NonNullable<RunEnd['stoppedBy']>): void {
  loop.stoppedBy ??= by
  for (const [task, timer] of loop.paused) {
    clearTimeout(timer)
    loop.queue.push(task)
  }
  loop.paused.clear()
}
