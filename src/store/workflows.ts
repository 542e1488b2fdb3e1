/** Which document is which: found by its path, else, when that file is gone, by its name. */
import type { MediaKind, NodeRow } from '../workflow/model.ts'
import type { Database, Execute } from './database.ts'
import { lastSource } from './runs.ts'

export interface WorkflowIdentity {
  /** Stored path of the source. */
  readonly path: string
  readonly name: string
  readonly code: string
  readonly version: string | null
}

export interface WorkflowRecord extends WorkflowIdentity {
  readonly id: number
}

/**
 * The store's row for a source, made if it is new.
 * @param sourceSha256 of its bytes: a source of the same name, or of the same bytes as a file that is gone at its last
 *   run, is that file, moved or renamed
 * @param isGone whether a stored path has no file any more
 */
export async function registerWorkflow(
  database: Database,
  identity: WorkflowIdentity,
  sourceSha256: string,
  isGone: (path: string) => boolean,
): Promise<WorkflowRecord> {
  const known = await findWorkflow(database, identity, sourceSha256, isGone)
  if (known === null) {
    const [row] = await database.commit((execute) =>
      execute(
        database.query
          .insertInto('workflow')
          .values({ ...identity, outputFolder: null, createdAt: Date.now() })
          // Another process may have seen it first, a moment ago.
          .onConflict((conflict) => conflict.column('path').doUpdateSet(identity))
          .returning('id'),
      ),
    )
    return { ...identity, id: row!.id }
  }
  if (known.path !== identity.path) {
    await database.commit((execute) =>
      execute(database.query.updateTable('workflow').set(identity).where('id', '=', known.id)),
    )
  }
  return { ...identity, id: known.id }
}

/** As `registerWorkflow`, but null for a source that the store has not seen. */
export async function findWorkflow(
  database: Database,
  { path, name }: WorkflowIdentity,
  sourceSha256: string,
  isGone: (path: string) => boolean,
): Promise<WorkflowRecord | null> {
  const all = await database.query.selectFrom('workflow').selectAll().orderBy('id', 'desc').execute()
  const here = all.find((row) => row.path === path)
  if (here !== undefined) return here
  const gone = all.filter((row) => isGone(row.path))
  const moved = gone.find((row) => row.name === name)
  if (moved !== undefined) return moved
  for (const row of gone) if ((await lastSource(database, row.id)) === sourceSha256) return row
  return null
}

export interface SeenWorkflow extends WorkflowRecord {
  /** When the store first saw it, Unix milliseconds. */
  readonly createdAt: number
}

/** All versions of a code that the store has seen, this one included, newest row first. */
export async function workflowsOfCode(database: Database, code: string): Promise<SeenWorkflow[]> {
  return database.query
    .selectFrom('workflow')
    .select(['id', 'path', 'name', 'code', 'version', 'createdAt'])
    .where('code', '=', code)
    .orderBy('id', 'desc')
    .execute()
}

/** Every version of every workflow that the store has seen. */
export function allWorkflows(database: Database): Promise<SeenWorkflow[]> {
  return database.query
    .selectFrom('workflow')
    .select(['id', 'path', 'name', 'code', 'version', 'createdAt'])
    .orderBy('id')
    .execute()
}

/** A generation whose candidates came with the file and are in the store: they are not taken in once more. */
export interface AdoptedGeneration extends GenerationIdentity {
  /** Fingerprint of the list that it brings. */
  readonly adopted: string
}

/** The row of a version that is about to be known: else a file of the same bytes would be taken for a renamed one. */
export function addVersion(
  database: Database,
  execute: Execute,
  identity: WorkflowIdentity,
  adopted: readonly AdoptedGeneration[],
): void {
  setAside(database, execute, identity.path)
  const [row] = execute(
    database.query
      .insertInto('workflow')
      .values({ ...identity, outputFolder: null, createdAt: Date.now() })
      .returning('id'),
  )
  for (const { tab, nodeId, row: rowNumber, title, kind, adopted: fingerprint } of adopted) {
    const place = { workflowId: row!.id, tab, nodeId, row: rowNumber }
    execute(
      database.query
        .insertInto('generation')
        .values({ ...place, title, kind, adopted: fingerprint })
        .onConflict((conflict) =>
          conflict.columns(['workflowId', 'tab', 'nodeId', 'row']).doUpdateSet({ adopted: fingerprint }),
        ),
    )
  }
}

/** A version that was undone, and is now written again, is another one: it begins with what the one before it has. */
function setAside(database: Database, execute: Execute, path: string): void {
  const [former] = execute(database.query.selectFrom('workflow').select('id').where('path', '=', path))
  if (former === undefined) return
  const aside = { path: `${path} (undone, ${former.id})`, outputFolder: null }
  execute(database.query.updateTable('workflow').set(aside).where('id', '=', former.id))
}

export interface GenerationIdentity extends NodeRow {
  readonly title: string
  readonly kind: MediaKind
}

/** Rows for the generations of a document, made where they are new: id by `tab:node:row`. */
export async function registerGenerations(
  database: Database,
  workflowId: number,
  generations: readonly (GenerationIdentity & { readonly key: string })[],
): Promise<Map<string, number>> {
  const ofWorkflow = database.query
    .selectFrom('generation')
    .select(['id', 'tab', 'nodeId', 'row', 'title'])
    .where('workflowId', '=', workflowId)
  const rows = database.bulk(ofWorkflow, ['id', 'tab', 'nodeId', 'row', 'title'])
  const known = new Map(rows.map((row) => [`${row.tab}:${row.nodeId}:${row.row}`, row]))
  const ids = new Map<string, number>()
  const outdated = generations.filter((generation) => {
    const row = known.get(generation.key)
    if (row !== undefined) ids.set(generation.key, row.id)
    return row?.title !== generation.title
  })
  if (outdated.length === 0) return ids
  await database.commit((execute) => {
    for (const { key, tab, nodeId, row, title, kind } of outdated) {
      const [written] = execute(
        database.query
          .insertInto('generation')
          .values({ workflowId, tab, nodeId, row, title, kind, adopted: null })
          .onConflict((conflict) =>
            conflict.columns(['workflowId', 'tab', 'nodeId', 'row']).doUpdateSet({ title, kind }),
          )
          .returning('id'),
      )
      ids.set(key, written!.id)
    }
  })
  return ids
}
