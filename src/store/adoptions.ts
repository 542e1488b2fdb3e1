/** Candidates that came with a file, and those known by their URL. */
import { chunksOf } from './chunks.ts'
import type { Database } from './database.ts'

/** Fingerprint of the list that each generation (`tab:node:row`) adopted. */
export async function adoptedLists(database: Database, workflowId: number): Promise<Map<string, string>> {
  const rows = await database.query
    .selectFrom('generation')
    .select(['tab', 'nodeId', 'row', 'adopted'])
    .where('workflowId', '=', workflowId)
    .where('adopted', 'is not', null)
    .execute()
  return new Map(rows.map(({ tab, nodeId, row, adopted }) => [`${tab}:${nodeId}:${row}`, adopted ?? '']))
}

/** Which of these URLs are candidates already. */
export async function knownUrls(database: Database, urls: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>()
  for (const some of chunksOf(urls)) {
    const rows = await database.query.selectFrom('candidate').select('url').where('url', 'in', some).execute()
    for (const { url } of rows) if (url !== null) known.add(url)
  }
  return known
}
