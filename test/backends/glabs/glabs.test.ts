import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { refusal } from '../../../sim/fault.ts'
import { type SimOptions, startSim } from '../../../sim/startSim.ts'
import type { Backend, JobState } from '../../../src/backends/backend.ts'
import { createGlabsBackend } from '../../../src/backends/glabs/glabs.ts'
import { drawStill } from '../../../src/backends/sketch/drawStill.ts'
import { input, png, request } from './request.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

const signal = new AbortController().signal
const key = 'a-secret-key'

async function simulated(options: SimOptions = {}) {
  const sim = await startSim({ pictures: 'plain', apiKey: key, ...options })
  closers.push(sim.close)
  return { sim, glabs: createGlabsBackend({ name: 'desk', url: `${sim.url}/`, apiKey: key }) }
}

const send = (glabs: Backend, changes = {}) => glabs.start(request(changes), { idempotencyKey: 'k', signal })

async function finish(glabs: Backend, first: JobState): Promise<JobState> {
  let state = first
  while (state.status === 'running') state = await glabs.check(state.handle, { signal })
  return state
}

async function download(state: JobState): Promise<Buffer> {
  const media = state.status === 'done' ? state.media[0] : undefined
  if (media === undefined || !('url' in media)) throw new Error(JSON.stringify(state))
  const response = await fetch(media.url)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

/** Answers each connection by `serve`; counts the POSTs that arrive whole or in part. */
async function rawServer(serve: (socket: Socket, text: string) => void) {
  let posts = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => sockets.delete(socket))
    let text = ''
    socket.on('data', (chunk) => {
      const before = text
      text += chunk.toString('latin1')
      posts += text.split('POST ').length - before.split('POST ').length
      const head = text.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (head >= 0 && text.length >= head + 4 + length) serve(socket, text)
    })
  })
  const url = await listening(server)
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url, posts: () => posts, glabs: createGlabsBackend({ name: 'raw', url, apiKey: key }) }
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}

async function answering(status: number, text: string, headers: Record<string, string> = {}) {
  let posts = 0
  const server = createHttpServer((incoming, outgoing) => {
    if (incoming.method === 'POST') posts += 1
    incoming.resume().on('end', () => outgoing.writeHead(status, headers).end(text))
  })
  const url = await listening(server)
  closers.push(() => server.close())
  return { posts: () => posts, glabs: createGlabsBackend({ name: 'desk', url, apiKey: key }) }
}

test('a still with references is sent, made and downloaded', async () => {
  const { sim, glabs } = await simulated({ pictures: 'drawn' })
  const reference = await drawStill({ title: 'r', prompt: 'r', seed: 1, aspectRatio: '1:1', references: [] })
  const first = await send(glabs, { inputs: [input('reference', reference), input('reference', png(2))] })
  expect(first).toMatchObject({ status: 'running' })
  expect((await download(await finish(glabs, first))).toString('latin1', 1, 4)).toBe('PNG')
  expect(sim.ledger()).toMatchObject([{ references: 2, model: 'nano_banana_2', status: 'completed' }])
})

test('a clip from a start frame is sent, made and downloaded', async () => {
  const { sim, glabs } = await simulated()
  const state = await finish(
    glabs,
    await send(glabs, { kind: 'video', inputs: [input('start frame', png(1))] }),
  )
  expect((await download(state)).toString('latin1', 4, 8)).toBe('ftyp')
  expect(sim.ledger()).toMatchObject([{ type: 'video', mode: 'start_image', references: 1 }])
})

test('results come from the configured address, whatever origin they name, with every % as it was', async () => {
  const { sim, glabs } = await simulated({ resultOrigin: 'http://0.0.0.0:8765' })
  const names: string[] = []
  for (let index = 0; index < 20; index += 1) {
    const state = await finish(glabs, await send(glabs))
    await download(state)
    if (state.status === 'done') names.push(JSON.stringify(state.media))
  }
  expect(names.every((name) => name.includes(`"${sim.url}/api/files/`))).toBe(true)
  expect(names.some((name) => name.includes('%25'))).toBe(true)
})

