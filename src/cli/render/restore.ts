/** A version that was brought back, as a person reads it. */
import { relative } from 'node:path'
import type { RestoreReport } from '../../commands/restore.ts'
import { safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { savedLines } from './saved.ts'

export function renderRestore(report: RestoreReport, cwd: string): string {
  const { workflow, restored, from } = report
  const name = safeText(workflow)
  const origin = from === null ? "the store's copy of its last run" : relative(cwd, from) || from
  const lines = [
    `from   ${safeText(origin)}`,
    ...savedLines(report, cwd).map(safeText),
    `${style('dim', 'next  ')} retake run ${name}: takes that ${safeText(restored)} had are used again at no cost`,
    style('bold', `${name} holds what ${safeText(restored)} held: nothing ran, nothing paid`),
  ]
  return `${lines.join('\n')}\n`
}
