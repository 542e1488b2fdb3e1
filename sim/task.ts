/** A task of the simulated program and how it can stand. */
import type { FaultEffect } from './fault.ts'

/** Times in Unix milliseconds. */
export interface Task {
  readonly id: string
  readonly type: 'image' | 'video'
  readonly prompt: string
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

export function failed(code: number, error: string, detail = `${code}: ${error}`): TaskState {
  return { status: 'failed', code, error, detail }
}

/** Why this task is accepted and will fail, or null. */
export function doomOf(prompt: string, effect: FaultEffect | null): TaskState | null {
  if (effect?.kind === 'fail') return failed(effect.errorCode, effect.error, effect.errorDetail)
  return prompt === '' ? failed(0, 'Missing required field: prompt') : null
}
