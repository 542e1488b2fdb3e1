/** Whether G-Labs takes the key: the task list needs it, and costs nothing. */
import type { Access } from '../backend.ts'
import type { Client } from './client.ts'
import { adviceFor, saidBy } from './failures.ts'
import { parseReply, tasksReply } from './replies.ts'

export async function access(client: Client, hasKey: boolean, signal: AbortSignal): Promise<Access> {
  const exchange = await client.get('/api/tasks', signal)
  const isList =
    exchange.answered && exchange.status === 200 && parseReply(tasksReply, exchange.text) !== null
  if (isList)
    return { ok: true, message: hasKey ? 'the key is accepted' : 'no key is set, and none is asked for' }
  const next = adviceFor(exchange) ?? 'see that GLABS_URL is the address of G-Labs, and restart G-Labs'
  const key = hasKey ? 'with the key that is set' : 'no key is set'
  return { ok: false, message: `${key}: ${saidBy(exchange)}`, next }
}
