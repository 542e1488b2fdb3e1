/** The contract page, row by row, as a plain client sees the simulator. */
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { FaultEffect } from '../../sim/effect.ts'
import { type FailureCause, failures, languages, taskFailure } from '../../sim/failureTexts.ts'
import { httpError, httpErrors, tunnelPage, tunnelStatuses } from '../../sim/httpAnswers.ts'
import { finished, image, post, reference, replyOf, sim, statusOf, taskOf, video } from './client.ts'

const always = (effect: FaultEffect) => ({ faults: [{ when: {}, effect }] })
const long = { latencyMs: { image: 3_600_000, video: 3_600_000 } }

test('health: status, server, uptime in seconds, tasks that wait and run', async () => {
  const server = await sim()
  const health = await replyOf(fetch(`${server.url}/api/health`))
  expect(health).toEqual({
    status: 'ok',
    server: 'G-Labs Webhook',
    uptime: expect.any(Number),
    tasks_pending: 0,
    tasks_running: 0,
  })
  expect(health.uptime).toBeLessThan(60)
})

test.each([image, video])('POST %s: 202 with a task id of 8 hex digits and where to ask', async (path) => {
  const server = await sim(long)
  const response = await post(server, path, { prompt: 'p', model: 'veo_31_fast' })
  const reply = await replyOf(response)
  expect(response.status).toBe(202)
  expect(reply.task_id).toMatch(/^[0-9a-f]{8}$/)
  const poll = `/api/status/${reply.task_id}`
  expect(reply).toEqual({
    task_id: reply.task_id,
    status: 'pending',
    message: expect.any(String),
    poll_url: poll,
  })
})

test('status: a task is pending, then running', async () => {
  const server = await sim({ ...long, width: 1 })
  const ids = [await taskOf(server, image, { prompt: 'p' }), await taskOf(server, image, { prompt: 'p' })]
  const states = await Promise.all(ids.map(async (id) => (await statusOf(server, id)).status))
  expect(states).toEqual(['running', 'pending'])
})

test('status: a completed task names its results and its times in Unix seconds', async () => {
  const server = await sim()
  const id = await taskOf(server, image, { prompt: 'p' })
  expect(await finished(server, id)).toEqual({
    ...{ task_id: id, type: 'image', status: 'completed', prompt: 'p' },
    ...{
      created_at: expect.closeTo(Date.now() / 1000, -2),
      completed_at: expect.closeTo(Date.now() / 1000, -2),
    },
    results: [expect.stringMatching(new RegExp(`^${server.url}/api/files/[^/]+\\.png$`))],
  })
})

test.each([
  [image, 'image/png', '.png'],
  [video, 'video/mp4', '.mp4'],
])('files: a result of %s is %s by header and by name', async (path, type, extension) => {
  const server = await sim({ apiKey: 'k' })
  const headers = { 'X-API-Key': 'k' }
  const accepted = await replyOf(post(server, path, { prompt: 'p', model: 'veo_31_fast' }, headers))
  const ask = () => replyOf(fetch(`${server.url}/api/status/${accepted.task_id}`, { headers }))
  let status = await ask()
  while (status.status !== 'completed') status = await ask()
  const url = status.results[0] ?? ''
  expect(url.endsWith(extension)).toBe(true)
  expect((await fetch(url)).headers.get('content-type')).toBe(type)
})

test('tasks: newest first, at most 50, prompts cut to 50 characters, times in Unix seconds', async () => {
  const server = await sim(long)
  for (let index = 0; index < 51; index += 1)
    await taskOf(server, image, { prompt: `${index} ${'y'.repeat(60)}` })
  const { tasks } = await replyOf(fetch(`${server.url}/api/tasks`))
  expect(tasks).toHaveLength(50)
  expect(tasks[0]).toEqual({
    ...{ task_id: expect.any(String), type: 'image', status: 'pending', prompt: `50 ${'y'.repeat(47)}` },
    created_at: expect.closeTo(Date.now() / 1000, -2),
  })
})

test('the prompt of a status is whole, or shortened where that is asked for', async () => {
  const prompt = 'z'.repeat(70)
  const server = await sim({ faults: [{ when: { nth: 2 }, effect: { kind: 'short-prompt' } }] })
  const id = await taskOf(server, image, { prompt })
  const asked = await Promise.all([statusOf(server, id), statusOf(server, id), statusOf(server, id)])
  const lengths = asked.map((status) => ('prompt' in status ? String(status.prompt).length : 0))
  expect(lengths.sort()).toEqual([50, 70, 70])
})

