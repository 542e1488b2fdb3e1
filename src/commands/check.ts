/** `check`: what is wrong with a workflow, before anything is spent; with `--fix`, mends what is mechanical. */
import { z } from 'zod'
import { type MendedDocument, mendWhole } from '../workflow/mendWhole.ts'
import type { Finding } from '../workflow/model.ts'
import type { App, ProjectBackend } from './app.ts'
import type { Command, Report } from './command.ts'
import { refuseBroll } from './finding/refuseBroll.ts'
import { openSource, type Source } from './finding/source.ts'
import { findingsOf } from './findings.ts'
import { adoptFirst } from './running/adoptFirst.ts'
import type { SavedSource } from './versions/enterSave.ts'
import { saveSource } from './versions/saveSource.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  fix: z.boolean().optional().describe('Mend what is mechanical; the former file goes to backups'),
  as: z.string().optional().describe('With --fix: the version to write, as V0-4 or V1-1'),
  backend: z.string().optional().describe('Who would generate: models and limits are those of this backend'),
})

type CheckInput = z.infer<typeof INPUT>

type Mends = MendedDocument['mends']

export interface CheckReport {
  readonly workflow: string
  /** What is (still) wrong. */
  readonly findings: readonly Finding[]
  readonly errors: number
  readonly warnings: number
  /** What `--fix` did. */
  readonly mends: Mends
  /** What `--fix` wrote, or null. */
  readonly saved: SavedSource | null
  readonly exitCode: number
}

export const check: Command<CheckInput, CheckReport> = {
  name: 'check',
  summary: 'Find mistakes in a workflow before anything is spent, and mend them with --fix',
  example: 'retake check XYZG3-V0-1',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, input: CheckInput, report: Report): Promise<CheckReport> => {
    const source = await openSource(app, input.file)
    const projectBackend = await source.project.backend(input.backend)
    if (source.note !== null) report({ type: 'note', message: source.note })
    if (input.fix) refuseBroll(app, source)
    if (!input.fix) return reportOf(source, projectBackend, [], null)
    const { mends } = mendWhole(source.document, { name: source.name })
    if (mends.length === 0) return reportOf(source, projectBackend, [], null)
    const hasTakes = await adoptFirst(app, source, projectBackend, report)
    const saved = await saveSource(
      app,
      source,
      { hasTakes, as: input.as, verb: 'check --fix' },
      (name) => mendWhole(source.document, { name }).bytes,
    )
    return reportOf(await openSource(app, saved.path), projectBackend, mends, saved)
  },
}

function reportOf(
  { name, wiring }: Source,
  { backend }: ProjectBackend,
  mends: Mends,
  saved: SavedSource | null,
): CheckReport {
  const findings = findingsOf(wiring, backend)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  return { workflow: name, findings, errors, warnings, mends, saved, exitCode: errors > 0 ? 3 : 0 }
}
