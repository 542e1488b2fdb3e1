/**
 * Jobs that may or may not have been sent: the backend is asked for all of them at once, while no submit is in flight.
 * Where it cannot tell, the job is marked as perhaps paid and sent again.
 */
import type { Found, JobHandle } from '../backends/backend.ts'
import { knownHandles, openIntents } from '../store/intents.ts'
import { writeFailure, writeHandle } from '../store/jobs.ts'
import type { JobContext, LookedUp } from './jobContext.ts'

/** Null when the backend could not be asked: the intent stays open. */
export async function lookUpIntent(
  jobId: string,
  workflowId: number,
  context: JobContext,
): Promise<LookedUp | null> {
  const { lookedUp, gate } = context
  if (!lookedUp.has(jobId)) await gate.lookUp(() => askBackend(jobId, workflowId, context))
  return lookedUp.get(jobId) ?? null
}

async function askBackend(jobId: string, workflowId: number, context: JobContext): Promise<void> {
  const { database, backend, signal, lookedUp, starting } = context
  if (lookedUp.has(jobId)) return
  const open = (await openIntents(database, workflowId, backend.name, jobId)).filter(
    ({ id }) => !starting.has(id),
  )
  const known = (await knownHandles(database, backend.name)).map((handle): JobHandle => JSON.parse(handle))
  const intents = open.map(({ request, ...intent }) => ({ ...intent, prompt: promptOf(request) }))
  const found =
    backend.find === undefined ? new Map<string, Found>() : await backend.find(intents, known, signal)
  if (found === null) return
  const answers = open.map(({ id }) => ({ id, answer: found.get(id) ?? ({ status: 'unknown' } as const) }))
  await database.commit((execute) => {
    for (const { id, answer } of answers) {
      if (answer.status === 'found') writeHandle(database, execute, id, JSON.stringify(answer.handle))
      else writeFailure(database, execute, id, answer.status === 'absent' ? NEVER_SENT : PERHAPS_PAID)
    }
  })
  for (const { id, answer } of answers) lookedUp.set(id, inOurWords(answer))
  if (!lookedUp.has(jobId)) lookedUp.set(jobId, { status: 'cannot tell' })
}

function inOurWords(answer: Found): LookedUp {
  if (answer.status === 'found') return answer
  return { status: answer.status === 'absent' ? 'not there' : 'cannot tell' }
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
  errorType: 'connection refused',
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
