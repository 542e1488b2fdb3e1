/** What carrying out a plan takes, besides the plan. */
import type { Finding } from '../workflow/model.ts'
import type { Report } from './command.ts'
import type { RunInput } from './runInput.ts'

export interface ExecuteOptions {
  readonly input: RunInput
  readonly findings: readonly Finding[]
  readonly report: Report
}
