/** What references last were, so that an unreachable one can still be had. */
import type { Database } from './database.ts'

export interface RememberedReference {
  readonly sha256: string
  readonly mediaType: string
  readonly etag: string | null
  readonly lastModified: string | null
}

export async function recallReference(database: Database, url: string): Promise<RememberedReference | null> {
  const row = await database.query
    .selectFrom('reference')
    .select(['sha256', 'mediaType', 'etag', 'lastModified'])
    .where('url', '=', url)
    .executeTakeFirst()
  return row ?? null
}

export async function rememberReference(
  database: Database,
  url: string,
  reference: RememberedReference,
): Promise<void> {
  const row = { ...reference, url, fetchedAt: Date.now() }
  await database.commit((execute) =>
    execute(
      database.query
        .insertInto('reference')
        .values(row)
        .onConflict((conflict) => conflict.column('url').doUpdateSet(row)),
    ),
  )
}
