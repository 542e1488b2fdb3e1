/** One row per execution of a plan, and what it cost. */
import { type Amount, amountOf } from './amount.ts'
import type { Database } from './database.ts'

export interface NewRun {
  readonly workflowId: number
  /** As typed, for the log. */
  readonly command: string
  /** What it was about, as JSON; null where it was about nothing. */
  readonly selection: string | null
  readonly who: string
  readonly sourceSha256: string
}

export async function beginRun(database: Database, run: NewRun): Promise<number> {
  const values = { ...run, startedAt: Date.now(), endedAt: null, exitCode: null }
  const [row] = await database.commit((execute) =>
    execute(database.query.insertInto('run').values(values).returning('id')),
  )
  return row!.id
}

export async function endRun(database: Database, runId: number, exitCode: number): Promise<void> {
  await database.commit((execute) =>
    execute(database.query.updateTable('run').set({ endedAt: Date.now(), exitCode }).where('id', '=', runId)),
  )
}

/** SHA-256 of the source at the last run, or null before the first. */
export async function lastSource(database: Database, workflowId: number): Promise<string | null> {
  const row = await database.query
    .selectFrom('run')
    .select('sourceSha256')
    .where('workflowId', '=', workflowId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.sourceSha256 ?? null
}

/** What the last run that was about something was about, as JSON. */
export async function lastSelection(database: Database, workflowId: number): Promise<string | null> {
  const row = await database.query
    .selectFrom('run')
    .select('selection')
    .where('workflowId', '=', workflowId)
    .where('selection', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.selection ?? null
}

/**
 * What a run's jobs cost: those that a service took, whatever became of them, and those that it may have taken. What is
 * cut off and not looked up yet is not among them: the next run asks for it.
 */
export async function costOfRun(database: Database, runId: number): Promise<Amount> {
  const rows = await database.query
    .selectFrom('job')
    .select(['costUsd', 'priceUsd'])
    .where('runId', '=', runId)
    .where((where) =>
      where.or([where('submittedAt', 'is not', null), where('state', 'in', ['done', 'unknown'])]),
    )
    .execute()
  return amountOf(rows.map(({ costUsd, priceUsd }) => costUsd ?? priceUsd))
}
