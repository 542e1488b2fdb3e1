/** What lies at the mirror, by content, and uploads in parts that were begun there and not ended. */
import { chunksOf } from './chunks.ts'
import type { Database } from './database.ts'

/** Upload in parts, as the store remembers it. */
export interface UploadRecord {
  readonly id: number
  readonly key: string
  /** Null where the process died before it knew. */
  readonly uploadId: string | null
  /** Name of the lock that the process which began it holds. */
  readonly owner: string
  readonly beganAt: number
}

/** Public URL by SHA-256, for those of these contents that lie at the target. */
export async function mirroredUrls(
  database: Database,
  target: string,
  contents: Iterable<string>,
): Promise<Map<string, string>> {
  const urls = new Map<string, string>()
  const wanted = [...new Set(contents)]
  for (const some of chunksOf(wanted)) {
    const rows = await database.query
      .selectFrom('mirrored')
      .select(['sha256', 'url'])
      .where('target', '=', target)
      .where('goneAt', 'is', null)
      .where('sha256', 'in', some)
      .execute()
    for (const { sha256, url } of rows) urls.set(sha256, url)
  }
  return urls
}

/** SHA-256 by public URL, whichever target it is at: a file may name a mirror of before. */
export async function mirroredContents(
  database: Database,
  urls: Iterable<string>,
): Promise<Map<string, string>> {
  const contents = new Map<string, string>()
  const wanted = [...new Set(urls)]
  for (const some of chunksOf(wanted)) {
    const rows = await database.query
      .selectFrom('mirrored')
      .select(['sha256', 'url'])
      .where('url', 'in', some)
      .execute()
    for (const { sha256, url } of rows) contents.set(url, sha256)
  }
  return contents
}

export interface MirroredRecord {
  readonly target: string
  readonly sha256: string
  readonly url: string
  /** Set where it was found not to hold any more. */
  readonly goneAt: number | null
}

/** Every public URL of these contents, at whichever target; the oldest first. */
export async function allMirrored(database: Database, contents: Iterable<string>): Promise<MirroredRecord[]> {
  const found: (MirroredRecord & { at: number })[] = []
  const wanted = [...new Set(contents)]
  for (const some of chunksOf(wanted)) {
    const rows = database.query.selectFrom('mirrored').selectAll().where('sha256', 'in', some)
    found.push(...(await rows.execute()))
  }
  return found.sort((one, other) => one.at - other.at)
}

export async function rememberMirrored(
  database: Database,
  mirrored: { readonly target: string; readonly sha256: string; readonly url: string },
): Promise<void> {
  const row = { ...mirrored, at: Date.now(), goneAt: null }
  await database.commit((execute) =>
    execute(
      database.query
        .insertInto('mirrored')
        .values(row)
        .onConflict((conflict) => conflict.columns(['target', 'sha256']).doUpdateSet(row)),
    ),
  )
}

/** It is uploaded again the next time; what the URL stood for stays known, for files that name it. */
export async function markGone(database: Database, url: string): Promise<void> {
  await database.commit((execute) =>
    execute(database.query.updateTable('mirrored').set({ goneAt: Date.now() }).where('url', '=', url)),
  )
}

/** @returns the id of its row */
export async function beginUpload(
  database: Database,
  upload: { readonly target: string; readonly key: string; readonly owner: string },
): Promise<number> {
  return database.commit((execute) => {
    const row = { ...upload, uploadId: null, beganAt: Date.now() }
    const [made] = execute(database.query.insertInto('upload').values(row).returning('id'))
    return made!.id
  })
}

export async function nameUpload(database: Database, id: number, uploadId: string): Promise<void> {
  await database.commit((execute) =>
    execute(database.query.updateTable('upload').set({ uploadId }).where('id', '=', id)),
  )
}

export async function endUpload(database: Database, id: number): Promise<void> {
  await database.commit((execute) => execute(database.query.deleteFrom('upload').where('id', '=', id)))
}

export async function openUploads(database: Database, target: string): Promise<UploadRecord[]> {
  return database.query
    .selectFrom('upload')
    .select(['id', 'key', 'uploadId', 'owner', 'beganAt'])
    .where('target', '=', target)
    .execute()
}
