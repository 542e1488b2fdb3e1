/** The state of a run loop: what is ready, under way, or waiting for another attempt, and who does it. Decides nothing. */
import type { AdoptContext } from './adopt.ts'
import type { OnRunEvent } from './events.ts'
import type { Graph } from './graph.ts'
import type { UnknownPolicy } from './inDoubt.ts'
import type { RunContext } from './jobContext.ts'
import type { Instance, Lane, Waits } from './lane.ts'
import type { Resolution } from './resolution.ts'
import type { RetryPauses } from './retry.ts'
import type { Node } from './state.ts'
import { startsBefore, type Task } from './task.ts'
import { type TaskQueues, taskQueues } from './taskQueues.ts'

export interface RunOptions {
  readonly resolution: Resolution
  readonly graph: Graph
  readonly job: Omit<RunContext, 'onSubmitted'>
  readonly adopt: AdoptContext
  /** Who does the jobs. */
  readonly instances: readonly Instance[]
  /** Jobs at once in all. */
  readonly concurrency: number
  readonly waits: Waits
  readonly retry: RetryPauses
  readonly unknown: UnknownPolicy
  /** Reads the picks that somebody made meanwhile; false when there are none. */
  takeUpPicks(): Promise<boolean>
  readonly onEvent: OnRunEvent
}

export interface RunEnd {
  /** Jobs that the service took, or may have taken. */
  readonly submitted: number
  /** Jobs that it may have sent, and that only the next run can ask about. */
  readonly unanswered: number
  /** What ended the run early, if anything did. */
  readonly stoppedBy: 'interrupt' | 'limit' | 'backend' | 'access' | 'throttle' | null
}

export interface Loop extends RunOptions {
  readonly job: RunContext
  readonly lanes: Lane[]
  readonly queues: TaskQueues
  /** Slots not settled yet, by node. */
  readonly open: Map<Node, number>
  readonly paused: Map<Task, NodeJS.Timeout>
  submitted: number
  stoppedBy: RunEnd['stoppedBy']
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
    lanes: [],
    queues: taskQueues((a, b) => startsBefore(a, b, heights)),
    open: new Map(),
    paused: new Map(),
    submitted: 0,
    stoppedBy: null,
    failure: null,
    wake: () => {},
  }
  return loop
}

/** Queues a task after a pause. */
export function pauseTask(loop: Loop, task: Task, pauseMs: number): void {
  const timer = setTimeout(() => {
    loop.paused.delete(task)
    loop.queues.push(task)
    loop.wake()
  }, pauseMs)
  loop.paused.set(task, timer)
}

/** Nothing more is sent; what is under way goes on. The first reason counts, but an interrupt outdoes all. */
export function halt(loop: Loop, by: NonNullable<RunEnd['stoppedBy']>): void {
  loop.stoppedBy = by === 'interrupt' ? by : (loop.stoppedBy ?? by)
  for (const [task, timer] of loop.paused) {
    clearTimeout(timer)
    loop.queues.push(task)
  }
  loop.paused.clear()
}

/** Says something by the way. */
export function note(loop: Pick<Loop, 'onEvent'>, message: string): void {
  loop.onEvent({ type: 'note', message: message.trim() })
}

/** The store, the disk or a part of ours failed: what is under way is let end, then the error is told. */
export function breakOff(loop: Loop, error: unknown): void {
  loop.failure ??= { error }
  halt(loop, 'interrupt')
}
