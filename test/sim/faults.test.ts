/** When faults strike, and those that are no answers: lost sockets, lost tasks, absences. */
import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { createFaults } from '../../sim/createFaults.ts'
import type { Fault } from '../../sim/fault.ts'
import { startSim } from '../../sim/startSim.ts'
import { finished, image, post, replyOf, sim, statusOf, taskOf, video } from './client.ts'

const refused = { kind: 'fail', errorCode: 400, error: 'no' } as const

function struck(when: Fault['when'], calls: number, prompt = 'a kitchen'): number[] {
  const effectOf = createFaults([{ when, effect: refused }])
  const numbers = Array.from({ length: calls }, (_, index) => index + 1)
  return numbers.filter(() => effectOf({ place: 'submit', task: { type: 'image', prompt } }) !== null)
}

test.each<[string, Fault['when'], number[]]>([
  ['always', {}, [1, 2, 3, 4, 5, 6]],
  ['at the nth call', { nth: 3 }, [3]],
  ['at every nth', { every: 2 }, [2, 4, 6]],
  ['so many times', { times: 2 }, [1, 2]],
  ['so many times at every nth', { every: 2, times: 1 }, [2]],
  ['for a part of the prompt', { prompt: 'kitchen' }, [1, 2, 3, 4, 5, 6]],
  ['not for another prompt', { prompt: 'garden' }, []],
  ['not for another type', { type: 'video' }, []],
])('a fault strikes %s', (_name, when, expected) => {
  expect(struck(when, 6)).toEqual(expected)
})

test('a rate strikes about that share, the same calls for the same seed', () => {
  const some = struck({ rate: 0.25 }, 1000)
  expect(some.length).toBeGreaterThan(200)
  expect(some.length).toBeLessThan(300)
  expect(struck({ rate: 0.25 }, 1000)).toEqual(some)
  expect(struck({ rate: 0.25, seed: 2 }, 1000)).not.toEqual(some)
  expect([struck({ rate: 0 }, 10), struck({ rate: 1 }, 3)]).toEqual([[], [1, 2, 3]])
})

test('faults at different places strike the same task', async () => {
  const server = await sim({
    faults: [
      { when: { prompt: 'kitchen' }, effect: { kind: 'late', factor: 2 } },
      {
        when: { prompt: 'kitchen', times: 1 },
        effect: { kind: 'answer', on: 'status', status: 500, text: '{}' },
      },
      { when: { type: 'image' }, effect: { kind: 'wrong-file', file: 'empty' } },
    ],
  })
  const id = await taskOf(server, image, { prompt: 'a kitchen' })
  expect((await fetch(`${server.url}/api/status/${id}`)).status).toBe(500)
  const { results } = await finished(server, id)
  expect(await (await fetch(results[0] ?? '')).text()).toBe('')
})

test('other faults can be set while it runs', async () => {
  const server = await sim({ faults: [{ when: {}, effect: refused }] })
  expect(await finished(server, await taskOf(server, image, { prompt: 'p' }))).toMatchObject({
    status: 'failed',
  })
  server.setFaults([])
  expect(await finished(server, await taskOf(server, image, { prompt: 'p' }))).toMatchObject({
    status: 'completed',
  })
})

test.each(['status', 'download', 'list', 'health', 'stop'] as const)(
  'a socket is dropped at %s',
  async (on) => {
    const server = await sim({ faults: [{ when: { times: 1 }, effect: { kind: 'drop', on } }] })
    const paths = {
      status: '/api/status/0a1b2c3d',
      download: '/api/files/a.png',
      list: '/api/tasks',
      health: '/api/health',
      stop: '/api/stop/0a1b2c3d',
    }
    const call = () => fetch(`${server.url}${paths[on]}`, { method: on === 'stop' ? 'POST' : 'GET' })
    await expect(call()).rejects.toThrow('fetch failed')
    expect((await call()).status).toBeLessThan(500)
  },
)

test('one POST accepted twice makes two tasks, both paid; the client hears of the first', async () => {
  const server = await sim({ faults: [{ when: {}, effect: { kind: 'twice' } }] })
  const id = await taskOf(server, image, { prompt: 'p' })
  const { tasks } = await replyOf(fetch(`${server.url}/api/tasks`))
  expect(tasks).toHaveLength(2)
  expect(server.ledger()).toMatchObject([{ taskId: id, isTwin: false }, { isTwin: true }])
  expect(await replyOf(fetch(`${server.url}/sim/ledger`))).toMatchObject({ posts: 1, accepted: 2, images: 2 })
})

test('a late task takes so many times its latency', async () => {
  const latencyMs = { image: 20, video: 20 }
  const server = await sim({ latencyMs, faults: [{ when: {}, effect: { kind: 'late', factor: 15 } }] })
  const before = performance.now()
  await finished(server, await taskOf(server, image, { prompt: 'p' }))
  expect(performance.now() - before).toBeGreaterThan(290)
})

