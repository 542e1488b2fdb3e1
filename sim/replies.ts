/** The program, its tasks and one task, as G-Labs tells of them. Times in Unix seconds. */
import type { Counter } from './counter.ts'
import type { FaultEffect } from './effect.ts'
import type { Task } from './task.ts'

export function healthOf({ desk, startedAt }: Counter) {
  const statuses = [...desk().tasks.values()].map(({ state }) => state.status)
  return {
    status: 'ok',
    server: 'G-Labs Webhook',
    uptime: (Date.now() - startedAt()) / 1000,
    tasks_pending: statuses.filter((status) => status === 'pending').length,
    tasks_running: statuses.filter((status) => status === 'running').length,
  }
}

/** Newest first, at most 50. */
export function listOf(tasks: ReadonlyMap<string, Task>) {
  const newest = [...tasks.values()].slice(-50).reverse()
  return newest.map(({ id, type, state, prompt, createdAt }) => ({
    task_id: id,
    type,
    status: state.status,
    prompt: beginningOf(prompt),
    created_at: createdAt / 1000,
  }))
}

export function statusOf(task: Task, effect: FaultEffect | null, counter: Counter) {
  const { id, type, createdAt, state } = task
  const prompt = effect?.kind === 'short-prompt' ? beginningOf(task.prompt) : task.prompt
  const told = { task_id: id, type, status: state.status, prompt, created_at: createdAt / 1000 }
  if (state.status === 'completed') {
    const origin = effect?.kind === 'foreign-origin' ? effect.origin : counter.resultOrigin()
    const results = state.files.map((file) => `${origin}/api/files/${encodeURIComponent(file)}`)
    return { ...told, completed_at: state.at / 1000, results }
  }
  if (state.status !== 'failed') return told
  return { ...told, error_code: state.code, error: state.error, error_detail: state.detail }
}

/** The first 50 characters, as the task list has them. */
function beginningOf(prompt: string): string {
  return Array.from(prompt).slice(0, 50).join('')
}
