import { expect, test } from 'vitest'
import { flaky, refusal } from '../../sim/fault.ts'
import { finished, image, post, reference, replyOf, sim, statusOf, taskOf, video } from './client.ts'

test('a still is accepted, made and served', async () => {
  const server = await sim()
  const id = await taskOf(server, image, { prompt: 'a kitchen', aspect_ratio: '9:16' })
  const status = await finished(server, id)
  expect(status).toMatchObject({ task_id: id, type: 'image', status: 'completed', prompt: 'a kitchen' })
  expect(status.created_at).toBeLessThanOrEqual(Date.now() / 1000)
  const file = await fetch(status.results[0] ?? '')
  expect(file.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await file.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG')
})

test('one clip file comes for each resolution, one upscaled file without its base for a still', async () => {
  const server = await sim()
  const clip = { prompt: 'p', model: 'veo_31_fast', resolution: ['720p', '1080p'] }
  expect((await finished(server, await taskOf(server, video, clip))).results).toHaveLength(2)
  const still = await finished(server, await taskOf(server, image, { prompt: 'p', upscale: ['4K'] }))
  expect(still.results).toEqual([expect.stringContaining('_4K.png')])
})

test('some file names hold a % and are served under the URL as it was given', async () => {
  const server = await sim()
  const ids = await Promise.all(Array.from({ length: 24 }, () => taskOf(server, image, { prompt: 'p' })))
  const urls = (await Promise.all(ids.map((id) => finished(server, id)))).flatMap(({ results }) => results)
  expect(urls.some((url) => url.includes('%25'))).toBe(true)
  for (const url of urls) expect((await fetch(url)).status).toBe(200)
})

test('no two tasks give the same bytes, plain or drawn', async () => {
  for (const pictures of ['plain', 'drawn'] as const) {
    const server = await sim({ pictures })
    const ids = await Promise.all([1, 2, 3].map(() => taskOf(server, image, { prompt: 'p' })))
    const done = await Promise.all(ids.map((id) => finished(server, id)))
    const files = await Promise.all(done.map(async ({ results }) => (await fetch(results[0] ?? '')).text()))
    expect(new Set(files).size).toBe(3)
  }
})

test('a key is asked for on everything but health and files', async () => {
  const server = await sim({ apiKey: 'secret' })
  expect((await post(server, image, { prompt: 'p' })).status).toBe(401)
  expect(await (await fetch(`${server.url}/api/tasks`)).json()).toEqual({
    error: 'Invalid or missing API key',
  })
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
  expect((await fetch(`${server.url}/api/files/none.png`)).status).toBe(404)
  expect((await post(server, image, { prompt: 'p' }, { 'X-API-Key': 'secret' })).status).toBe(202)
  expect(server.ledger()).toHaveLength(1)
})

test('an empty body is 400, a video without a model 400, a body over 50 MB 413', async () => {
  const server = await sim()
  const empty = await post(server, image, '')
  expect([empty.status, await empty.json()]).toEqual([400, { error: 'Empty body' }])
  const modelless = await post(server, video, { prompt: 'p' })
  expect([modelless.status, await modelless.json()]).toEqual([400, { error: 'MISSING_MODEL' }])
  expect((await post(server, image, 'x'.repeat(50 * 1024 * 1024 + 1))).status).toBe(413)
})

test('a missing prompt is accepted and then fails', async () => {
  const server = await sim()
  expect(await finished(server, await taskOf(server, image, { model: 'nano_banana_2' }))).toMatchObject({
    status: 'failed',
    error_code: 0,
    error: 'Missing required field: prompt',
  })
})

test('unknown models, ratios and modes are replaced, small and linked references dropped, all without a word', async () => {
  const server = await sim()
  const tiny = `data:image/png;base64,${Buffer.alloc(99).toString('base64')}`
  const link = 'https://example.com/a.png'
  await taskOf(server, image, { prompt: 'p', model: 'dall-e', reference_images: [reference, tiny, link] })
  const clip = { prompt: 'p', model: 'sora', mode: 'first_frame', reference_images: [reference] }
  await taskOf(server, video, clip)
  await taskOf(server, video, { ...clip, mode: 'start_image' })
  expect(server.ledger()).toMatchObject([
    { model: 'nano_banana_2', references: 1 },
    { model: 'veo_31_fast', mode: 'text_to_video', references: 0 },
    { model: 'veo_31_fast', mode: 'start_image', references: 1 },
  ])
})

test('the task list is newest first, at most 50, with prompts of 50 characters', async () => {
  const server = await sim()
  for (let index = 0; index < 52; index += 1)
    await taskOf(server, image, { prompt: `${index} ${'ä'.repeat(80)}` })
  const { tasks } = await replyOf(fetch(`${server.url}/api/tasks`))
  expect(tasks).toHaveLength(50)
  expect(tasks[0]?.prompt).toBe(`51 ${'ä'.repeat(47)}`)
})

test('only the last 200 finished tasks are kept', async () => {
  const server = await sim({ width: 50 })
  const ids: string[] = []
  for (let index = 0; index < 201; index += 1) ids.push(await taskOf(server, image, { prompt: 'p' }))
  await Promise.all(ids.slice(1).map((id) => finished(server, id)))
  expect((await fetch(`${server.url}/api/status/${ids[0]}`)).status).toBe(404)
  expect((await fetch(`${server.url}/api/status/${ids[1]}`)).status).toBe(200)
})

test('after a restart a known task answers 404 and the uptime starts again', async () => {
  const server = await sim()
  const id = await taskOf(server, image, { prompt: 'p' })
  await finished(server, id)
  server.restart()
  expect((await fetch(`${server.url}/api/status/${id}`)).status).toBe(404)
  expect((await replyOf(fetch(`${server.url}/api/health`))).uptime).toBeLessThan(5)
  expect(server.ledger()).toMatchObject([{ taskId: id, status: 'lost' }])
})

test('no more than `width` tasks run at once; a stopped one fails with 499', async () => {
  const server = await sim({ width: 2, latencyMs: { image: 3_600_000, video: 0 } })
  const ids = await Promise.all([1, 2, 3].map(() => taskOf(server, image, { prompt: 'p' })))
  const health = await (await fetch(`${server.url}/api/health`)).json()
  expect(health).toMatchObject({ status: 'ok', tasks_running: 2, tasks_pending: 1 })
  expect((await post(server, `/api/stop/${ids[2]}`, {})).status).toBe(200)
  expect(await statusOf(server, ids[2] ?? '')).toMatchObject({ status: 'failed', error_code: 499 })
})

test('a refusal strikes every task with its text, a flaky one only the first', async () => {
  const server = await sim({ faults: [refusal('forbidden'), flaky('wobbly')] })
  const run = async (prompt: string) => finished(server, await taskOf(server, image, { prompt }))
  const refused = { status: 'failed', error_code: 400, error: expect.stringContaining('UNSAFE_GENERATION') }
  expect(await run('a forbidden word')).toMatchObject(refused)
  expect(await run('a forbidden word')).toMatchObject(refused)
  expect(await run('a wobbly table')).toMatchObject({ status: 'failed', error_code: 503 })
  expect(await run('a wobbly table')).toMatchObject({ status: 'completed' })
  expect(await run('a table')).toMatchObject({ status: 'completed' })
})

test('a socket dropped before accepting leaves no task, one dropped after it does', async () => {
  const server = await sim({
    faults: [
      { when: { nth: 1 }, effect: { kind: 'drop-before-accept' } },
      { when: { nth: 1, type: 'image' }, effect: { kind: 'drop-after-accept' } },
      {
        when: { nth: 1 },
        effect: { kind: 'answer', status: 403, text: '{"error":"Webhook requires MAX plan"}' },
      },
    ],
  })
  await expect(post(server, image, { prompt: 'one' })).rejects.toThrow('fetch failed')
  await expect(post(server, image, { prompt: 'two' })).rejects.toThrow('fetch failed')
  expect((await post(server, image, { prompt: 'three' })).status).toBe(403)
  const ledger = await replyOf(fetch(`${server.url}/sim/ledger`))
  expect(ledger).toMatchObject({ posts: 3, accepted: 1, refused: 2, images: 1, videos: 0 })
  expect(ledger.entries.map(({ httpStatus }) => httpStatus)).toEqual([0, 0, 403])
})