test('stop: ends one task; a bare stop ends all', async () => {
  const server = await sim(long)
  const ids = await Promise.all([1, 2, 3].map(() => taskOf(server, image, { prompt: 'p' })))
  const states = () => Promise.all(ids.map(async (id) => (await statusOf(server, id)).status))
  await post(server, `/api/stop/${ids[0]}`, {})
  expect(await states()).toEqual(['failed', 'running', 'running'])
  await post(server, '/api/stop', {})
  expect(await states()).toEqual(['failed', 'failed', 'failed'])
})

test('references: a data URI, raw base64 and {data} are taken, at most 10; a URL and under 100 bytes are dropped', async () => {
  const server = await sim(long)
  const raw = reference.slice(reference.indexOf(',') + 1)
  const sent = [
    [reference, raw, { data: raw }],
    Array.from({ length: 12 }, () => raw),
    ['https://example.com/avatar.png', Buffer.alloc(99).toString('base64')],
  ]
  for (const reference_images of sent) await taskOf(server, image, { prompt: 'p', reference_images })
  expect(server.ledger().map(({ references }) => references)).toEqual([3, 10, 0])
})

test.each([
  ['text_to_video', 0],
  ['start_image', 1],
  ['start_end_image', 2],
  ['components', 3],
  ['an unknown one', 0],
])('video mode %s takes %i references', async (mode, references) => {
  const server = await sim(long)
  const reference_images = [reference, reference, reference, reference]
  await taskOf(server, video, { prompt: 'p', model: 'veo_31_fast', mode, reference_images })
  expect(server.ledger()).toMatchObject([{ references }])
})

test.each([
  ['1:2', 256, 144],
  ['3:4', 48, 64],
])(
  'an image of ratio %s is %i × %i: an unknown ratio is replaced silently',
  async (aspect_ratio, width, height) => {
    const server = await sim()
    const { results } = await finished(server, await taskOf(server, image, { prompt: 'p', aspect_ratio }))
    const picture = sharp(Buffer.from(await (await fetch(results[0] ?? '')).arrayBuffer()))
    expect(await picture.metadata()).toMatchObject({ width, height })
  },
)

test.each([
  [image, 'nano_banana_9', 'nano_banana_2'],
  [image, 'nano_banana_pro', 'nano_banana_pro'],
  [video, 'veo_4', 'veo_31_fast'],
  [video, 'veo_31_lite_relaxed', 'veo_31_lite_relaxed'],
])('POST %s with model %s is made by %s', async (path, model, made) => {
  const server = await sim(long)
  await taskOf(server, path, { prompt: 'p', model })
  expect(server.ledger()).toMatchObject([{ model: made }])
})

test.each([...httpErrors])(
  'transport: %i is answered with its text instead of a task',
  async (status, text) => {
    const server = await sim(always(httpError(status)))
    const response = await post(server, image, { prompt: 'p' })
    expect([response.status, await response.json()]).toEqual([status, { error: text }])
    expect(server.ledger()).toMatchObject([{ taskId: null, httpStatus: status, status: 'refused' }])
  },
)

test.each(tunnelStatuses)('a tunnel: %i is a page of HTML at every call', async (status) => {
  const server = await sim(always(tunnelPage(status)))
  const calls = ['/api/health', '/api/tasks', '/api/status/0a1b2c3d', '/api/files/a.png']
  const answers = await Promise.all([
    ...calls.map((path) => fetch(`${server.url}${path}`)),
    post(server, image, { prompt: 'p' }),
  ])
  for (const answer of answers) {
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await answer.text()).toMatch(/^<!DOCTYPE html>/)
  }
})

const causes = Object.keys(failures) as FailureCause[]

test.each(causes)('a task fails by %s: with its code, in every language', async (cause) => {
  for (const language of languages) {
    const { errorCode, error } = taskFailure(cause, language)
    const server = await sim(always({ kind: 'fail', errorCode, error }))
    expect(await finished(server, await taskOf(server, image, { prompt: 'p' }))).toMatchObject({
      ...{ status: 'failed', error_code: errorCode, error, error_detail: `${errorCode}: ${error}` },
    })
  }
})

test('every code of the page has a failure', () => {
  const codes = new Set(causes.map((cause) => failures[cause].code))
  expect([...codes].sort((a, b) => a - b)).toEqual([0, 400, 401, 403, 429, 499, 500, 502, 503, 504])
})

test('the program’s own texts come in its language', async () => {
  const server = await sim({ language: 'vi' })
  const failed = await finished(server, await taskOf(server, image, {}))
  expect(failed).toMatchObject({ error_code: 0, error: taskFailure('no-prompt', 'vi').error })
})
