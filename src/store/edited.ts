/** Generations that the verb `edit` changed, by what they then asked for: their gates hold until somebody approves. */
import type { NodeRow } from '../workflow/model.ts'
import type { Database } from './database.ts'

export interface EditedGeneration extends NodeRow {
  readonly fingerprint: string
}

export async function writeEdited(
  database: Database,
  workflowId: number,
  edited: readonly EditedGeneration[],
): Promise<void> {
  if (edited.length === 0) return
  await database.commit((execute) => {
    for (const { tab, nodeId, row, fingerprint } of edited) {
      execute(
        database.query
          .insertInto('edited')
          .values({ workflowId, tab, nodeId, row, fingerprint })
          .onConflict((conflict) => conflict.doNothing()),
      )
    }
  })
}

/** Of these workflows: a later version is held to what was changed in a former one. */
export async function editedIn(
  database: Database,
  workflowIds: readonly number[],
): Promise<EditedGeneration[]> {
  return database.query
    .selectFrom('edited')
    .select(['tab', 'nodeId', 'row', 'fingerprint'])
    .where('workflowId', 'in', workflowIds)
    .execute()
}
