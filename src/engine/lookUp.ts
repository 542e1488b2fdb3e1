/**
 * Jobs that may or may not have been sent: the backend is asked for all of them at once, while no submit is in flight.
 * Where it cannot tell, the job is marked as perhaps paid and sent again.
 */
import type { Backend, Found, JobHandle, OpenIntent, Sent } from '../backends/backend.ts'
import {
  handleOf,
  type IntentRecord,
  intentsWithoutHandle,
  isStillOpen,
  knownHandles,
} from '../store/intents.ts'
import { writeFailure, writeHandle } from '../store/jobs.ts'
import { failureRecord } from './failureRecord.ts'
import { CANNOT_TELL, NEVER_HAD_IT } from './inDoubt.ts'
import type { JobContext, LookedUp } from './jobContext.ts'
import { pause } from './pause.ts'

type Context = Pick<
  JobContext,
  'database' | 'backend' | 'gate' | 'signal' | 'poll' | 'starting' | 'lookedUp' | 'isSubmitting'
>

/** Null when the backend could not be asked: the intent stays open. */
export async function lookUpIntent(
  jobId: string,
  workflowId: number,
  context: Context,
): Promise<LookedUp | null> {
  const { lookedUp, gate } = context
  if (!lookedUp.has(jobId)) await gate.lookUp(() => askBackend(jobId, workflowId, context))
  return lookedUp.get(jobId) ?? null
}

/** What a dead process has sent may still be on its way; it is not said to be absent before that. */
const SETTLE_MS = 2_000

async function askBackend(jobId: string, workflowId: number, context: Context): Promise<void> {
  const { backend, signal, lookedUp, poll } = context
  if (lookedUp.has(jobId)) return
  let sent = NOTHING
  const readSent = async () => {
    sent = await readJournal(workflowId, context)
    return sent
  }
  const settleMs = Math.min(SETTLE_MS, poll.maxMs)
  const isYoung = (id: string, asked: number) =>
    sent.open.some((intent) => intent.id === id && asked - intent.intendedAt < settleMs)
  for (;;) {
    const asked = Date.now()
    const found = await findIn(backend, readSent, signal)
    if (found === null) return
    const answers = [...found]
    if (answers.every(([id, { status }]) => status !== 'absent' || !isYoung(id, asked))) {
      await enter(jobId, answers, context)
      return
    }
    await pause(settleMs, signal)
    if (signal.aborted) return
  }
}

const NOTHING: Sent = { open: [], others: [], known: [] }

async function findIn(
  backend: Backend,
  readSent: () => Promise<Sent>,
  signal: AbortSignal,
): Promise<Map<string, Found> | null> {
  if (backend.find !== undefined) return backend.find(readSent, signal)
  const { open } = await readSent()
  return new Map(open.map(({ id }) => [id, { status: 'unknown' }]))
}

/** Jobs of a task's own time are enough: an older handle is of an older task. */
const HOUR_MS = 3_600_000

async function readJournal(workflowId: number, context: Context): Promise<Sent> {
  const { database, backend, starting } = context
  const isOpen = ({ givenUpAt }: IntentRecord) => givenUpAt === null
  const all = (await intentsWithoutHandle(database, backend.name)).filter(({ id }) => !starting.has(id))
  const from = Math.min(Date.now(), ...all.filter(isOpen).map(({ intendedAt }) => intendedAt)) - HOUR_MS
  const known = (await knownHandles(database, backend.name, from)).map(
    (handle): JobHandle => JSON.parse(handle),
  )
  const workflows = new Set(all.filter(isOpen).map((record) => record.workflowId))
  const live = new Set([...workflows].filter((id) => id !== workflowId && context.isSubmitting(id)))
  const isLive = (record: IntentRecord) => live.has(record.workflowId)
  const open = all.filter((record) => isOpen(record) && !isLive(record))
  const others = all.filter(
    (record) => (isOpen(record) && isLive(record)) || (record.givenUpAt !== null && record.givenUpAt >= from),
  )
  return {
    open: open.map(intentOf),
    others: others.map((record) => ({ ...intentOf(record), givenUpAt: record.givenUpAt })),
    known,
  }
}

function intentOf({ id, recipe, request, kind, intendedAt }: IntentRecord): OpenIntent {
  return { id, recipe, prompt: promptOf(request), kind, intendedAt }
}

/** Another run may have found out the same, at the same moment: the first answer counts. */
async function enter(
  jobId: string,
  answers: readonly (readonly [string, Found])[],
  { database, lookedUp }: Context,
): Promise<void> {
  const entered = await database.commit((execute) =>
    answers.filter(([id, answer]) => {
      if (!isStillOpen(database, execute, id)) return false
      if (answer.status === 'found') writeHandle(database, execute, id, JSON.stringify(answer.handle))
      else if (answer.status === 'absent')
        writeFailure(database, execute, id, failureRecord(NEVER_HAD_IT, 'failed'))
      else writeFailure(database, execute, id, failureRecord(CANNOT_TELL, 'unknown'))
      return true
    }),
  )
  for (const [id, answer] of entered) lookedUp.set(id, inOurWords(answer))
  if (lookedUp.has(jobId)) return
  const handle = await handleOf(database, jobId)
  lookedUp.set(
    jobId,
    handle === null ? { status: 'cannot tell' } : { status: 'found', handle: JSON.parse(handle) },
  )
}

function inOurWords(answer: Found): LookedUp {
  if (answer.status === 'found') return answer
  return { status: answer.status === 'absent' ? 'not there' : 'cannot tell' }
}

/** Every backend's normalised request holds its prompt. */
function promptOf(request: string): string {
  const { prompt } = JSON.parse(request)
  return typeof prompt === 'string' ? prompt : ''
}
