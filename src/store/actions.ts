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

/** Stored path of the workflow whose gate a verdict is about. */
export async function pathOfVerdict(
  { query }: Database,
  { picks, rejections }: Verdict,
): Promise<string | null> {
  const [pick = 0] = picks
  const [rejection = 0] = rejections
  const row = await query
    .selectFrom('workflow')
    .select('path')
    .where((where) =>
      where.or([
        where('id', 'in', where.selectFrom('pick').select('workflowId').where('id', '=', pick)),
        where('id', 'in', where.selectFrom('rejection').select('workflowId').where('id', '=', rejection)),
      ]),
    )
    .executeTakeFirst()
  return row?.path ?? null
}

/** @returns false where somebody else has undone it meanwhile */
export function markUndone(database: Database, execute: Execute, id: number): boolean {
  const marked = execute(
    database.query
      .updateTable('action')
      .set({ undoneAt: Date.now() })
      .where('id', '=', id)
      .where('undoneAt', 'is', null)
      .returning('id'),
  )
  return marked.length > 0
}

/** What an approval or a rejection did: rows that it wrote, and rows that it lifted. */
export interface Verdict {
  readonly picks: readonly number[]
  readonly rejections: readonly number[]
  readonly liftedPicks: readonly number[]
  readonly liftedRejections: readonly number[]
}

/**
 * Lifts what the verdict wrote, and lets stand again what it had lifted. A pick stays lifted where something else, as a
 * re-roll, has lifted the verdict since: what it passed is no longer what is on show.
 * @returns false in that case
 */
export function takeBackVerdict(database: Database, execute: Execute, verdict: Verdict): boolean {
  const standing =
    liftStanding(database, execute, 'pick', verdict.picks) +
    liftStanding(database, execute, 'rejection', verdict.rejections)
  const isAsItWas =
    standing === verdict.picks.length + verdict.rejections.length &&
    !verdict.liftedPicks.some((id) => isOvertaken(database, execute, id))
  if (isAsItWas) letStand(database, execute, 'pick', verdict.liftedPicks)
  letStand(database, execute, 'rejection', verdict.liftedRejections)
  return isAsItWas
}

/** Whether the generation of a lifted pick was re-rolled after that. */
function isOvertaken(database: Database, execute: Execute, pickId: number): boolean {
  const later = execute(
    database.query
      .selectFrom('pick')
      .innerJoin('claim as picked', 'picked.takeId', 'pick.takeId')
      .innerJoin('generation', (join) =>
        join
          .onRef('generation.id', '=', 'picked.generationId')
          .onRef('generation.workflowId', '=', 'pick.workflowId'),
      )
      .innerJoin('claim as other', 'other.generationId', 'generation.id')
      .innerJoin('take', 'take.id', 'other.takeId')
      .innerJoin('candidate', 'candidate.takeId', 'take.id')
      .select('take.id')
      .where('pick.id', '=', pickId)
      .where('take.rerollId', 'is not', null)
      .whereRef('take.createdAt', '>', 'pick.liftedAt')
      .limit(1),
  )
  return later.length > 0
}

/** @returns how many stood until now */
function liftStanding(
  database: Database,
  execute: Execute,
  table: 'pick' | 'rejection',
  ids: readonly number[],
): number {
  if (ids.length === 0) return 0
  const lifted = execute(
    database.query
      .updateTable(table)
      .set({ liftedAt: Date.now() })
      .where('id', 'in', ids)
      .where('liftedAt', 'is', null)
      .returning('id'),
  )
  return lifted.length
}

function letStand(
  database: Database,
  execute: Execute,
  table: 'pick' | 'rejection',
  ids: readonly number[],
): void {
  if (ids.length === 0) return
  execute(database.query.updateTable(table).set({ liftedAt: null }).where('id', 'in', ids))
}
