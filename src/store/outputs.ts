/** Generated files that were written, and the names of readable copies. What is newest is said here, not by the folder. */

import type { Selectable } from 'kysely'
import { chunksOf } from './chunks.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export type OutputRecord = Readonly<Selectable<Schema['output']>>
export type OutputVariant = Schema['output']['variant']

export async function newestOutput(
  database: Database,
  workflowId: number,
  variant: OutputVariant,
): Promise<OutputRecord | null> {
  const row = await database.query
    .selectFrom('output')
    .selectAll()
    .where('workflowId', '=', workflowId)
    .where('variant', '=', variant)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** The record of the output that a copy was made of, by the name that it had. */
export async function outputNamed(
  database: Database,
  workflowIds: readonly number[],
  fileName: string,
): Promise<OutputRecord | null> {
  const rows = await database.query
    .selectFrom('output')
    .selectAll()
    .where('workflowId', 'in', workflowIds)
    .orderBy('id', 'desc')
    .execute()
  return rows.find(({ path }) => path === fileName || path.endsWith(`/${fileName}`)) ?? null
}

/** Whether the picks of a file with these bytes were taken up before. */
export async function isTakenIn(database: Database, workflowId: number, sha256: string): Promise<boolean> {
  const row = await database.query
    .selectFrom('takenIn')
    .select('at')
    .where('workflowId', '=', workflowId)
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return row !== undefined
}

export async function markTakenIn(database: Database, workflowId: number, sha256: string): Promise<void> {
  await database.commit((execute) =>
    execute(
      database.query
        .insertInto('takenIn')
        .values({ workflowId, sha256, at: Date.now() })
        .onConflict((conflict) => conflict.doNothing()),
    ),
  )
}

/** A workflow whose outputs are in a folder. */
export interface OutputOwner {
  readonly workflowId: number
  readonly name: string
  readonly code: string
  readonly version: string | null
  /** Stored path of its source. */
  readonly path: string
  /** Stored path of its newest output of that variant; null where nothing was made yet. */
  readonly output: string | null
}

/** @param folder stored path */
export async function ownersOfFolder(
  database: Database,
  folder: string,
  variant: OutputVariant,
): Promise<OutputOwner[]> {
  const rows = await database.query
    .selectFrom('workflow')
    .leftJoin('output', (join) =>
      join.onRef('output.workflowId', '=', 'workflow.id').on('variant', '=', variant),
    )
    .select([
      'workflow.id as workflowId',
      'workflow.name',
      'code',
      'version',
      'workflow.path',
      'output.path as output',
    ])
    .where('workflow.outputFolder', '=', folder)
    .orderBy('output.id')
    .execute()
  return [...new Map(rows.map((row) => [row.workflowId, row])).values()]
}

/** @param folder stored path of the folder that a workflow's outputs are written to */
export async function keepOutputFolder(
  database: Database,
  workflowId: number,
  folder: string,
): Promise<void> {
  await database.commit((execute) =>
    execute(
      database.query.updateTable('workflow').set({ outputFolder: folder }).where('id', '=', workflowId),
    ),
  )
}

/** Stored path of the folder that its outputs were last written to; null before the first. */
export async function outputFolderOf(database: Database, workflowId: number): Promise<string | null> {
  const row = await database.query
    .selectFrom('workflow')
    .select('outputFolder')
    .where('id', '=', workflowId)
    .executeTakeFirst()
  return row?.outputFolder ?? null
}

export async function writeOutput(
  database: Database,
  output: Omit<OutputRecord, 'id' | 'writtenAt'>,
): Promise<void> {
  const row = { ...output, writtenAt: Date.now() }
  await database.commit((execute) =>
    execute(
      database.query
        .insertInto('output')
        .values(row)
        .onConflict((conflict) => conflict.column('path').doUpdateSet(row)),
    ),
  )
}

/** SHA-256 that each stored path of a folder was given to. An empty path is the project folder itself. */
export function copiesAt(database: Database, folder: string): Map<string, string> {
  const all = database.query.selectFrom('copy').selectAll()
  const inFolder =
    folder === ''
      ? all.where('path', 'not like', '%/%')
      : all.where('path', '>=', `${folder}/`).where('path', '<', `${folder}0`)
  const rows = database.bulk(inFolder, ['path', 'sha256'])
  return new Map(rows.map(({ path, sha256 }) => [path, sha256]))
}

export async function writeCopies(database: Database, copies: ReadonlyMap<string, string>): Promise<void> {
  if (copies.size === 0) return
  await database.commit((execute) => {
    for (const [path, sha256] of copies) {
      execute(
        database.query
          .insertInto('copy')
          .values({ path, sha256 })
          .onConflict((conflict) => conflict.column('path').doUpdateSet({ sha256 })),
      )
    }
  })
}

export async function forgetCopy(database: Database, path: string): Promise<void> {
  await database.commit((execute) => execute(database.query.deleteFrom('copy').where('path', '=', path)))
}

/** Which of these stored paths are readable copies of ours. */
export async function knownCopies(
  database: Database,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const known = new Map<string, string>()
  for (const some of chunksOf(paths)) {
    const rows = await database.query.selectFrom('copy').selectAll().where('path', 'in', some).execute()
    for (const { path, sha256 } of rows) known.set(path, sha256)
  }
  return known
}
