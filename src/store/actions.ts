/** What a person did that can be undone, newest last; an undone action stays, marked. */
import type { Selectable } from 'kysely'
import type { Database, Execute } from './database.ts'
import type { Schema } from './schema.ts'

export type ActionRecord = Readonly<Selectable<Schema['action']>>

export type NewAction = Pick<ActionRecord, 'code' | 'kind' | 'details' | 'summary' | 'who'>

export function writeAction(database: Database, execute: Execute, action: NewAction): void {
  execute(database.query.insertInto('action').values({ ...action, at: Date.now(), undoneAt: null }))
}

/** Of a workflow, whichever version. Oldest first, undone ones included. */
export function actionsOf(database: Database, code: string): Promise<ActionRecord[]> {
  return database.query.selectFrom('action').selectAll().where('code', '=', code).orderBy('id').execute()
}
