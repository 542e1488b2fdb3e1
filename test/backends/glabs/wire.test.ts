/** Every failure of the contract as it comes over the wire, and the whole of what the engine is told. */
import { expect, onTestFinished, test } from 'vitest'
import type { FaultEffect } from '../../../sim/effect.ts'
import { type FailureCause, languages, taskFailure } from '../../../sim/failureTexts.ts'
import { httpError, tunnelPage } from '../../../sim/httpAnswers.ts'
import { startSim } from '../../../sim/startSim.ts'
import type { Backend, BackendError, JobState } from '../../../src/backends/backend.ts'
import { createGlabsBackend } from '../../../src/backends/glabs/glabs.ts'
import { request } from './request.ts'

const signal = new AbortController().signal

async function desk(effect: FaultEffect, apiKey?: string) {
  const sim = await startSim({ pictures: 'plain', faults: [{ when: {}, effect }] })
  onTestFinished(() => sim.close())
  return { sim, glabs: createGlabsBackend({ name: 'desk', url: sim.url, apiKey }) }
}

const send = (glabs: Backend) => glabs.start(request(), { idempotencyKey: 'k', signal })

async function ended(glabs: Backend): Promise<JobState> {
  let state = await send(glabs)
  while (state.status === 'running') state = await glabs.check(state.handle, { signal })
  return state
}

function errorOf(state: JobState): BackendError {
  if (state.status !== 'failed') throw new Error(`It did not fail: ${JSON.stringify(state)}`)
  return state.error
}

type Told = Omit<BackendError, 'message'>
const refused: Told = { errorType: 'content_policy', retryable: false }
const final: Told = { errorType: 'api_error', retryable: false }
const again: Told = { errorType: 'api_error', retryable: true }
const late: Told = { errorType: 'timeout', retryable: true }
const throttled: Told = { ...again, rateLimited: true }
const paid = { mayHaveBeenPaid: true }

const tasks: [FailureCause, Told][] = [
  ['refused', refused],
  ['refused-upstream', refused],
  ['invalid-argument', again],
  ['signed-out', final],
  ['not-allowed', final],
  ['no-access', { errorType: 'model not available', retryable: false }],
  ['quota', throttled],
  ['quota-with-wait', { ...throttled, retryAfterMs: 2_000 }],
  ['stopped', final],
  ['internal', again],
  ['bad-gateway', again],
  ['unavailable', again],
  ['gateway-timeout', late],
  ['no-accounts', again],
  ['no-prompt', final],
  ['no-result', late],
  ['timed-out', late],
]

/** Causes whose only marker is a text of the program itself: in another language they are an api_error, sent again. */
const englishOnly: readonly FailureCause[] = ['no-prompt', 'no-result', 'timed-out']

test.each(tasks)('a task that fails by %s, in every language', async (cause, told) => {
  for (const language of languages) {
    const failure = taskFailure(cause, language)
    const { sim, glabs } = await desk({ kind: 'fail', ...failure })
    const { message, ...rest } = errorOf(await ended(glabs))
    expect(rest).toEqual(language !== 'en' && englishOnly.includes(cause) ? again : told)
    expect(message).toContain(failure.error)
    expect(sim.ledger()).toHaveLength(1)
  }
})

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString()
const plainTunnel = (status: number) =>
  ({ kind: 'answer', status, text: `error code: ${status}`, contentType: 'text/plain' }) as const

const posts: [string, FaultEffect, Told, string][] = [
  ['400', httpError(400), final, 'Empty body'],
  ['401', httpError(401), { ...final, stopsAll: true }, 'Invalid or missing API key'],
  ['403', httpError(403), { ...final, stopsAll: true }, 'Webhook requires MAX plan'],
  ['404', httpError(404), final, 'Not found'],
  ['413', httpError(413), final, 'Request Entity Too Large'],
  ['500', httpError(500), again, 'Internal server error'],
  ['429 without a wait', httpError(429), throttled, 'Too many requests'],
  [
    '429 with seconds',
    { ...httpError(429), retryAfter: '7' },
    { ...throttled, retryAfterMs: 7_000 },
    'Too many',
  ],
  [
    '429 with a date gone by',
    { ...httpError(429), retryAfter: inSeconds(-60) },
    { ...throttled, retryAfterMs: 0 },
    '429',
  ],
  ['429 with nonsense', { ...httpError(429), retryAfter: 'soon' }, throttled, '429'],
  ['a tunnel’s 502', tunnelPage(502), { errorType: 'connection refused', retryable: false, ...paid }, '502'],
  ['a tunnel’s 521', tunnelPage(521), { errorType: 'connection refused', retryable: true }, '521'],
  ['a tunnel’s 522', tunnelPage(522), { errorType: 'connection refused', retryable: false, ...paid }, '522'],
  ['a tunnel’s 523', tunnelPage(523), { errorType: 'connection refused', retryable: true }, '523'],
  ['a tunnel’s 530', tunnelPage(530), { errorType: 'connection refused', retryable: true }, '530'],
  [
    'a tunnel’s 530 in plain text',
    plainTunnel(530),
    { errorType: 'connection refused', retryable: true },
    'error code: 530',
  ],
  ['a 502 of G-Labs itself', httpError(502), again, 'Error 502'],
  [
    'a socket lost before',
    { kind: 'drop-before-accept' },
    { errorType: 'connection refused', retryable: false, ...paid },
    'did not answer',
  ],
  [
    'a socket lost after',
    { kind: 'drop-after-accept' },
    { errorType: 'connection refused', retryable: false, ...paid },
    'did not answer',
  ],
]