test('a socket dropped after the POST: exactly one POST, and it may have been paid', async () => {
  const raw = await rawServer((socket) => socket.destroy())
  expect(await send(raw.glabs, { inputs: [input('reference', png(1, 300_000))] })).toMatchObject({
    status: 'failed',
    error: { errorType: 'connection refused', retryable: false, mayHaveBeenPaid: true },
  })
  expect(raw.posts()).toBe(1)
})

test('an answer cut off in the middle: exactly one POST, and it may have been paid', async () => {
  const raw = await rawServer((socket) => {
    socket.end(
      'HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"task_id":"0a',
    )
  })
  expect(await send(raw.glabs)).toMatchObject({
    status: 'failed',
    error: { errorType: 'connection refused', mayHaveBeenPaid: true },
  })
  expect(raw.posts()).toBe(1)
})

test('nobody listens, or the name does not exist: nothing was sent', async () => {
  const { glabs, sim } = await simulated()
  await sim.close()
  closers.splice(0)
  const nowhere = createGlabsBackend({ name: 'n', url: 'http://desk.invalid:8765', apiKey: undefined })
  for (const backend of [glabs, nowhere]) {
    const state = await send(backend)
    expect(state).toMatchObject({ error: { errorType: 'connection refused', retryable: true } })
    expect(JSON.stringify(state)).not.toContain('mayHaveBeenPaid')
    expect(await backend.health(signal)).toMatchObject({
      up: false,
      next: expect.stringContaining('GLABS_URL'),
    })
    const check = await backend.check({ taskId: '0a1b2c3d' }, { signal })
    expect(check).toMatchObject({ error: { errorType: 'connection refused', retryable: true } })
  }
})

const html = { 'Content-Type': 'text/html' }
const answers: [number, string, Record<string, string>, object][] = [
  [400, '{"error":"Empty body"}', {}, { errorType: 'api_error', retryable: false }],
  [401, '{"error":"Invalid or missing API key"}', {}, { errorType: 'api_error', retryable: false }],
  [403, '{"error":"Webhook requires MAX plan"}', {}, { errorType: 'api_error', retryable: false }],
  [404, '{"error":"Not found"}', {}, { errorType: 'api_error', retryable: false }],
  [413, '', {}, { errorType: 'api_error', retryable: false }],
  [429, '{"error":"slow"}', { 'Retry-After': '7' }, { rateLimited: true, retryAfterMs: 7000 }],
  [500, '{"error":"oops"}', {}, { errorType: 'api_error', retryable: true }],
  [502, '<html>cloudflared</html>', html, { errorType: 'connection refused', mayHaveBeenPaid: true }],
  [521, '<html></html>', html, { errorType: 'connection refused', retryable: true }],
  [522, '<html></html>', html, { errorType: 'connection refused', mayHaveBeenPaid: true }],
  [523, '<html></html>', html, { errorType: 'connection refused', retryable: true }],
  [530, '<!doctype html>', {}, { errorType: 'connection refused', retryable: true }],
  [504, '<html></html>', html, { errorType: 'timeout', mayHaveBeenPaid: true }],
  [202, 'accepted!', {}, { errorType: 'api_error', retryable: false, mayHaveBeenPaid: true }],
  [202, '{"task_id":"../stop"}', {}, { errorType: 'api_error', mayHaveBeenPaid: true }],
  [307, '', { Location: '/elsewhere' }, { errorType: 'api_error', retryable: false }],
]

test.each(answers)(
  'a POST answered by %i %s is sent once and told as what it is',
  async (status, text, headers, expected) => {
    const { glabs, posts } = await answering(status, text, headers)
    const state = await send(glabs)
    expect(state).toMatchObject({ status: 'failed', error: expected })
    expect(posts()).toBe(1)
    const words = /"error":"([^"]+)"/.exec(text)?.[1] ?? String(status)
    expect(state.status === 'failed' && state.error.message).toContain(words)
    expect(JSON.stringify(state)).not.toContain(key)
  },
)

