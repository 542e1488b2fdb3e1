/** Two ledgers side by side: what the service took, and what the store knows of it. */

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { LedgerEntry } from '../../../sim/ledger.ts'
import type { App } from '../../../src/commands/app.ts'

export interface Ledgers {
  /** Jobs that the service took. */
  readonly accepted: number
  /** Of them: the store has no handle. */
  readonly strays: number
  /** Jobs that our ledger marks as perhaps paid for nothing. */
  readonly unknown: number
  /** Finished at the service under a handle of ours, but no candidate of the store. */
  readonly lost: readonly string[]
  /** Candidates of which the vault lacks the bytes, or has others. */
  readonly damaged: readonly string[]
  readonly candidates: number
}

export async function compareLedgers(
  app: App,
  folder: string,
  entries: readonly LedgerEntry[],
): Promise<Ledgers> {
  const project = await app.project(folder)
  const { query } = project.store().database
  const vault = project.vault()
  const jobs = await query.selectFrom('job').select(['id', 'handle', 'state', 'mayHaveBeenPaid']).execute()
  const candidates = await query.selectFrom('candidate').select(['jobId', 'sha256']).execute()
  const kept = new Set(candidates.map(({ jobId }) => jobId))
  const jobOf = new Map(
    jobs.flatMap(({ id, handle }) => (handle === null ? [] : [[taskIn(handle), id] as const])),
  )
  const accepted = entries.flatMap(({ taskId, status }) => (taskId === null ? [] : [{ taskId, status }]))
  return {
    accepted: accepted.length,
    strays: accepted.filter(({ taskId }) => !jobOf.has(taskId)).length,
    unknown: jobs.filter(({ state, mayHaveBeenPaid }) => state === 'unknown' && mayHaveBeenPaid === 1).length,
    lost: accepted
      .filter(({ taskId, status }) => {
        const job = jobOf.get(taskId)
        return status === 'completed' && job !== undefined && !kept.has(job)
      })
      .map(({ taskId }) => taskId),
    damaged: candidates.flatMap(({ sha256 }) =>
      sha256 !== null && !isWhole(vault.path(sha256), sha256) ? [sha256] : [],
    ),
    candidates: candidates.length,
  }
}

function taskIn(handle: string): string {
  return JSON.parse(handle).taskId
}

function isWhole(path: string, sha256: string): boolean {
  return existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === sha256
}
