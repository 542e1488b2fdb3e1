/** G-Labs' calls over HTTP, by its published contract, and `/sim/ledger` for whoever counts. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Counter, Env } from './counter.ts'
import type { Call } from './createFaults.ts'
import { disturb } from './disturb.ts'
import type { FaultEffect } from './effect.ts'
import { summarise } from './ledger.ts'
import { healthOf, listOf, statusOf } from './replies.ts'
import { sendFile } from './sendFile.ts'
import { submit } from './submit.ts'

const bodyLimitBytes = 50 * 1024 * 1024

export function createRoutes(counter: Counter): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/sim/ledger', (c) => c.json({ ...summarise(counter.ledger()), entries: counter.ledger() }))
  app.use('/api/*', (_, next) => {
    counter.called()
    return next()
  })
  app.get('/api/health', (c) => {
    return answerTo(c, { place: 'health', task: null }, counter, () => c.json(healthOf(counter)))
  })
  app.get('/api/files/:name', (c) => {
    const file = counter.desk().files.get(c.req.param('name'))
    return answerTo(c, { place: 'download', task: file?.task ?? null }, counter, (effect) => {
      if (file === undefined) return c.json({ error: 'File not found' }, 404)
      return sendFile({ ...file, outgoing: c.env.outgoing }, effect)
    })
  })
  app.use('/api/*', async (c, next) => {
    const { apiKey } = counter
    if (apiKey !== undefined && c.req.header('X-API-Key') !== apiKey) {
      return c.json({ error: 'Invalid or missing API key' }, 401)
    }
    return next()
  })
  const limit = bodyLimit({
    maxSize: bodyLimitBytes,
    onError: (c) => c.json({ error: 'Request Entity Too Large' }, 413),
  })
  app.post('/api/image/generate', limit, (c) => submit(c, 'image', counter))
  app.post('/api/video/generate', limit, (c) => submit(c, 'video', counter))
  addTaskCalls(app, counter)
  return app
}

function addTaskCalls(app: Hono<Env>, counter: Counter): void {
  const { desk } = counter
  app.get('/api/tasks', (c) => {
    return answerTo(c, { place: 'list', task: null }, counter, () => c.json({ tasks: listOf(desk().tasks) }))
  })
  app.get('/api/status/:id', (c) => {
    const task = desk().tasks.get(c.req.param('id')) ?? null
    return answerTo(c, { place: 'status', task }, counter, (effect) => {
      if (effect?.kind === 'forget' && task !== null) desk().forget(task)
      if (task === null || effect?.kind === 'forget') return c.json({ error: 'Task not found' }, 404)
      return c.json(statusOf(task, effect, counter))
    })
  })
  app.post('/api/stop/:id', (c) => {
    const task = desk().tasks.get(c.req.param('id')) ?? null
    return answerTo(c, { place: 'stop', task }, counter, () => {
      const stopped = task !== null && desk().stop(task.id)
      return stopped ? c.json({ status: 'stopped' }) : c.json({ error: 'Task not found' }, 404)
    })
  })
  app.post('/api/stop', (c) => {
    return answerTo(c, { place: 'stop', task: null }, counter, () => {
      for (const id of desk().tasks.keys()) desk().stop(id)
      return c.json({ status: 'stopped' })
    })
  })
}

/** What a fault puts in its place, else the answer itself, which an effect may change. */
function answerTo(
  c: Context<Env>,
  call: Call,
  counter: Counter,
  answer: (effect: FaultEffect | null) => Response | Promise<Response>,
): Response | Promise<Response> {
  const effect = counter.effectOf(call)
  return disturb(c, effect, counter) ?? answer(effect)
}
