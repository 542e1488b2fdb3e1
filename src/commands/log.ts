/** `log`: what has happened to a workflow, whichever version: versions, runs, takes, picks, money, who. Reads the store alone. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type Amount, NO_JOBS, plusAmount, usdOf } from '../store/amount.ts'
import { databaseFile } from '../store/store.ts'
import { workflowsOfCode } from '../store/workflows.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { workflowNamed } from './finding/workflowNamed.ts'
import { type LogEntry, logEntries } from './versions/logEntries.ts'
import { type LoggedVersion, loggedVersions } from './versions/loggedVersions.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a code; all its versions are told of'),
  limit: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('How many entries at the most, the newest; 50 by default'),
})

type LogInput = z.infer<typeof INPUT>

const DEFAULT_LIMIT = 50

export interface LogReport {
  readonly code: string
  /** In the order of their versions. */
  readonly versions: readonly LoggedVersion[]
  /** Oldest first; the newest so many. */
  readonly entries: readonly LogEntry[]
  /** How many entries there are. */
  readonly total: number
  /** Jobs that services took, in all runs. */
  readonly jobs: number
  /** What they cost together. */
  readonly cost: Amount
  /** US dollars of all runs, or null where a price is not known. */
  readonly costUsd: number | null
}

export const log: Command<LogInput, LogReport> = {
  name: 'log',
  summary: 'Tell what has happened to a workflow: versions, runs, takes, picks, money, who',
  example: 'retake log XYZG3',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, { file, limit = DEFAULT_LIMIT }: LogInput, report: Report): Promise<LogReport> => {
    const { code, path, project } = await workflowNamed(app, file, report)
    const folder = path === null ? app.cwd : dirname(path)
    if (!existsSync(databaseFile(project.location))) {
      const versions = loggedVersions({ code, folder, current: path, project: project.location.project }, [])
      return { code, versions, entries: [], total: 0, jobs: 0, cost: NO_JOBS, costUsd: 0 }
    }
    const store = project.store()
    const records = await workflowsOfCode(store.database, code)
    const versions = loggedVersions({ code, folder, current: path, project: store.project }, records)
    const all = await logEntries(store, code, records)
    const runs = all.filter((entry) => entry.kind === 'run')
    const cost = runs.reduce((sum, run) => plusAmount(sum, run.cost), NO_JOBS)
    return {
      code,
      versions,
      entries: all.slice(-limit),
      total: all.length,
      jobs: runs.reduce((sum, { jobs }) => sum + jobs.sent, 0),
      cost,
      costUsd: usdOf(cost),
    }
  },
}
