/** The backend `glabs`: one desktop with G-Labs. Sends a paid request exactly once and never repeats it. */
import { release } from 'node:os'
import type { Backend, BackendError, Expectation, GenerationRequest, Health, JobState } from '../backend.ts'
import { access } from './access.ts'
import { durationOf, fieldsOf, postBody, sentInputs } from './body.ts'
import { check } from './check.ts'
import { type Client, createClient } from './client.ts'
import { UnusableReference } from './dataUri.ts'
import { find } from './evidence.ts'
import { answerOf, failureOfPost } from './failures.ts'
import { glabsModels, textOf } from './models.ts'
import { acceptedReply, healthReply, parseReply } from './replies.ts'
import { supports } from './supports.ts'
import { handleOfSent, taskHandle } from './taskHandle.ts'
import { windowsSide } from './windowsSide.ts'

/**
 * `url` without a path: `http://127.0.0.1:8765`. Without a key G-Labs answers 401.
 * @param options `urlSetting`: where a person sets that address
 */
export function createGlabsBackend(options: {
  name: string
  url: string
  apiKey: string | undefined
  urlSetting?: string
}): Backend {
  const client = createClient(options)
  return {
    name: options.name,
    type: 'glabs',
    hasSeeds: false,
    suggestedConcurrency: 5,
    health: (signal) => health(client, options.urlSetting ?? 'GLABS_URL', signal),
    access: (signal) => access(client, options.apiKey !== undefined, signal),
    normalise,
    models: (kind) => glabsModels[kind],
    expects,
    supports,
    start: (request, { signal }) => start(client, request, signal),
    check: (handle, { signal }) => check(client, handle, signal),
    find: (readSent, signal) => find(client, readSent, signal),
    // The id is checked to be one: a bare stop would stop everything on the machine. Whether it helped, `check` tells.
    cancel: async (handle) => {
      await client.post(`/api/stop/${taskHandle.parse(handle).taskId}`, '{}')
    },
  }
}

function normalise(request: GenerationRequest): Readonly<Record<string, unknown>> {
  const references = sentInputs(request).map(({ media }) => media.sha256)
  return { kind: request.kind, ...fieldsOf(request), references }
}

/** As it is sent: defaults included. */
function expects(request: GenerationRequest): Expectation {
  const [width = 0, height = 1] = textOf(fieldsOf(request).aspect_ratio).split(':').map(Number)
  const aspectRatio = width / height
  return request.kind === 'image' ? { aspectRatio } : { aspectRatio, durationMs: durationOf(request) * 1000 }
}

async function start(client: Client, request: GenerationRequest, signal: AbortSignal): Promise<JobState> {
  const body = await postBody(request).catch((cause: unknown) => {
    if (cause instanceof UnusableReference) return cause
    throw cause
  })
  signal.throwIfAborted()
  if (typeof body !== 'string') {
    const error: BackendError = { errorType: 'api_error', message: body.message, retryable: false }
    return { status: 'failed', error }
  }
  const sentAt = Date.now()
  const exchange = await client.post(`/api/${request.kind}/generate`, body, signal)
  const accepted =
    exchange.answered && exchange.status < 300 ? parseReply(acceptedReply, exchange.text) : null
  if (accepted === null) return { status: 'failed', error: failureOfPost(exchange) }
  const times = { sentAt, answeredAt: Date.now() }
  return { status: 'running', handle: handleOfSent(accepted.task_id, request, times) }
}

async function health(client: Client, urlSetting: string, signal: AbortSignal): Promise<Health> {
  const exchange = await client.get('/api/health', signal)
  const reply = exchange.answered && exchange.status === 200 ? parseReply(healthReply, exchange.text) : null
  if (reply === null) {
    const next = `start G-Labs, or set ${urlSetting} to where it runs, or try without it: --backend sketch`
    const message = `G-Labs is not at ${client.baseUrl}: ${answerOf(exchange)}`
    return { up: false, message, next: windowsSide(client.baseUrl, release()) ?? next }
  }
  const { version, tasks_pending: pending, tasks_running: running } = reply
  return {
    up: true,
    ...(version !== undefined && { version }),
    ...(pending !== undefined && { pending }),
    ...(running !== undefined && { running }),
  }
}
