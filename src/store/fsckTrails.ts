/** Where else bytes may lie that the vault has lost: readable copies, the mirror, the web, the backend. */
import type { Database } from './database.ts'

export interface Trails {
  /** Stored paths of files that had these bytes when they were written. */
  readonly copies: readonly string[]
  /** Public URLs; one that was found dead comes last. */
  readonly mirrored: readonly string[]
  /** URLs and `file:` paths that the bytes came from. */
  readonly origins: readonly string[]
  /** Jobs that made them: they may be asked again. */
  readonly jobs: readonly { readonly backend: string; readonly handle: string }[]
}

export async function trailsOf({ query }: Database, sha256: string): Promise<Trails> {
  const copies = await query.selectFrom('copy').select('path').where('sha256', '=', sha256).execute()
  const outputs = await query.selectFrom('output').select('path').where('sha256', '=', sha256).execute()
  const mirrored = await query
    .selectFrom('mirrored')
    .select(['url', 'goneAt'])
    .where('sha256', '=', sha256)
    .orderBy('at', 'desc')
    .execute()
  const references = await query.selectFrom('reference').select('url').where('sha256', '=', sha256).execute()
  const candidates = await query
    .selectFrom('candidate')
    .leftJoin('job', 'job.id', 'candidate.jobId')
    .select(['candidate.url', 'job.backend', 'job.handle'])
    .where('candidate.sha256', '=', sha256)
    .execute()
  const isDead = ({ goneAt }: { goneAt: number | null }) => (goneAt === null ? 0 : 1)
  const jobs = candidates.flatMap(({ backend, handle }) =>
    backend === null || handle === null ? [] : [{ backend, handle }],
  )
  return {
    copies: [...copies, ...outputs].map(({ path }) => path),
    mirrored: mirrored.sort((one, other) => isDead(one) - isDead(other)).map(({ url }) => url),
    origins: [
      ...new Set([...references.map(({ url }) => url), ...candidates.flatMap(({ url }) => url ?? [])]),
    ],
    // A slot that is kept in a re-roll is entered again, with the same job.
    jobs: [...new Map(jobs.map((job) => [`${job.backend} ${job.handle}`, job])).values()],
  }
}
