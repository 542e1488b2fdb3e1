/** The journal of paid requests, in the order it must be written: intent, handle, result. */
import type { Database, Execute } from './database.ts'
import { type NewCandidate, writeCandidate } from './takes.ts'

export interface Intent {
  readonly id: string
  readonly runId: number
  readonly takeId: number
  readonly slot: number
  /** From 1, within one run. */
  readonly attempt: number
  readonly backend: string
  /** The price reserved for it, or null where none is known. */
  readonly priceUsd: number | null
}

/** Whether another run is at that slot now: a take may belong to a file and its copy. */
export function isUnderWay(
  database: Database,
  execute: Execute,
  { takeId, slot, runId }: Pick<Intent, 'takeId' | 'slot' | 'runId'>,
): boolean {
  const others = execute(
    database.query
      .selectFrom('job')
      .select('id')
      .where('takeId', '=', takeId)
      .where('slot', '=', slot)
      .where('runId', '<>', runId)
      .where('state', 'in', ['intent', 'sent'])
      .limit(1),
  )
  return others.length > 0
}

/** Before anything is sent. */
export function writeIntent(database: Database, execute: Execute, intent: Intent): void {
  execute(
    database.query.insertInto('job').values({
      ...intent,
      state: 'intent',
      handle: null,
      costUsd: null,
      errorType: null,
      message: null,
      retryable: 0,
      mayHaveBeenPaid: 0,
      intendedAt: Date.now(),
      submittedAt: null,
      finishedAt: null,
    }),
  )
}

/** Before the first check. */
export function writeHandle(database: Database, execute: Execute, jobId: string, handle: string): void {
  execute(
    database.query
      .updateTable('job')
      .set({ state: 'sent', handle, submittedAt: Date.now() })
      .where('id', '=', jobId),
  )
}

/** After the bytes are synced. */
export function writeResult(
  database: Database,
  execute: Execute,
  jobId: string,
  costUsd: number | null,
  candidate: NewCandidate,
): void {
  execute(
    database.query
      .updateTable('job')
      .set({ state: 'done', costUsd, finishedAt: Date.now() })
      .where('id', '=', jobId),
  )
  writeCandidate(database, execute, candidate)
}

export interface JobFailure {
  /** `late` keeps the handle for the next run, `unknown` may have been paid. */
  readonly state: 'failed' | 'late' | 'unknown'
  readonly errorType: string
  readonly message: string
  readonly retryable: boolean
  readonly mayHaveBeenPaid: boolean
}

export function writeFailure(database: Database, execute: Execute, jobId: string, failure: JobFailure): void {
  const { state, errorType, message } = failure
  execute(
    database.query
      .updateTable('job')
      .set({
        state,
        errorType,
        message,
        retryable: failure.retryable ? 1 : 0,
        mayHaveBeenPaid: failure.mayHaveBeenPaid ? 1 : 0,
        finishedAt: Date.now(),
      })
      .where('id', '=', jobId),
  )
}
