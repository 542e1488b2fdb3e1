/** A task of the simulated program and how it can stand. */
import type { FaultEffect } from './effect.ts'
import { type Language, type TaskFailure, taskFailure } from './failureTexts.ts'

/** Times in Unix milliseconds. */
export interface Task {
  readonly id: string
  readonly type: 'image' | 'video'
  readonly prompt: string
  readonly aspectRatio: string
  /** How long a clip was asked for. */
  readonly seconds: number
  readonly createdAt: number
  state: TaskState
}

export type TaskState =
  | { readonly status: 'pending' | 'running' }
  | { readonly status: 'completed'; readonly at: number; readonly files: readonly string[] }
  | { readonly status: 'failed'; readonly code: number; readonly error: string; readonly detail: string }

export function isOver({ state }: Task): boolean {
  return state.status === 'completed' || state.status === 'failed'
}

export function failed({ errorCode, error }: TaskFailure, detail = `${errorCode}: ${error}`): TaskState {
  return { status: 'failed', code: errorCode, error, detail }
}

/** Why this task is accepted and will fail, or null. */
export function doomOf(prompt: string, effect: FaultEffect | null, language: Language): TaskState | null {
  if (effect?.kind === 'fail') return failed(effect, effect.errorDetail)
  return prompt === '' ? failed(taskFailure('no-prompt', language)) : null
}
