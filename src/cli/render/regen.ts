/** A re-roll as a person reads it: what was made, then what waits behind it. */
import type { RanEdit } from '../../commands/editing/editReport.ts'
import type { RegenReport } from '../../commands/regen.ts'
import { renderBehind } from './behind.ts'
import { renderRun } from './run.ts'

export function renderRegen(report: RegenReport | RanEdit, cwd: string): string {
  const behind = renderBehind(report.behind)
  return renderRun(report, cwd, behind === '' ? [] : [behind])
}
