/** Rounds of fresh takes: what was asked for, so that a round that was cut off is gone on with and not begun again. */
import type { Database } from './database.ts'

export interface Reroll {
  readonly id: number
  /** Unix milliseconds. */
  readonly startedAt: number
  /** Keys of the generations that it is about. */
  readonly targets: readonly string[]
}

/** What of its wish decides how it goes on. */
export interface RerollForm {
  readonly slots: readonly number[] | null
  readonly seed: number | null
}

/** The newest round of any wish, if it did not come to its end. */
export async function cutOffReroll(
  database: Database,
  workflowId: number,
): Promise<(Reroll & RerollForm) | null> {
  const row = await database.query
    .selectFrom('reroll')
    .select(['id', 'startedAt', 'targets', 'wish', 'endedAt'])
    .where('workflowId', '=', workflowId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined || row.endedAt !== null) return null
  const { slots = null, seed = null } = JSON.parse(row.wish)
  return { ...row, targets: JSON.parse(row.targets), slots, seed }
}

/** The newest round of that wish that did not come to its end. */
export async function unfinishedReroll(
  database: Database,
  workflowId: number,
  wish: string,
): Promise<Reroll | null> {
  const row = await database.query
    .selectFrom('reroll')
    .select(['id', 'startedAt', 'targets'])
    .where('workflowId', '=', workflowId)
    .where('wish', '=', wish)
    .where('endedAt', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { ...row, targets: JSON.parse(row.targets) }
}

export async function beginReroll(
  database: Database,
  reroll: { readonly workflowId: number; readonly wish: string; readonly targets: readonly string[] },
): Promise<number> {
  const { workflowId, wish, targets } = reroll
  const values = {
    workflowId,
    wish,
    targets: JSON.stringify(targets),
    startedAt: Date.now(),
    endedAt: null,
  }
  const [row] = await database.commit((execute) =>
    execute(database.query.insertInto('reroll').values(values).returning('id')),
  )
  return row!.id
}

export async function endReroll(database: Database, id: number): Promise<void> {
  await database.commit((execute) =>
    execute(database.query.updateTable('reroll').set({ endedAt: Date.now() }).where('id', '=', id)),
  )
}
