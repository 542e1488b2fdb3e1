/** Bytes that the store knows by content, wherever a file with them lies now: moved and copied folders have other paths. */
import type { Database } from './database.ts'

/** Whether Retake can make a file with these bytes again: it is a candidate, or was written as a view. */
export async function isKnownContent({ query }: Database, sha256: string): Promise<boolean> {
  const candidate = await query
    .selectFrom('candidate')
    .select('slot')
    .where('sha256', '=', sha256)
    .limit(1)
    .execute()
  if (candidate.length > 0) return true
  return (
    (await query.selectFrom('copy').select('path').where('sha256', '=', sha256).limit(1).execute()).length > 0
  )
}

/** Whether a generation of this place, in whichever workflow, has a candidate with these bytes. */
export async function isCandidateOf(
  { query }: Database,
  sha256: string,
  { tab, nodeId }: { readonly tab: string; readonly nodeId: number },
): Promise<boolean> {
  const rows = await query
    .selectFrom('candidate')
    .innerJoin('claim', 'claim.takeId', 'candidate.takeId')
    .innerJoin('generation', 'generation.id', 'claim.generationId')
    .select('candidate.slot')
    .where('candidate.sha256', '=', sha256)
    .where('tab', '=', tab)
    .where('nodeId', '=', nodeId)
    .limit(1)
    .execute()
  return rows.length > 0
}
