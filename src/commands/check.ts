/** `check`: what is wrong with a workflow, before anything is spent. */
import { z } from 'zod'
import type { Finding } from '../workflow/model.ts'
import type { App } from './app.ts'
import type { Command } from './command.ts'
import { findingsOf } from './findings.ts'
import { openSource } from './source.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  backend: z.string().optional().describe('Who would generate: models and limits are those of this backend'),
})

type CheckInput = z.infer<typeof INPUT>

export interface CheckReport {
  readonly workflow: string
  readonly findings: readonly Finding[]
  readonly errors: number
  readonly warnings: number
  readonly exitCode: number
}

export const check: Command<CheckInput, CheckReport> = {
  name: 'check',
  summary: 'Find mistakes in a workflow before anything is spent',
  example: 'retake check XYZG3-V0-1',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, input: CheckInput): Promise<CheckReport> => {
    const source = await openSource(app, input.file)
    const findings = findingsOf(source.wiring, (await source.project.backend(input.backend)).backend)
    const errors = findings.filter(({ severity }) => severity === 'error').length
    return {
      workflow: source.name,
      findings,
      errors,
      warnings: findings.length - errors,
      exitCode: errors > 0 ? 3 : 0,
    }
  },
}
