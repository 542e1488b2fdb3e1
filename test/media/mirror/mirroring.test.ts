/** Many objects on one line: when they are repeated, how long, and when it ends. The other end is a real HTTP server. */
import { expect, test } from 'vitest'
import { MirrorFailure } from '../../../src/media/mirror/mirrorFailure.ts'
import { proxyTarget } from '../../../src/media/mirror/proxyTarget.ts'
import { sending, several } from './sending.ts'
import { type Reply, uploadProxy } from './uploadProxy.ts'

const PUBLIC = 'https://cdn.example/a.png'

async function proxied(reply: (count: number, path: string) => Reply) {
  let count = 0
  const proxy = await uploadProxy(({ path }) => {
    count += 1
    return reply(count, path)
  })
  const target = proxyTarget({ url: proxy.url, method: 'PUT', token: undefined })
  return { target, taken: proxy.taken }
}

test('what does not come is given up when nothing has arrived for the wait, each with its reason', async () => {
  const target = proxyTarget({ url: 'http://127.0.0.1:9/upload', method: 'PUT', token: undefined })
  const { mirroring } = sending(target, { waitMs: 300 })
  for (const object of several(5)) mirroring.offer(object)
  const { failed, uploaded } = await mirroring.drain()
  expect(uploaded).toBe(0)
  expect(failed).toHaveLength(5)
  for (const { reason } of failed) expect(reason).toMatch(/ECONNREFUSED/)
})

test('a service that takes all bytes and keeps none is given up too: what is sent again is no progress', async () => {
  const { target, taken } = await proxied(() => ({ status: 500 }))
  const { mirroring } = sending(target, { waitMs: 2_000 })
  for (const object of several(2, 1_100_000)) mirroring.offer(object)
  const { failed } = await mirroring.drain()
  expect(failed.map(({ reason }) => reason)).toEqual(Array(2).fill(expect.stringMatching(/HTTP 500/)))
  expect(taken.length).toBeGreaterThan(3)
})

test('one that always fails holds up no other', async () => {
  const objects = several(6)
  const { target } = await proxied((_, path) =>
    path.includes(objects[0]!.sha256) ? { status: 500 } : { body: PUBLIC },
  )
  const { mirroring } = sending(target, { waitMs: 300 })
  for (const object of objects) mirroring.offer(object)
  const { uploaded, failed } = await mirroring.drain()
  expect(uploaded).toBe(5)
  expect(failed).toMatchObject([{ object: objects[0], reason: expect.stringMatching(/HTTP 500/) }])
})

test('the longest pause that was asked for is kept, whoever fails after it', async () => {
  const times: number[] = []
  const { target } = await proxied((count) => {
    times.push(performance.now())
    if (count === 1) return { status: 503, headers: { 'retry-after': '1' } }
    return count <= 4 ? { status: 503 } : { body: PUBLIC }
  })
  const { mirroring } = sending(target)
  for (const object of several(4)) mirroring.offer(object)
  await expect(mirroring.drain()).resolves.toMatchObject({ uploaded: 4 })
  expect(times[4]! - times[0]!).toBeGreaterThanOrEqual(990)
})

test('four that fail together are one failure: the pause is the first one', async () => {
  const times: number[] = []
  const { target } = await proxied((count) => {
    times.push(performance.now())
    return count <= 4 ? { status: 503 } : { body: PUBLIC }
  })
  const { mirroring, seen } = sending(target, { pauseMs: 200, longestPauseMs: 60_000 })
  for (const object of several(4)) mirroring.offer(object)
  await mirroring.drain()
  expect(times[4]! - times[3]!).toBeLessThan(1_000)
  expect(seen.troubles).toHaveLength(1)
})

test('a command that was stopped before sends nothing', async () => {
  const { target, taken } = await proxied(() => ({ body: PUBLIC }))
  const { mirroring } = sending(target, { signal: AbortSignal.abort() })
  for (const object of several(3)) mirroring.offer(object)
  const { failed } = await mirroring.drain()
  expect(failed).toHaveLength(3)
  expect(taken).toEqual([])
})

test('what is to be done first is repeated until it is done, and then not again', async () => {
  const { target } = await proxied(() => ({ body: PUBLIC }))
  let tries = 0
  const prepare = async () => {
    tries += 1
    if (tries < 3) throw new MirrorFailure('passing', 'not yet')
  }
  const { mirroring } = sending(target, { prepare, atOnce: 1 })
  for (const object of several(5)) mirroring.offer(object)
  await expect(mirroring.drain()).resolves.toMatchObject({ uploaded: 5, failed: [] })
  expect(tries).toBe(3)
})

test('a store that cannot remember is no failure of the mirror: it is thrown', async () => {
  const { target } = await proxied(() => ({ body: PUBLIC }))
  const remember = async () => {
    throw new Error('disk full')
  }
  const { mirroring } = sending(target, { remember })
  for (const object of several(3)) mirroring.offer(object)
  await expect(mirroring.drain()).rejects.toThrow('disk full')
})
