/**
 * One job: one paid request for one slot. Intent, send, handle, poll, bytes, result; each is on disk before the next
 * step, so that whatever moment the process dies at, the next one knows what was paid for.
 */
import { randomUUID } from 'node:crypto'
import type { BackendError, GenerationRequest, JobHandle, JobState } from '../backends/backend.ts'
import type { CandidateRecord } from '../store/history.ts'
import { isUnderWay, writeFailure, writeHandle, writeIntent, writeResult } from '../store/jobs.ts'
import type { NewCandidate } from '../store/takes.ts'
import { withLateSignal } from './childSignal.ts'
import { collectMedia } from './collectMedia.ts'
import { deviations } from './deviations.ts'
import { failureRecord } from './failureRecord.ts'
import { STOPPED_BEFORE } from './inDoubt.ts'
import type { JobContext } from './jobContext.ts'
import { pause } from './pause.ts'
import { pollPause } from './poll.ts'
import { unsoundInput } from './soundInputs.ts'
import type { Node } from './state.ts'

export type JobOutcome =
  | { readonly is: 'made'; readonly candidate: CandidateRecord; readonly warning: string | null }
  /** `wasTaken`: the service had confirmed it. */
  | { readonly is: 'failed'; readonly error: BackendError; readonly wasTaken: boolean }
  /** Nothing was sent: what is to be sent is missing or damaged here. */
  | { readonly is: 'unsendable'; readonly error: BackendError }
  /** Nothing was sent, or nothing could be asked: the backend does not answer. */
  | { readonly is: 'away'; readonly message: string }
  /** It was sent, and the backend is gone since: its handle is kept. */
  | { readonly is: 'out of reach'; readonly message: string }
  /** It may have been sent: to be looked up before anything is sent again. */
  | { readonly is: 'unsure'; readonly jobId: string }
  | { readonly is: 'limit' }
  | { readonly is: 'interrupted' }

interface OpenJob {
  readonly id: string
  readonly node: Node
  readonly slot: number
  readonly request: GenerationRequest
  readonly priceUsd: number | null
  /** Whether the service has confirmed it. */
  readonly isTaken: boolean
}

/** Sends one job and follows it to its end. */
export async function sendJob(
  node: Node,
  slot: number,
  { attempt, sentBefore }: { readonly attempt: number; readonly sentBefore: number },
  context: JobContext,
): Promise<JobOutcome> {
  const { budget, starting } = context
  const unsound = await unsoundInput(node, context.vault)
  if (unsound !== null) return { is: 'unsendable', error: unsound }
  const priceUsd = context.price(node)
  if (!budget.reserve(priceUsd)) return { is: 'limit' }
  const id = randomUUID()
  starting.add(id)
  try {
    if (!(await intend({ id, node, slot, priceUsd }, attempt, context))) {
      budget.release(priceUsd)
      return { is: 'failed', error: MADE_ELSEWHERE, wasTaken: false }
    }
    const request = context.request(node, slot, sentBefore)
    const job: OpenJob = { id, node, slot, priceUsd, request, isTaken: false }
    const state = await submit(job, context)
    if (state === 'cut off') return { is: 'interrupted' }
    if (state === 'not sent') {
      budget.release(priceUsd)
      await fail(job, STOPPED_BEFORE, 'failed', context)
      return { is: 'interrupted' }
    }
    if (state.status !== 'failed') context.onSubmitted()
    else if (!state.error.mayHaveBeenPaid) budget.release(priceUsd)
    if (state.status === 'running') {
      starting.delete(id)
      return await follow({ ...job, isTaken: true }, state.handle, context)
    }
    if (state.status === 'failed' && state.error.mayHaveBeenPaid) return { is: 'unsure', jobId: id }
    if (state.status === 'done' || state.error.errorType !== 'connection refused') {
      return await finish(job, state, context)
    }
    await fail(job, state.error, 'failed', context)
    return { is: 'away', message: state.error.message }
  } finally {
    starting.delete(id)
  }
}

/** A file and its copy may share a take: who comes second leaves the slot to the first. */
const MADE_ELSEWHERE: BackendError = {
  errorType: 'api_error',
  message: 'Another run is making this candidate at this moment. Run again to have it.',
  retryable: false,
}

/** @returns false where another run is at that slot */
async function intend(
  { id, node, slot, priceUsd }: Omit<OpenJob, 'request' | 'isTaken'>,
  attempt: number,
  context: JobContext,
): Promise<boolean> {
  const { database, backend, runId } = context
  return database.commit((execute) => {
    const takeId = context.takeId(node, execute)
    if (isUnderWay(database, execute, { takeId, slot, runId })) return false
    writeIntent(database, execute, { id, runId, takeId, slot, attempt, backend: backend.name, priceUsd })
    return true
  })
}

/** A request that is cut short may be paid, and nobody knows: an interrupt lets it end. */
const GRACE_MS = 30_000

