/** `errors`: what of a workflow did not land, and what to do about it. Reads the store; sends and writes nothing. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { z } from 'zod'
import { RetakeError } from '../errors.ts'
import { type ErrorEntry, errorEntry } from '../outputs/errorEntry.ts'
import { failuresOf } from '../store/failures.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { newestOutput } from '../store/outputs.ts'
import { lastSource } from '../store/runs.ts'
import { databaseFile, type Store } from '../store/store.ts'
import { findWorkflow, type WorkflowRecord } from '../store/workflows.ts'
import { parseName } from '../workflow/versionName.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { ERROR_TYPES } from './errorTypes.ts'
import { type NamedSource, nameSource } from './finding/nameSource.ts'
import { openSource, readSource } from './finding/source.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  type: z.enum(ERROR_TYPES).optional().describe('Show failures of this type only'),
})

type ErrorsInput = z.infer<typeof INPUT>

export interface ErrorsReport {
  readonly workflow: string
  /** Absolute path of the source. */
  readonly path: string
  /** False for a workflow that never ran. */
  readonly hasRun: boolean
  /** As in `errors.json`. */
  readonly entries: readonly ErrorEntry[]
  /** How many more there are of other types. */
  readonly otherTypes: number
}

export const errors: Command<ErrorsInput, ErrorsReport> = {
  name: 'errors',
  summary: 'Tell what did not land, why, and what to do',
  example: 'retake errors XYZG3-V0-1',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, { file, type }: ErrorsInput, report: Report): Promise<ErrorsReport> => {
    const named = nameSource(app.cwd, file)
    const { path, name } = named
    if (named.note !== null) report({ type: 'note', message: named.note })
    const { location, store } = await app.project(named.folder)
    const answer = { workflow: name, path }
    const never = { ...answer, hasRun: false, entries: [], otherTypes: 0 }
    if (!existsSync(databaseFile(location))) return never
    const opened = store()
    const sha256 = await sha256Of(app, named, report)
    const workflow = await recordOf(named, sha256, opened)
    const ranWith = workflow && (await lastSource(opened.database, workflow.id))
    if (workflow === null || ranWith === null) return never
    if (sha256 !== null && ranWith !== sha256) report({ type: 'note', message: CHANGED })
    const all = await entriesOf(workflow, opened)
    const entries = all.filter(({ errorType }) => type === undefined || errorType === type)
    return { ...answer, hasRun: true, entries, otherTypes: all.length - entries.length }
  },
}

const CHANGED = 'The source has changed since its last run; these are the failures of that run.'

/** As a run would know it; null for a folder of B-roll in which a file is wrong. */
async function sha256Of(app: App, { path, folder }: NamedSource, report: Report): Promise<string | null> {
  if (path === folder) {
    try {
      return (await openSource(app, path)).sha256
    } catch (error) {
      if (!(error instanceof RetakeError)) throw error
      report({ type: 'note', message: `${error.message} These are the failures of its last run.` })
      return null
    }
  }
  const bytes = await readSource(path, relative(app.cwd, path) || path)
  return createHash('sha256').update(bytes).digest('hex')
}

function recordOf(
  { path, name }: NamedSource,
  sha256: string | null,
  store: Store,
): Promise<WorkflowRecord | null> {
  const { code, version } = parseName(name)
  const identity = { path: storedPath(store.project, path), name, code, version }
  const isGone = (stored: string) => !existsSync(fromStoredPath(store.project, stored))
  return findWorkflow(store.database, identity, sha256 ?? '', isGone)
}

async function entriesOf({ id, name }: WorkflowRecord, { database }: Store): Promise<ErrorEntry[]> {
  const entries: ErrorEntry[] = []
  for (const variant of ['generated', 'sketch'] as const) {
    const output = await newestOutput(database, id, variant)
    const failures = await failuresOf(database, [id], variant)
    entries.push(...failures.map((failure) => errorEntry(name, output?.path ?? null, failure)))
  }
  return entries
}
