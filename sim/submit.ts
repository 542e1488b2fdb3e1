/** A POST that asks for a picture or a clip: read, disturbed or accepted, and written into the ledger either way. */
import type { Context } from 'hono'
import type { Counter, Env } from './counter.ts'
import { disturb, drop } from './disturb.ts'
import type { FaultEffect } from './effect.ts'
import { lacksModel, type Order, readOrder } from './order.ts'

export async function submit(c: Context<Env>, type: Order['type'], counter: Counter): Promise<Response> {
  const text = await c.req.text()
  const order = readOrder(type, text)
  if (order === null) return c.json({ error: 'Empty body' }, 400)
  const effect = counter.effectOf({ place: 'submit', task: order })
  const instead = disturb(c, effect, counter)
  if (instead !== null) {
    counter.enter(entryOf(order, null, effect?.kind === 'answer' ? effect.status : 0))
    return instead
  }
  if (type === 'video' && lacksModel(text)) {
    counter.enter(entryOf(order, null, 400))
    return c.json({ error: 'MISSING_MODEL' }, 400)
  }
  if (effect?.kind === 'hold' && !effect.accepted) await counter.desk().released()
  return accept(c, order, effect, counter)
}

async function accept(
  c: Context<Env>,
  order: Order,
  effect: FaultEffect | null,
  counter: Counter,
): Promise<Response> {
  const task = counter.desk().accept(order, effect)
  const dropped = effect?.kind === 'drop-after-accept'
  counter.enter(entryOf(order, task.id, dropped ? 0 : 202))
  if (effect?.kind === 'twice') {
    counter.enter({ ...entryOf(order, counter.desk().accept(order, null).id, 202), isTwin: true })
  }
  if (dropped) return drop(c)
  if (effect?.kind === 'hold' && effect.accepted) await counter.desk().released()
  const poll = `/api/status/${task.id}`
  return c.json({ task_id: task.id, status: 'pending', message: 'Task queued', poll_url: poll }, 202)
}

function entryOf(order: Order, taskId: string | null, httpStatus: number) {
  const { type, prompt, model, mode, references, referenceHashes } = order
  const made = { references: references.length, referenceHashes, model, mode }
  return { type, prompt, taskId, httpStatus, ...made, isTwin: false }
}