/** One request; its handle is on disk before it is followed, and before any look-up can take it for lost. */
async function submit(job: OpenJob, context: JobContext): Promise<JobState | 'not sent' | 'cut off'> {
  const { database, backend, signal } = context
  const { id, node, slot, request } = job
  try {
    return await context.gate.submit(async () => {
      if (signal.aborted) return 'not sent'
      context.onSent(node, slot)
      const state = await withLateSignal(signal, GRACE_MS, (late) =>
        backend.start(request, { idempotencyKey: id, signal: late }),
      )
      if (state.status === 'running') {
        const handle = JSON.stringify(state.handle)
        await database.commit((execute) => writeHandle(database, execute, id, handle))
      } else if (state.status === 'failed' && state.error.mayHaveBeenPaid) {
        // From here on it is one of those that a look-up has to tell apart.
        context.starting.delete(id)
      }
      return state
    })
  } catch (error) {
    if (signal.aborted) return 'cut off'
    throw error
  }
}

/** Asks for a job that an earlier run (or a look-up) left with a handle. Costs nothing. */
export async function askJob(
  node: Node,
  slot: number,
  open: { readonly id: string; readonly handle: JobHandle },
  context: JobContext,
): Promise<JobOutcome> {
  const sentBefore = Math.max(0, (node.held?.take.jobs.get(slot)?.attempts ?? 0) - 1)
  const request = context.request(node, slot, sentBefore)
  const job = { id: open.id, node, slot, request, priceUsd: context.price(node), isTaken: true }
  return follow(job, open.handle, context)
}

async function follow(job: OpenJob, handle: JobHandle, context: JobContext): Promise<JobOutcome> {
  const { backend, signal, circuit } = context
  let startedAt = performance.now()
  for (;;) {
    let state: JobState
    try {
      state = await backend.check(handle, { signal })
    } catch (error) {
      if (signal.aborted) return { is: 'interrupted' }
      throw error
    }
    const isUnreachable = state.status === 'failed' && state.error.errorType === 'connection refused'
    if (state.status === 'failed' && isUnreachable) {
      const brokenAt = performance.now()
      circuit.open()
      const isBack = await circuit.closed()
      // What nobody could ask for meanwhile is not late.
      startedAt += performance.now() - brokenAt
      if (!isBack) {
        if (signal.aborted) return { is: 'interrupted' }
        await fail(job, state.error, 'late', context)
        return { is: 'out of reach', message: state.error.message }
      }
    } else if (state.status !== 'running') return finish(job, state, context)
    const elapsedMs = performance.now() - startedAt
    if (elapsedMs > job.node.generation.timeoutMs) return giveUpWaiting(job, context)
    await pause(pollPause(elapsedMs, context.poll), signal)
    if (signal.aborted) return { is: 'interrupted' }
  }
}

async function finish(
  job: OpenJob,
  state: Exclude<JobState, { status: 'running' }>,
  context: JobContext,
): Promise<JobOutcome> {
  if (state.status === 'failed') {
    const { keepHandle, mayHaveBeenPaid } = state.error
    return fail(job, state.error, keepHandle ? 'late' : mayHaveBeenPaid ? 'unknown' : 'failed', context)
  }
  const media = await collectMedia(state.media, job.node.generation.kind, context)
  if (media.is === 'interrupted') return media
  if (media.is === 'failed') return fail(job, media.error, media.keepHandle ? 'late' : 'failed', context)
  const { database, backend } = context
  const { sha256, byteCount, facts } = media
  const seed = state.seed ?? (backend.hasSeeds ? job.request.chance.seed : null)
  const costUsd = state.costUsd ?? job.priceUsd
  const made: Omit<NewCandidate, 'takeId'> = {
    slot: job.slot, sha256, url: null, mediaType: facts.mediaType, byteCount, width: facts.width,
    height: facts.height, durationMs: facts.durationMs, seed, backend: backend.name, jobId: job.id,
  } // biome-ignore format: one row of the store
  const takeId = job.node.held!.take.id
  await database.commit((execute) => {
    writeResult(database, execute, job.id, costUsd, { ...made, takeId })
    context.turnOver(job.node, execute)
  })
  const older = job.node.fresh === null ? null : context.sameAsOlder(job.node, sha256)
  const told = [
    ...(older === null ? [] : [`It is the same as ${older}, byte for byte.`]),
    ...state.warnings.map(({ message }) => message),
    ...deviations(backend.expects?.(job.request) ?? {}, facts),
  ]
  const warning = told.join(' ') || null
  return { is: 'made', candidate: { ...made, takeId, createdAt: Date.now() }, warning }
}

function giveUpWaiting(job: OpenJob, context: JobContext): Promise<JobOutcome> {
  const { timeoutMs } = job.node.generation
  const message = `No result after ${timeoutMs / 1000} s (the node's timeout). The next run asks for it before anything is sent again.`
  return fail(job, { errorType: 'timeout', message, retryable: false }, 'late', context)
}

async function fail(
  job: OpenJob,
  error: BackendError,
  state: 'failed' | 'late' | 'unknown',
  { database }: JobContext,
): Promise<JobOutcome> {
  await database.commit((execute) => writeFailure(database, execute, job.id, failureRecord(error, state)))
  return { is: 'failed', error, wasTaken: job.isTaken }
}
