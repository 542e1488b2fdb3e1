/**
 * What finds a task again, and what it is known by: ids may begin anew with a restart, and then another task answers to
 * an old handle. Times in Unix milliseconds.
 */
import { z } from 'zod'
import type { GenerationRequest, JobHandle } from '../backend.ts'
import { beginningOf, contradicts } from './listedPrompt.ts'
import { type ListedTask, taskId } from './replies.ts'

/** Handles of an older Retake have the id alone. */
export const taskHandle = z.object({
  taskId,
  type: z.string().optional(),
  /** Its beginning. */
  prompt: z.string().optional(),
  /** By our clock: the task was accepted in between. */
  sentAt: z.number().optional(),
  answeredAt: z.number().optional(),
  /** By the clock of the service, where the task was found in its list. */
  createdAt: z.number().optional(),
})
export type TaskHandle = z.infer<typeof taskHandle>

export function handleOfSent(
  task: string,
  { kind, prompt }: Pick<GenerationRequest, 'kind' | 'prompt'>,
  { sentAt, answeredAt }: { readonly sentAt: number; readonly answeredAt: number },
): JobHandle {
  return { taskId: task, type: kind, prompt: beginningOf(prompt), sentAt, answeredAt }
}

/** @param prompt as it was sent */
export function handleOfListed({ task_id, type, created_at }: ListedTask, prompt: string): JobHandle {
  return { taskId: task_id, type, prompt: beginningOf(prompt), createdAt: created_at * 1000 }
}

/** Times come in seconds, perhaps whole ones. */
export const toleranceMs = 2_000

export interface ShownTask {
  readonly type?: string | null | undefined
  readonly prompt?: string | null | undefined
  /** Unix seconds. */
  readonly created_at?: number | null | undefined
}

/** Whether a task with the id of a handle is the one that it was given for. `restarted`: if the service was since. */
export function identityOf(
  shown: ShownTask,
  handle: TaskHandle,
): 'same' | 'another' | 'another if restarted' {
  const { type, prompt, created_at } = shown
  if (type && handle.type && type !== handle.type && isType(type)) return 'another'
  if (prompt && handle.prompt && contradicts(prompt, handle.prompt)) return 'another'
  if (created_at == null) return 'same'
  const createdAt = created_at * 1000
  if (handle.createdAt !== undefined) {
    return Math.abs(createdAt - handle.createdAt) <= toleranceMs ? 'same' : 'another'
  }
  const { sentAt = createdAt, answeredAt = createdAt } = handle
  const isThen = createdAt >= sentAt - toleranceMs && createdAt <= answeredAt + toleranceMs
  return isThen ? 'same' : 'another if restarted'
}

export function isType(type: string): boolean {
  return type === 'image' || type === 'video'
}
