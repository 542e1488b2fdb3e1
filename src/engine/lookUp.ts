/**
 * Jobs that may or may not have been sent: the backend is asked for all of them at once, while no submit is in flight.
 * Where it cannot tell, the job is marked as perhaps paid and sent again.
 */
import type { Found, JobHandle } from '../backends/backend.ts'
import { knownHandles, openIntents } from '../store/intents.ts'
import { writeFailure, writeHandle } from '../store/jobs.ts'
import type { JobContext } from './job.ts'

/** The handle of an open job, or null when it is to be sent (again). */
export async function lookUpIntent(
  jobId: string,
  workflowId: number,
  context: JobContext,
): Promise<JobHandle | null> {
  const { lookedUp } = context
  if (!lookedUp.has(jobId)) await context.gate.lookUp(() => askBackend(jobId, workflowId, context))
  return lookedUp.get(jobId) ?? null
}

async function askBackend(jobId: string, workflowId: number, context: JobContext): Promise<void> {
  const { database, backend, signal, lookedUp, starting } = context
  if (lookedUp.has(jobId)) return
  const open = (await openIntents(database, workflowId, backend.name)).filter(({ id }) => !starting.has(id))
  const known = (await knownHandles(database, backend.name)).map((handle): JobHandle => JSON.parse(handle))
  const intents = open.map(({ request, ...intent }) => ({ ...intent, prompt: promptOf(request) }))
  const found: Map<string, Found> = (await backend.find?.(intents, known, signal)) ?? new Map()
  await database.commit((execute) => {
    for (const { id } of open) {
      const answer = found.get(id) ?? { status: 'unknown' }
      if (answer.status === 'found') writeHandle(database, execute, id, JSON.stringify(answer.handle))
      else writeFailure(database, execute, id, answer.status === 'absent' ? NEVER_SENT : PERHAPS_PAID)
    }
  })
  for (const { id } of open) {
    const answer = found.get(id)
    lookedUp.set(id, answer?.status === 'found' ? answer.handle : null)
  }
  if (!lookedUp.has(jobId)) lookedUp.set(jobId, null)
}

const NEVER_SENT = {
  state: 'failed',
  errorType: 'connection refused',
  message: 'It was never sent.',
  retryable: true,
  mayHaveBeenPaid: false,
} as const

const PERHAPS_PAID = {
  state: 'unknown',
  errorType: 'api_error',
  message:
    'The line was lost while it was sent, and the service cannot tell whether it has it: it may have been paid.',
  retryable: true,
  mayHaveBeenPaid: true,
} as const

/** Every backend's normalised request holds its prompt. */
function promptOf(request: string): string {
  const { prompt } = JSON.parse(request)
  return typeof prompt === 'string' ? prompt : ''
}
