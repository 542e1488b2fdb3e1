/** A service that answers anything: through the real client, from a real server on loopback. */

import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Backend, JobState } from '../../src/backends/backend.ts'
import { createGlabsBackend } from '../../src/backends/glabs/glabs.ts'
import { request } from '../backends/glabs/request.ts'
import { fuzz } from './support/fuzz.ts'
import { hostileValue, spelled } from './support/hostileJson.ts'
import { hostileText } from './support/hostileText.ts'
import { mutateBytes } from './support/mutateBytes.ts'
import { mutateTree } from './support/mutateTree.ts'
import type { Random } from './support/random.ts'

let server: Server
let answer: (socket: Socket) => void
const sockets = new Set<Socket>()

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    socket.once('data', () => answer(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

const glabsAt = () => {
  const { port } = server.address() as AddressInfo
  return createGlabsBackend({ name: 'desk', url: `http://127.0.0.1:${port}`, apiKey: 'a-secret-key' })
}

/** What G-Labs says when all is well, by what it is asked. */
const GOOD: Readonly<Record<string, unknown>> = {
  start: { task_id: 'abc-1', status: 'pending' },
  check: {
    status: 'completed',
    results: ['http://0.0.0.0:8765/output/a.png'],
    error: null,
    error_code: null,
  },
  failed: { status: 'failed', error: 'Quota', error_code: 429, error_detail: '429: {"retryDelay": "38s"}' },
  health: { status: 'ok', uptime: 12.5, version: '1.2.3', tasks_pending: 0, tasks_running: 1 },
  find: { tasks: [{ task_id: 'abc-1', type: 'image', prompt: 'She waves', created_at: 1.7e9 }] },
}

fuzz('whatever the service answers is a state, a failure with words, or no answer', {
  name: 'replies of G-Labs',
  runs: 300,
  run: async (random) => {
    const glabs = glabsAt()
    answer = answering(random)
    const verb = random.pick(Object.keys(GOOD))
    await withDeadline((signal) => ask(glabs, verb, signal))
  },
})

/** As the engine asks: an answer that does not come is given up by a signal, and that has to end it. */
async function withDeadline(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), 400)
  try {
    await work(controller.signal)
  } catch (error) {
    if (!controller.signal.aborted) throw error
  } finally {
    clearTimeout(timer)
  }
}

async function ask(glabs: Backend, verb: string, signal: AbortSignal): Promise<void> {
  if (verb === 'start') expectState(await glabs.start(request(), { idempotencyKey: 'k', signal }))
  else if (verb === 'health') expectHealth(await glabs.health(signal))
  else if (verb === 'find') await find(glabs, signal)
  else expectState(await glabs.check({ taskId: 'abc-1' }, { signal }))
}

function expectState(state: JobState): void {
  if (state.status === 'failed') {
    const { message, retryAfterMs = 0 } = state.error
    expect(message).toMatch(/\S/)
    expect(retryAfterMs >= 0 && retryAfterMs <= 86_400_000, String(retryAfterMs)).toBe(true)
  } else if (state.status === 'running') {
    expect(JSON.parse(JSON.stringify(state.handle))).toEqual(state.handle)
  } else {
    expect(state.media.length).toBeGreaterThan(0)
    for (const medium of state.media) {
      // Wherever it claims to lie, it is asked for where G-Labs is.
      if (!('url' in medium)) throw new Error('It brings bytes that nobody sent.')
      const { port } = server.address() as AddressInfo
      expect(medium.url.startsWith(`http://127.0.0.1:${port}/`)).toBe(true)
    }
  }
}

function expectHealth(health: Awaited<ReturnType<Backend['health']>>): void {
  if (!health.up) expect(`${health.message} ${health.next}`).toMatch(/\S \S/)
}

async function find(glabs: Backend, signal: AbortSignal): Promise<void> {
  const open = [1, 2].map((n) => ({
    ...{ id: `intent-${n}`, recipe: 'r', prompt: 'She waves', kind: 'image' as const, intendedAt: 1.7e12 },
  }))
  const found = await glabs.find?.(async () => ({ open, others: [], known: [{ taskId: 'abc-9' }] }), signal)
  for (const [id, one] of found ?? []) {
    expect(open.some((intent) => intent.id === id)).toBe(true)
    expect(['found', 'absent', 'unknown']).toContain(one.status)
  }
}

/** One answer for all that is asked in a case. */
function answering(random: Random): (socket: Socket) => void {
  const body = bodyOf(random)
  const head = headOf(random, body.length)
  const isCut = random.oneIn(12)
  return (socket) => {
    if (random.oneIn(60)) return void socket.destroy()
    socket.write(head, 'latin1')
    socket.write(isCut ? body.subarray(0, random.below(body.length + 1)) : body)
    socket.end()
  }
}

function bodyOf(random: Random): Buffer {
  if (random.oneIn(10)) return Buffer.from(hostileText(random))
  if (random.oneIn(10)) return Buffer.from(spelled(hostileValue(random)))
  const value = mutateTree(random.pick(Object.values(GOOD)), random)
  const text = Buffer.from(spelled(random.oneIn(8) ? random.pick(Object.values(GOOD)) : value))
  return random.oneIn(4) ? Buffer.from(mutateBytes(text, random)) : text
}

const STATUSES = ['200 OK', '200 OK', '200 OK', '202', '204 No Content', '301 Moved', '304', '400 Bad', '401', '403'].concat(
  ['404', '413', '429', '500', '502', '503', '504', '522', '530', '599', '600 x', '999 x', '100 Continue', '000 x', '2000', 'x'],
) // biome-ignore format: a list

const HEADERS = [
  ...['Content-Type: application/json', 'Content-Type: text/html', 'Content-Type: \x80\xff', 'Content-Encoding: gzip'],
  ...['Content-Encoding: nonsense', 'Retry-After: 5', 'Retry-After: -1', 'Location: /x'],
  ...['Retry-After: 99999999999999999999999', `Retry-After: ${'9'.repeat(400)}`, 'Retry-After: Sun, 06 Nov 9999 08:49:37 GMT'],
  ...['Retry-After: soon', 'Transfer-Encoding: chunked', 'Content-Length: -5', 'Content-Length: 99999999999', 'Location: //[x'],
  ...['Connection: close', 'Set-Cookie: a=b', 'X: \x00', ' folded: y', ':', `Long: ${'x'.repeat(20_000)}`, 'no colon'],
] // biome-ignore format: a list

function headOf(random: Random, length: number): string {
  const status = random.oneIn(3) ? random.pick(STATUSES) : '200 OK'
  const others = Array.from({ length: random.oneIn(2) ? random.below(3) : 0 }, () => random.pick(HEADERS))
  const own = random.oneIn(6) ? [] : [`Content-Length: ${length}`]
  return `${random.oneIn(60) ? 'HTTP/9.9' : 'HTTP/1.1'} ${status}\r\n${[...others, ...own].join('\r\n')}\r\n\r\n`
}
