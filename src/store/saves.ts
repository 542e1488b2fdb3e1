/** Sources that are about to be written anew, entered before the first file: the same command goes on where it was cut off. */
import type { Database, Execute } from './database.ts'

export interface BegunSave {
  readonly id: number
  /** Unix milliseconds. */
  readonly startedAt: number
  /** What is written, as JSON. */
  readonly details: string
  readonly endedAt: number | null
}

export async function beginSave(
  database: Database,
  save: { readonly code: string; readonly wish: string; readonly details: string },
): Promise<number> {
  const values = { ...save, startedAt: Date.now(), endedAt: null }
  const [row] = await database.commit((execute) =>
    execute(database.query.insertInto('save').values(values).returning('id')),
  )
  return row!.id
}

/** The newest of that workflow, if it was asked for in these words. */
export async function lastSave(database: Database, code: string, wish: string): Promise<BegunSave | null> {
  const row = await database.query
    .selectFrom('save')
    .select(['id', 'startedAt', 'details', 'wish', 'endedAt'])
    .where('code', '=', code)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined || row.wish !== wish ? null : row
}

export function endSave(database: Database, execute: Execute, id: number): void {
  execute(database.query.updateTable('save').set({ endedAt: Date.now() }).where('id', '=', id))
}
