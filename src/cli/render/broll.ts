/** B-roll as a person reads it: what `run` says, and the files that have the plain names. */
import { relative } from 'node:path'
import type { RunReport } from '../../commands/runReport.ts'
import { oneLine } from '../safeText.ts'
import { renderRun } from './run.ts'

const MOST_FILES = 40

export function renderBroll(report: RunReport, cwd: string): string {
  const files = report.generations
    .filter(({ selected }) => selected)
    .flatMap(({ candidates }) => candidates.flatMap(({ path }) => path ?? []))
    .filter((path) => !/-t\d+-c\d+\.\w+$/.test(path))
  const shown = files
    .slice(0, MOST_FILES)
    .map((path) => `file   ${oneLine(relative(cwd, path) || path, 200)}`)
  const more = files.length - shown.length
  if (more > 0) shown.push(`and ${more} more`)
  return renderRun(report, cwd, shown.length === 0 ? [] : [shown.join('\n')])
}
