/** G-Labs' replies, as far as Retake uses them. */
import { z } from 'zod'
import type { Exchange } from './client.ts'

/** Becomes part of a path: nothing but letters, digits, `-` and `_`, and never empty (a bare stop stops everything). */
export const taskId = z.string().regex(/^[\w-]{1,64}$/)

export const acceptedReply = z.object({ task_id: taskId })

export const statusReply = z.object({
  status: z.string(),
  type: z.string().nullish().catch(null),
  /** Whole, or cut like that of a list. */
  prompt: z.string().nullish().catch(null),
  /** Unix seconds. */
  created_at: z.number().nullish().catch(null),
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

/** No reply has more; lists in lists without end would cost the parser gigabytes. */
const MOST_BRACKETS = 1_000_000

function isAllBrackets(text: string): boolean {
  let count = 0
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1
      if (count > MOST_BRACKETS) return true
    }
  }
  return false
}

/** Null where the text is no JSON or not of this form. */
export function parseReply<Reply>(schema: z.ZodType<Reply>, text: string): Reply | null {
  if (isAllBrackets(text)) return null
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}

/** When the program was started, by our clock, in Unix milliseconds; null where it does not say. */
export function startOf(health: Exchange): number | null {
  const uptime = health.answered ? parseReply(healthReply, health.text)?.uptime : undefined
  return uptime === undefined ? null : Date.now() - uptime * 1000
}