test.each(posts)('a POST that meets %s is told whole and sent once', async (_name, effect, told, words) => {
  const { sim, glabs } = await desk(effect)
  const { message, ...rest } = errorOf(await send(glabs))
  expect(rest).toEqual(told)
  expect(message).toContain(words)
  expect(sim.ledger()).toHaveLength(1)
})

test('429 with a date to come: the wait is what is left until then', async () => {
  const { glabs } = await desk({ ...httpError(429), retryAfter: inSeconds(60) })
  const { retryAfterMs = 0 } = errorOf(await send(glabs))
  expect(retryAfterMs).toBeGreaterThan(50_000)
  expect(retryAfterMs).toBeLessThanOrEqual(60_000)
})

const away: Told = { errorType: 'connection refused', retryable: true }

const questions: [string, FaultEffect, Told | 'running', string][] = [
  ['a tunnel’s page', tunnelPage(502, 'status'), away, '502'],
  ['a plain tunnel', { ...plainTunnel(530), on: 'status' }, away, 'error code: 530'],
  [
    'a sign-in page',
    { kind: 'answer', on: 'status', status: 200, text: '<html>', contentType: 'text/html' },
    away,
    '200',
  ],
  ['a lost socket', { kind: 'drop', on: 'status' }, away, 'did not answer'],
  ['a forgotten task', { kind: 'forget' }, { ...again, ...paid }, 'may have been paid'],
  ['a wrong key', httpError(401, 'status'), { ...final, keepHandle: true }, 'GLABS_API_KEY'],
  ['a stumble', httpError(500, 'status'), 'running', ''],
  ['too many questions', { ...httpError(429, 'status'), retryAfter: '3' }, 'running', ''],
]

test.each(questions)('a question after a task that meets %s', async (_name, effect, told, words) => {
  const { sim, glabs } = await desk(effect)
  const first = await send(glabs)
  if (first.status !== 'running') throw new Error('It was not accepted.')
  const state = await glabs.check(first.handle, { signal })
  expect(sim.ledger()).toHaveLength(1)
  if (told === 'running') return expect(state).toEqual(first)
  const { message, ...rest } = errorOf(state)
  expect(rest).toEqual(told)
  expect(message).toContain(words)
})

test('a shortened prompt in the status and a foreign origin of the result change nothing', async () => {
  for (const effect of [
    { kind: 'short-prompt' },
    { kind: 'foreign-origin', origin: 'http://0.0.0.0:1' },
  ] as const) {
    const { sim, glabs } = await desk(effect)
    const media = [{ url: expect.stringContaining(`${sim.url}/api/files/`) }]
    expect(await ended(glabs)).toMatchObject({ status: 'done', media })
  }
})

test('a task accepted twice: the one we know is ours, the other fits no open intent', async () => {
  const { glabs } = await desk({ kind: 'twice' })
  const intendedAt = Date.now()
  const first = await send(glabs)
  if (first.status !== 'running') throw new Error('It was not accepted.')
  const open = [{ id: 'i', recipe: 'r', prompt: request().prompt, kind: 'image', intendedAt }] as const
  const found = await glabs.find?.(async () => ({ open, others: [], known: [first.handle] }), signal)
  const twin = found?.get('i')
  expect(twin?.status === 'found' && twin.handle).not.toEqual(first.handle)
})

test.each([
  ['a tunnel’s page', tunnelPage(530, 'health'), '530'],
  ['a lost socket', { kind: 'drop', on: 'health' } as const, 'did not answer'],
  ['another program', { kind: 'answer', on: 'health', status: 200, text: 'hello' } as const, 'hello'],
])('health that meets %s is down, with what to do', async (_name, effect, words) => {
  const { glabs } = await desk(effect)
  expect(await glabs.health(signal)).toEqual({
    up: false,
    message: expect.stringContaining(words),
    next: expect.stringContaining('GLABS_URL'),
  })
})

test('a look-up that fails in the middle leaves the matter open', async () => {
  for (const effect of [
    tunnelPage(502, 'list'),
    { kind: 'drop', on: 'list' },
    { kind: 'answer', on: 'list', status: 200, text: '{"tasks":' },
  ] as const) {
    const { glabs } = await desk(effect)
    const open = [{ id: 'i', recipe: 'r', prompt: 'p', kind: 'image', intendedAt: Date.now() }] as const
    expect(await glabs.find!(async () => ({ open, others: [], known: [] }), signal)).toBeNull()
  }
})

test('a desktop that is away: nothing was sent', async () => {
  const { sim, glabs } = await desk({ kind: 'stuck' })
  await sim.leave()
  const { message, ...rest } = errorOf(await send(glabs))
  expect(rest).toEqual(away)
  expect(message).toContain('ECONNREFUSED')
  await sim.comeBack()
  expect(await glabs.health(signal)).toMatchObject({ up: true })
})
