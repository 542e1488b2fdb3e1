/** Asks G-Labs what it has, in an order in which nothing can slip through: first its list, then our books. */
import type { Found, OpenIntent, Sent } from '../backend.ts'
import type { Client } from './client.ts'
import { type Evidence, findTasks } from './find.ts'
import { isWhole, likeness } from './listedPrompt.ts'
import { type ListedTask, parseReply, startOf, statusReply, tasksReply } from './replies.ts'

/** Null when it could not be asked. */
export async function find(
  client: Client,
  readSent: () => Promise<Sent>,
  signal: AbortSignal,
): Promise<Map<string, Found> | null> {
  const listed = await client.get('/api/tasks', signal)
  const askedAt = Date.now()
  // Taken after the list: a restart in between makes it later, never earlier.
  const self = await client.get('/api/health', signal)
  if (!listed.answered || !self.answered || listed.status !== 200) return null
  const list = parseReply(tasksReply, listed.text)
  if (list === null) return null
  const sent = await readSent()
  const whole = await wholePrompts(list.tasks, sent.open, client, signal)
  if (whole === null) return null
  const evidence: Evidence = { tasks: list.tasks, whole, startedAt: startOf(self), askedAt }
  return findTasks(sent, evidence)
}

/** The list cuts prompts; a status may have them whole, and tells apart what only begins alike. Null when it cannot be asked. */
async function wholePrompts(
  tasks: readonly ListedTask[],
  open: readonly OpenIntent[],
  client: Client,
  signal: AbortSignal,
): Promise<Map<string, string> | null> {
  const long = open.filter(({ prompt }) => isWhole(prompt))
  const alike = tasks.filter(({ prompt }) =>
    long.some((intent) => likeness(prompt, intent.prompt) !== 'other'),
  )
  const asked = await Promise.all(
    alike.map(async ({ task_id }) => [task_id, await client.get(`/api/status/${task_id}`, signal)] as const),
  )
  if (asked.some(([, exchange]) => !exchange.answered)) return null
  return new Map(
    asked.flatMap(([id, exchange]): [string, string][] => {
      const shown = exchange.answered ? parseReply(statusReply, exchange.text)?.prompt : undefined
      return shown && isWhole(shown) ? [[id, shown]] : []
    }),
  )
}
