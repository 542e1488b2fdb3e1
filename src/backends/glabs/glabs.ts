/** The backend `glabs`: one desktop with G-Labs. Sends a paid request exactly once and never repeats it. */
import { release } from 'node:os'
import type { Backend, BackendError, Expectation, GenerationRequest, Health, JobState } from '../backend.ts'
import { access } from './access.ts'
import { durationOf, fieldsOf, postBody, sentInputs } from './body.ts'
import { type Client, createClient } from './client.ts'
import { UnusableReference } from './dataUri.ts'
import { answerOf, failureOfPost } from './failures.ts'
import { findTasks } from './find.ts'
import { glabsModels } from './models.ts'
import { acceptedReply, healthReply, parseReply, taskHandle, tasksReply } from './replies.ts'
import { supports } from './supports.ts'
import { taskState } from './taskState.ts'
import { windowsSide } from './windowsSide.ts'

/** `url` without a path: `http://127.0.0.1:8765`. Without a key G-Labs answers 401. */
export function createGlabsBackend(options: {
  name: string
  url: string
  apiKey: string | undefined
}): Backend {
  const client = createClient(options)
  return {
    name: options.name,
    type: 'glabs',
    hasSeeds: false,
    suggestedConcurrency: 5,
    health: (signal) => health(client, signal),
    access: (signal) => access(client, options.apiKey !== undefined, signal),
    normalise,
    models: (kind) => glabsModels[kind],
    expects,
    supports,
    start: (request, { signal }) => start(client, request, signal),
    check: async (handle, { signal }) => {
      const { taskId } = taskHandle.parse(handle)
      return taskState(taskId, await client.get(`/api/status/${taskId}`, signal), client.baseUrl)
    },
    find: async (open, known, signal) => {
      const evidence = await evidenceOf(client, signal)
      return evidence === null ? null : findTasks(open, known, evidence)
    },
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
  const [width = 0, height = 1] = String(fieldsOf(request).aspect_ratio).split(':').map(Number)
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
  const exchange = await client.post(`/api/${request.kind}/generate`, body, signal)
  const accepted =
    exchange.answered && exchange.status < 300 ? parseReply(acceptedReply, exchange.text) : null
  if (accepted === null) return { status: 'failed', error: failureOfPost(exchange) }
  return { status: 'running', handle: { taskId: accepted.task_id } }
}

async function health(client: Client, signal: AbortSignal): Promise<Health> {
  const exchange = await client.get('/api/health', signal)
  const reply = exchange.answered && exchange.status === 200 ? parseReply(healthReply, exchange.text) : null
  if (reply === null) {
    const next = 'start G-Labs, or set GLABS_URL to where it runs, or try without it: --backend sketch'
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

/** The start is taken after the list: a restart in between makes it later, never earlier. */
async function evidenceOf(client: Client, signal: AbortSignal) {
  const listed = await client.get('/api/tasks', signal)
  const self = await client.get('/api/health', signal)
  if (!listed.answered || !self.answered || listed.status !== 200) return null
  const list = parseReply(tasksReply, listed.text)
  const uptime = parseReply(healthReply, self.text)?.uptime
  if (list === null) return null
  return { tasks: list.tasks, startedAt: uptime === undefined ? null : Date.now() - uptime * 1000 }
}