test('a stuck task runs until it is released; it can be stopped', async () => {
  const server = await sim({ faults: [{ when: { prompt: 'stuck' }, effect: { kind: 'stuck' } }] })
  const stuck = await taskOf(server, image, { prompt: 'stuck' })
  const stopped = await taskOf(server, image, { prompt: 'stuck too' })
  await finished(server, await taskOf(server, image, { prompt: 'p' }))
  expect(await statusOf(server, stuck)).toMatchObject({ status: 'running' })
  await post(server, `/api/stop/${stopped}`, {})
  expect(await statusOf(server, stopped)).toMatchObject({ status: 'failed', error_code: 499 })
  server.release()
  expect(await finished(server, stuck)).toMatchObject({ status: 'completed' })
})

test.each([true, false])(
  'an answer that is held comes with the release; accepted meanwhile: %s',
  async (accepted) => {
    let calls = 0
    const faults = [{ when: { prompt: 'held' }, effect: { kind: 'hold', accepted } as const }]
    const server = await sim({ faults, onCall: () => calls++ })
    const held = post(server, image, { prompt: 'held' })
    await vi.waitUntil(() => calls > 0)
    await finished(server, await taskOf(server, image, { prompt: 'p' }))
    expect(server.ledger().map(({ prompt }) => prompt)).toEqual(accepted ? ['held', 'p'] : ['p'])
    server.release()
    expect((await held).status).toBe(202)
    expect(server.ledger()).toHaveLength(2)
  },
)

test('counted ids begin anew with a restart', async () => {
  const server = await sim({ ids: 'counted' })
  const ids = [await taskOf(server, image, { prompt: 'p' }), await taskOf(server, image, { prompt: 'p' })]
  server.restart()
  expect([...ids, await taskOf(server, image, { prompt: 'p' })]).toEqual(['00000001', '00000002', '00000001'])
})

test('the ledger and a plain picture name the references that it was made of, by their SHA-256', async () => {
  const server = await sim()
  const bytes = Buffer.alloc(200, 3)
  const hash = createHash('sha256').update(bytes).digest('hex')
  const id = await taskOf(server, image, { prompt: 'p', reference_images: [bytes.toString('base64')] })
  const { results } = await finished(server, id)
  expect(server.ledger()).toMatchObject([{ referenceHashes: [hash] }])
  expect(await (await fetch(results[0] ?? '')).text()).toContain(`${id} ${hash}`)
})

test('one task is forgotten: 404 and off the list, the others stay', async () => {
  const server = await sim({ faults: [{ when: { prompt: 'lost', nth: 2 }, effect: { kind: 'forget' } }] })
  const lost = await taskOf(server, image, { prompt: 'lost' })
  const kept = await taskOf(server, image, { prompt: 'kept' })
  const codes = []
  for (let asked = 0; asked < 3; asked += 1)
    codes.push((await fetch(`${server.url}/api/status/${lost}`)).status)
  expect(codes).toEqual([200, 404, 404])
  expect(await finished(server, kept)).toMatchObject({ status: 'completed' })
  expect((await replyOf(fetch(`${server.url}/api/tasks`))).tasks).toHaveLength(1)
})

test('a desktop that leaves refuses connections, and has its tasks when it comes back', async () => {
  const server = await sim()
  const id = await taskOf(server, image, { prompt: 'p' })
  await server.leave()
  const refusedBy = await fetch(server.url).catch((error: Error) => error.cause)
  expect(refusedBy).toMatchObject({ code: 'ECONNREFUSED' })
  await server.comeBack()
  expect(await finished(server, id)).toMatchObject({ status: 'completed' })
})

test.each([
  [false, 200],
  [true, 404],
])('away in the middle of a call, then back by itself; forgets: %s', async (forgets, expected) => {
  const effect = { kind: 'away', on: 'status', forMs: 5, forgets } as const
  const server = await sim({ faults: [{ when: { times: 1 }, effect }] })
  const id = await taskOf(server, image, { prompt: 'p' })
  await expect(statusOf(server, id)).rejects.toThrow('fetch failed')
  const ask = () => fetch(`${server.url}/api/status/${id}`).catch(() => null)
  await expect.poll(async () => (await ask())?.status).toBe(expected)
})

test('a tunnel’s page can stand for one call alone, with a stated wait', async () => {
  const effect = { kind: 'answer', status: 429, text: '{}', retryAfter: '7' } as const
  const server = await sim({ faults: [{ when: { type: 'video', nth: 1 }, effect }] })
  expect((await post(server, image, { prompt: 'p' })).status).toBe(202)
  const answer = await post(server, video, { prompt: 'p', model: 'veo_31_fast' })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
})

test('closed while it is away, it does not come back', async () => {
  const effect = { kind: 'away', on: 'health', forMs: 0, forgets: false } as const
  const server = await startSim({ faults: [{ when: {}, effect }] })
  await fetch(`${server.url}/api/health`).catch(() => null)
  await server.close()
  await new Promise((resolve) => setImmediate(resolve))
  expect(await fetch(server.url).catch((error: Error) => error.cause)).toMatchObject({ code: 'ECONNREFUSED' })
})
