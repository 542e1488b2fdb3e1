/** One row per execution of a plan, and what it cost. */
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

/** US dollars that a run's jobs cost, or null when the price of one is not known. */
export async function costOfRun(database: Database, runId: number): Promise<number | null> {
  const rows = await database.query
    .selectFrom('job')
    .select(['costUsd', 'priceUsd', 'state'])
    .where('runId', '=', runId)
    .execute()
  let total = 0
  for (const { costUsd, priceUsd, state } of rows) {
    if (state === 'failed') continue
    const cost = costUsd ?? priceUsd
    if (cost === null) return null
    total += cost
  }
  return total
}
