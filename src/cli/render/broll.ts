/** B-roll as a person reads it: what `run` says, and the files that have the plain names, with their public URLs. */
import { relative } from 'node:path'
import type { RunReport } from '../../commands/runReport.ts'
import { oneLine } from '../safeText.ts'
import { renderRun } from './run.ts'

const MOST_FILES = 40

export function renderBroll(report: RunReport, cwd: string): string {
  const picked = report.generations
    .filter(({ selected }) => selected)
    .flatMap(({ candidates }) => candidates)
    .filter(({ path }) => path !== null && !/-t\d+-c\d+\.\w+$/.test(path))
  const shown = picked.slice(0, MOST_FILES).map(({ path, url }) => {
    const file = `file   ${oneLine(relative(cwd, path ?? '') || String(path), 200)}`
    return url === null ? file : `${file}\n       ${oneLine(url, 300)}`
  })
  const more = picked.length - shown.length
  if (more > 0) shown.push(`and ${more} more`)
  return renderRun(report, cwd, shown.length === 0 ? [] : [shown.join('\n')])
}