test('a wrong key is told with the name of the setting, never with the key', async () => {
  const { sim } = await simulated()
  const glabs = createGlabsBackend({ name: 'desk', url: sim.url, apiKey: 'wrong-key' })
  const state = await send(glabs)
  expect(JSON.stringify(state)).toMatch(/GLABS_API_KEY/)
  expect(JSON.stringify(state)).not.toContain('wrong-key')
})

test('a refused prompt is a content_policy failure with the service’s own words', async () => {
  const { glabs } = await simulated({ faults: [refusal('forbidden')] })
  const state = await finish(glabs, await send(glabs, { prompt: 'a forbidden thing' }))
  const message = expect.stringContaining('refused by the safety filter')
  expect(state).toMatchObject({
    status: 'failed',
    error: { errorType: 'content_policy', retryable: false, message },
  })
})

test('a reference that cannot be sent fails before any POST', async () => {
  const { sim, glabs } = await simulated()
  const state = await send(glabs, { inputs: [input('reference', png(1, 50))] })
  expect(state).toMatchObject({ status: 'failed', error: { errorType: 'api_error', retryable: false } })
  expect(sim.ledger()).toEqual([])
})

test('an aborted signal throws and sends nothing', async () => {
  const { sim, glabs } = await simulated()
  const aborted = AbortSignal.abort(new Error('stopped'))
  await expect(glabs.start(request(), { idempotencyKey: 'k', signal: aborted })).rejects.toThrow('stopped')
  expect(sim.ledger()).toEqual([])
})

test('after a restart of the program the task is gone and may have been paid', async () => {
  const { sim, glabs } = await simulated()
  const state = await send(glabs)
  sim.restart()
  expect(await finish(glabs, state)).toMatchObject({
    error: {
      errorType: 'api_error',
      mayHaveBeenPaid: true,
      message: expect.stringContaining('the task is gone'),
    },
  })
})

test('health tells what waits; a cancelled job is stopped alone', async () => {
  const { glabs } = await simulated({ width: 1, latencyMs: { image: 3_600_000, video: 0 } })
  const [first, second] = [await send(glabs), await send(glabs)]
  expect(await glabs.health(signal)).toEqual({ up: true, pending: 1, running: 1 })
  if (second.status !== 'running' || first.status !== 'running') throw new Error('not accepted')
  await glabs.cancel?.(second.handle)
  expect(await finish(glabs, second)).toMatchObject({ status: 'failed', error: { retryable: false } })
  expect(await glabs.check(first.handle, { signal })).toMatchObject({ status: 'running' })
  await expect(glabs.cancel?.({ taskId: '' })).rejects.toThrow()
})

test('a job whose answer was lost is found again, one never sent is absent or, soon after a start, unknown', async () => {
  const { sim, glabs } = await simulated({
    faults: [{ when: { nth: 1 }, effect: { kind: 'drop-after-accept' } }],
  })
  const intendedAt = Date.now()
  expect(await send(glabs)).toMatchObject({ error: { mayHaveBeenPaid: true } })
  const intent = { recipe: 'r', prompt: request().prompt, kind: 'image', intendedAt } as const
  const open = [
    { id: 'a', ...intent },
    { id: 'b', ...intent, recipe: 'q', prompt: 'x' },
  ]
  const readSent = async () => ({ open, others: [], known: [] })
  const answers = await glabs.find?.(readSent, signal)
  expect(answers?.get('a')).toMatchObject({ status: 'found', handle: { taskId: sim.ledger()[0]?.taskId } })
  expect(answers?.get('b')).toEqual({ status: 'unknown' })
  await sim.close()
  closers.splice(0)
  expect(await glabs.find?.(readSent, signal)).toBeNull()
})
