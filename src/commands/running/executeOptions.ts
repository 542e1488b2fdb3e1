/** What carrying out a plan takes, besides the plan. */
import type { Finding } from '../../workflow/model.ts'
import type { Report } from '../command.ts'
import type { RunFlags } from '../runInput.ts'
import type { Errand } from './prepare.ts'

export interface ExecuteOptions {
  readonly input: RunFlags
  /** Absent where the command is about nothing. */
  readonly errand?: Errand
  /** Called when it is sure that something will be done; gives the errand as it is then entered in the store. */
  begin?(): Promise<Errand>
  readonly findings: readonly Finding[]
  readonly report: Report
}

/** How a run is entered in the log. */
export interface LogEntry {
  /** As typed. */
  readonly command: string
  /** What it is about, as JSON. */
  readonly selection: string | null
}
