/** G-Labs' calls over HTTP, by its published contract, and `/sim/ledger` for whoever counts. */
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Desk } from './desk.ts'
import type { FaultEffect } from './fault.ts'
import { type LedgerEntry, summarise } from './ledger.ts'
import { lacksModel, type Order, readOrder } from './order.ts'
import type { Task } from './task.ts'

export interface Counter {
  /** The desk of now: a restart puts an empty one in its place. */
  readonly desk: () => Desk
  readonly apiKey: string | undefined
  /** Unix milliseconds. */
  readonly startedAt: () => number
  /** What result URLs begin with. */
  readonly resultOrigin: () => string
  readonly effectOf: (type: 'image' | 'video', prompt: string) => FaultEffect | null
  readonly ledger: () => readonly LedgerEntry[]
  readonly enter: (entry: Omit<LedgerEntry, 'at' | 'status'>) => void
}

type Env = { Bindings: HttpBindings }

const bodyLimitBytes = 50 * 1024 * 1024

export function createRoutes(counter: Counter): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/api/health', (c) => c.json(healthOf(counter)))
  app.get('/api/files/:name', (c) => {
    const name = c.req.param('name')
    const bytes = counter.desk().files.get(name)
    if (bytes === undefined) return c.json({ error: 'File not found' }, 404)
    const type = name.endsWith('.mp4') ? 'video/mp4' : 'image/png'
    return c.body(Uint8Array.from(bytes).buffer, 200, { 'Content-Type': type })
  })
  app.get('/sim/ledger', (c) => c.json({ ...summarise(counter.ledger()), entries: counter.ledger() }))
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
  app.post('/api/image/generate', limit, (c) => generate(c, 'image', counter))
  app.post('/api/video/generate', limit, (c) => generate(c, 'video', counter))
  app.get('/api/tasks', (c) => c.json({ tasks: listed(counter.desk().tasks) }))
  app.get('/api/status/:id', (c) => {
    const task = counter.desk().tasks.get(c.req.param('id'))
    return task === undefined ? c.json({ error: 'Task not found' }, 404) : c.json(statusOf(task, counter))
  })
  app.post('/api/stop/:id', (c) => {
    const stopped = counter.desk().stop(c.req.param('id'))
    return stopped ? c.json({ status: 'stopped' }) : c.json({ error: 'Task not found' }, 404)
  })
  app.post('/api/stop', (c) => {
    for (const id of counter.desk().tasks.keys()) counter.desk().stop(id)
    return c.json({ status: 'stopped' })
  })
  return app
}

async function generate(c: Context<Env>, type: 'image' | 'video', counter: Counter): Promise<Response> {
  const text = await c.req.text()
  const order = readOrder(type, text)
  if (order === null) return c.json({ error: 'Empty body' }, 400)
  const refuse = (httpStatus: number) => counter.enter(entryOf(order, null, httpStatus))
  const effect = counter.effectOf(type, order.prompt)
  if (effect?.kind === 'answer') {
    refuse(effect.status)
    const contentType = effect.contentType ?? 'application/json'
    return new Response(effect.text, { status: effect.status, headers: { 'Content-Type': contentType } })
  }
  if (effect?.kind === 'drop-before-accept') {
    refuse(0)
    return drop(c)
  }
  if (type === 'video' && lacksModel(text)) {
    refuse(400)
    return c.json({ error: 'MISSING_MODEL' }, 400)
  }
  const task = counter.desk().accept(order, effect)
  const dropped = effect?.kind === 'drop-after-accept'
  counter.enter(entryOf(order, task.id, dropped ? 0 : 202))
  if (dropped) return drop(c)
  const poll = `/api/status/${task.id}`
  return c.json({ task_id: task.id, status: 'pending', message: 'Task queued', poll_url: poll }, accepted)
}

const accepted: ContentfulStatusCode = 202

/** The client sees its socket close; the answer goes nowhere. */
function drop(c: Context<Env>): Response {
  c.env.incoming.socket.destroy()
  return c.body(null, 204)
}

function entryOf(order: Order, taskId: string | null, httpStatus: number) {
  const { type, prompt, model, mode, references } = order
  return { type, prompt, taskId, httpStatus, references: references.length, model, mode }
}

function healthOf({ desk, startedAt }: Counter) {
  const statuses = [...desk().tasks.values()].map(({ state }) => state.status)
  return {
    status: 'ok',
    server: 'G-Labs Webhook',
    uptime: (Date.now() - startedAt()) / 1000,
    tasks_pending: statuses.filter((status) => status === 'pending').length,
    tasks_running: statuses.filter((status) => status === 'running').length,
  }
}

/** Newest first, at most 50, prompts cut to 50 characters. */
function listed(tasks: ReadonlyMap<string, Task>) {
  const newest = [...tasks.values()].slice(-50).reverse()
  return newest.map(({ id, type, state, prompt, createdAt }) => ({
    task_id: id,
    type,
    status: state.status,
    prompt: Array.from(prompt).slice(0, 50).join(''),
    created_at: createdAt / 1000,
  }))
}

function statusOf({ id, type, prompt, createdAt, state }: Task, { resultOrigin }: Counter) {
  const task = { task_id: id, type, status: state.status, prompt, created_at: createdAt / 1000 }
  if (state.status === 'completed') {
    const results = state.files.map((file) => `${resultOrigin()}/api/files/${encodeURIComponent(file)}`)
    return { ...task, completed_at: state.at / 1000, results }
  }
  if (state.status !== 'failed') return task
  return { ...task, error_code: state.code, error: state.error, error_detail: state.detail }
}
