/** An approved version as a person reads it: what is open all the same, where both files are, what comes next. */
import type { GraduateReport } from '../../commands/graduate.ts'
import { describeOpen } from '../../commands/versions/openForApproval.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { savedLines } from './saved.ts'

const MOST_OPEN = 20
const MOST_LINE = 200

export function renderGraduate(report: GraduateReport, cwd: string): string {
  const { workflow, former, open } = report
  const name = safeText(workflow)
  const shown = open
    .slice(0, MOST_OPEN)
    .map((place) => `${style('yellow', 'open')}   ${oneLine(describeOpen(place), MOST_LINE)}`)
  if (open.length > shown.length) shown.push(`and ${open.length - shown.length} more: --json lists all`)
  const lines = [
    ...shown,
    ...savedLines(report, cwd).map(safeText),
    `${style('dim', 'next  ')} its files for delivery (retake run ${name}, from what is there); a change is a variant: --as`,
    style('bold', `${safeText(former)} → ${name}, approved`),
  ]
  return `${lines.join('\n')}\n`
}
