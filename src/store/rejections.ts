/** Candidates that a person turned down, with what gives each away. Per gate and take, like picks. */

import type { Selectable } from 'kysely'
import type { NodeRow } from '../workflow/model.ts'
import { chunksOf } from './chunks.ts'
import type { Database, Execute } from './database.ts'
import type { Schema } from './schema.ts'

export type RejectionRecord = Readonly<Selectable<Schema['rejection']>>

export interface NewRejection extends NodeRow {
  readonly workflowId: number
  readonly takeId: number
  readonly slot: number
  readonly tell: string
  readonly who: string | null
}

/** Those that stand, oldest first. */
export function rejectionsOfWorkflow(database: Database, workflowId: number): Promise<RejectionRecord[]> {
  return database.query
    .selectFrom('rejection')
    .selectAll()
    .where('workflowId', '=', workflowId)
    .where('liftedAt', 'is', null)
    .orderBy('id')
    .execute()
}

/** On these takes, by any gate of any workflow. */
export async function rejectionsOfTakes(
  database: Database,
  takeIds: readonly number[],
): Promise<RejectionRecord[]> {
  const rejections: RejectionRecord[] = []
  for (const some of chunksOf(takeIds)) {
    const standing = database.query
      .selectFrom('rejection')
      .selectAll()
      .where('takeId', 'in', some)
      .where('liftedAt', 'is', null)
    rejections.push(...(await standing.execute()))
  }
  return rejections.sort((a, b) => a.id - b.id)
}

/** @returns its id */
export function writeRejection(database: Database, execute: Execute, rejection: NewRejection): number {
  const { workflowId, tab, nodeId, row, takeId, slot, tell, who } = rejection
  const values = { workflowId, tab, nodeId, row, takeId, slot, tell, who, at: Date.now(), liftedAt: null }
  const [written] = execute(database.query.insertInto('rejection').values(values).returning('id'))
  return written!.id
}

export function liftRejections(database: Database, execute: Execute, ids: readonly number[]): void {
  if (ids.length === 0) return
  execute(database.query.updateTable('rejection').set({ liftedAt: Date.now() }).where('id', 'in', ids))
}
