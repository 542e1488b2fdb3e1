/** G-Labs' replies, as far as Retake uses them. */
import { z } from 'zod'

/** Becomes part of a path: nothing but letters, digits, `-` and `_`, and never empty (a bare stop stops everything). */
const taskId = z.string().regex(/^[\w-]{1,64}$/)

export const acceptedReply = z.object({ task_id: taskId })

export const taskHandle = z.object({ taskId })

export const statusReply = z.object({
  status: z.string(),
  results: z.array(z.string()).nullish(),
  error_code: z.coerce.number().nullish().catch(null),
  error: z.string().nullish().catch(null),
  error_detail: z.string().nullish().catch(null),
})
export type TaskStatus = z.infer<typeof statusReply>

export const healthReply = z.object({
  status: z.string(),
  /** Seconds. */
  uptime: z.number().optional().catch(undefined),
  version: z.string().optional().catch(undefined),
  tasks_pending: z.number().optional().catch(undefined),
  tasks_running: z.number().optional().catch(undefined),
})

export const tasksReply = z.object({
  tasks: z.array(
    z.object({
      task_id: taskId,
      type: z.string(),
      /** Cut to its first 50 characters. */
      prompt: z.string(),
      /** Unix seconds. */
      created_at: z.number(),
    }),
  ),
})
export type ListedTask = z.infer<typeof tasksReply>['tasks'][number]

/** Null where the text is no JSON or not of this form. */
export function parseReply<Reply>(schema: z.ZodType<Reply>, text: string): Reply | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}
