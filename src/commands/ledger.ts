/** `ledger`: every job that was ever sent, with what it cost and what became of it, and what that comes to. Reads the store alone. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import type { Amount } from '../store/amount.ts'
import { amountOf } from '../store/amount.ts'
import { jobsOf, reusedCandidates } from '../store/ledger.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { databaseFile, type Store } from '../store/store.ts'
import { allWorkflows, type SeenWorkflow, workflowsOfCode } from '../store/workflows.ts'
import { parseName } from '../workflow/versionName.ts'
import type { App, Project } from './app.ts'
import type { Command } from './command.ts'
import { type NamedWorkflow, workflowNamed } from './finding/workflowNamed.ts'
import { freeBackends } from './ledger/freeBackends.ts'
import { type LedgerEntry, ledgerEntry } from './ledger/ledgerEntry.ts'
import { type LedgerSums, monthOf, type NamedSums, sumsBy, sumsOf, verbOf } from './ledger/ledgerTotals.ts'
import { sinceTime } from './ledger/sinceTime.ts'

const INPUT = z.strictObject({
  file: z
    .string()
    .optional()
    .describe(
      'A version (a path or a name), or a code for all versions; everything in the store if left out',
    ),
  since: z
    .string()
    .optional()
    .describe('Jobs sent since then: a date (2026-11-01), a date-time, or an age (7d, 24h)'),
})

type LedgerInput = z.infer<typeof INPUT>

export interface LedgerReport extends LedgerSums {
  /** What it is about: a version, a code, or null for the whole store. */
  readonly about: string | null
  /** ISO, or null: from the beginning. */
  readonly since: string | null
  /**
   * Candidates of the newest takes that were made for another generation (a former version, a copy, a node that was moved
   * or renamed), once for each generation that has them so: nothing was paid for them again.
   */
  readonly reused: Amount
  /** In the order in which they were sent. Drawings are no jobs. */
  readonly jobs: readonly LedgerEntry[]
  readonly byMonth: readonly NamedSums[]
  readonly byCommand: readonly NamedSums[]
  readonly byWorkflow: readonly NamedSums[]
}

export const ledger: Command<LedgerInput, LedgerReport> = {
  name: 'ledger',
  summary: 'Tell what every job cost and what became of it, and what was spent, reused, unknown, wasted',
  example: 'retake ledger XYZG3 --since 7d',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, { file, since }: LedgerInput): Promise<LedgerReport> => {
    const from = since === undefined ? null : sinceTime(since, Date.now())
    const named = file === undefined ? null : await workflowNamed(app, file, () => {})
    const project = named?.project ?? (await app.project(app.cwd))
    const isThere = existsSync(databaseFile(project.location))
    const { jobs, reused } = isThere ? await read(project, named, file ?? '', from) : NOTHING
    return {
      about: named === null ? null : (versionIn(file ?? '') ?? named.code),
      since: from === null ? null : new Date(from).toISOString(),
      ...sumsOf(jobs),
      reused,
      jobs,
      byMonth: sumsBy(jobs, monthOf),
      byCommand: sumsBy(jobs, verbOf),
      byWorkflow: sumsBy(jobs, ({ workflow }) => workflow),
    }
  },
}

interface Read {
  readonly jobs: readonly LedgerEntry[]
  readonly reused: Amount
}

const NOTHING: Read = { jobs: [], reused: amountOf([]) }

async function read(
  project: Project,
  named: NamedWorkflow | null,
  given: string,
  since: number | null,
): Promise<Read> {
  const store = project.store()
  const { database } = store
  const workflows = named === null ? await allWorkflows(database) : await recordsOf(store, named, given)
  const names = new Map(workflows.map(({ id, name }) => [id, name]))
  const ids = named === null ? null : [...names.keys()]
  const records = jobsOf(database, ids, since)
  const reused = reusedCandidates(database, ids, since)
  const free = await freeBackends(project, [...records, ...reused])
  return {
    jobs: records
      .filter(({ backend }) => !free.has(backend))
      .map((record) => ledgerEntry(record, names.get(record.workflowId) ?? '')),
    reused: amountOf(reused.filter(({ backend }) => !free.has(backend)).map(({ costUsd }) => costUsd)),
  }
}

/** All versions of a code; of a name with a version this one, and not one of the same name in another folder. */
async function recordsOf(
  { database, project }: Store,
  { code, path }: NamedWorkflow,
  given: string,
): Promise<SeenWorkflow[]> {
  const records = await workflowsOfCode(database, code)
  const version = versionIn(given)?.toLowerCase()
  if (version === undefined) return records
  const own = path === null ? null : storedPath(project, path)
  return records.filter(
    (record) =>
      record.name.toLowerCase() === version &&
      (record.path === own || !existsSync(fromStoredPath(project, record.path))),
  )
}

/** `XYZG3-V0-1` of a path or a name with a version, also of a generated file; null for a bare code. */
function versionIn(given: string): string | null {
  const { code, version } = parseName(basename(given))
  return version === null ? null : `${code}-${version}`
}
