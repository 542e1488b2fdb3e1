/** A new version as a person reads it: where both files are, and what it is for. */
import type { BumpReport } from '../../commands/bump.ts'
import { safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { savedLines } from './saved.ts'

export function renderBump(report: BumpReport, cwd: string): string {
  const { workflow, former } = report
  const name = safeText(workflow)
  const next = `change it (retake edit ${name} …), then run it (retake run ${name}): what is unchanged costs nothing`
  const lines = [
    ...savedLines(report, cwd).map(safeText),
    `${style('dim', 'next  ')} ${next}`,
    style('bold', `${safeText(former)} → ${name}: nothing ran, nothing paid`),
  ]
  return `${lines.join('\n')}\n`
}
