/** Who picked what: the newest pick of a gate row for a recipe counts, earlier ones stay. */

import type { Selectable } from 'kysely'
import type { NodeRow } from '../workflow/model.ts'
import { chunksOf } from './chunks.ts'
import type { Database, Execute } from './database.ts'
import type { Schema } from './schema.ts'

export type PickRecord = Readonly<Selectable<Schema['pick']>>

/** Oldest first. */
export function picksOfWorkflow(database: Database, workflowId: number): Promise<PickRecord[]> {
  return database.query
    .selectFrom('pick')
    .selectAll()
    .where('workflowId', '=', workflowId)
    .orderBy('id')
    .execute()
}

export interface NewPick extends NodeRow {
  readonly workflowId: number
  readonly takeId: number
  readonly slot: number
  readonly by: 'approved' | 'auto'
  readonly recipe: string
  /** Null for one that nobody made. */
  readonly who: string | null
}

export function writePick(database: Database, execute: Execute, pick: NewPick): PickRecord {
  const { workflowId, tab, nodeId, row, takeId, slot, by, recipe, who } = pick
  const [written] = execute(
    database.query
      .insertInto('pick')
      .values({ workflowId, tab, nodeId, row, takeId, slot, by, recipe, who, at: Date.now(), liftedAt: null })
      .returningAll(),
  )
  return written!
}

/** Picks on these takes by any gate of any workflow, oldest first. */
export async function picksOfTakes(database: Database, takeIds: readonly number[]): Promise<PickRecord[]> {
  const picks: PickRecord[] = []
  for (const some of chunksOf(takeIds)) {
    const ofTakes = database.query.selectFrom('pick').selectAll().where('takeId', 'in', some)
    picks.push(...(await ofTakes.execute()))
  }
  return picks.sort((a, b) => a.id - b.id)
}

/** Those of one gate row that pass for a recipe. */
export function standingPicks(
  database: Database,
  execute: Execute,
  gate: NodeRow & { readonly workflowId: number },
  recipe: string,
): PickRecord[] {
  return execute<PickRecord>(
    database.query
      .selectFrom('pick')
      .selectAll()
      .where('workflowId', '=', gate.workflowId)
      .where('tab', '=', gate.tab)
      .where('nodeId', '=', gate.nodeId)
      .where('row', '=', gate.row)
      .where('recipe', '=', recipe)
      .where('liftedAt', 'is', null)
      .orderBy('id'),
  )
}

/** A lifted pick stays on show and does not pass. */
export function liftPicks(database: Database, execute: Execute, ids: readonly number[]): void {
  if (ids.length === 0) return
  execute(database.query.updateTable('pick').set({ liftedAt: Date.now() }).where('id', 'in', ids))
}
