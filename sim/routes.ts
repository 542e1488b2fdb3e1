/** G-Labs' calls over HTTP, by its published contract, and `/sim/ledger` for whoever counts. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Counter, Env } from './counter.ts'
import type { Call } from './createFaults.ts'
import { disturb } from './disturb.ts'
import { summarise } from './ledger.ts'
import { healthOf, listOf, statusOf } from './replies.ts'
import { sendFile } from './sendFile.ts'
import { submit } from './submit.ts'

const bodyLimitBytes = 50 * 1024 * 1024

export function createRoutes(counter: Counter): Hono<Env> {
  const app = new Hono<Env>()
  /** Any fault, then the answer. */
  const answering = (
    c: Context<Env>,
    call: Call,
    answer: (effect: ReturnType<Counter['effectOf']>) => Response | Promise<Response>,
  ) => {
    const effect = counter.effectOf(call)
    return disturb(c, effect, counter) ?? answer(effect)
  }
  app.get('/sim/ledger', (c) => c.json({ ...summarise(counter.ledger()), entries: counter.ledger() }))
  app.get('/api/health', (c) => {
    return answering(c, { place: 'health', task: null }, () => c.json(healthOf(counter)))
  })
  app.get('/api/files/:name', (c) => {
    const file = counter.desk().files.get(c.req.param('name'))
    return answering(c, { place: 'download', task: file?.task ?? null }, (effect) => {
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
  app.get('/api/tasks', (c) => {
    return answering(c, { place: 'list', task: null }, () => c.json({ tasks: listOf(counter.desk().tasks) }))
  })
  app.get('/api/status/:id', (c) => {
    const task = counter.desk().tasks.get(c.req.param('id')) ?? null
    return answering(c, { place: 'status', task }, (effect) => {
      if (effect?.kind === 'forget' && task !== null) counter.desk().forget(task)
      if (task === null || effect?.kind === 'forget') return c.json({ error: 'Task not found' }, 404)
      return c.json(statusOf(task, effect, counter))
    })
  })
  addStops(app, counter)
  return app
}

function addStops(app: Hono<Env>, { desk }: Counter): void {
  app.post('/api/stop/:id', (c) => {
    const stopped = desk().stop(c.req.param('id'))
    return stopped ? c.json({ status: 'stopped' }) : c.json({ error: 'Task not found' }, 404)
  })
  app.post('/api/stop', (c) => {
    for (const id of desk().tasks.keys()) desk().stop(id)
    return c.json({ status: 'stopped' })
  })
}
