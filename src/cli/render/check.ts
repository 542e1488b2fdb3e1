/** Findings as a person reads them: what was mended, then errors, then warnings, each with its mend. */
import { relative } from 'node:path'
import type { CheckReport } from '../../commands/check.ts'
import { describeFinding, sentence } from '../../commands/findings.ts'
import { cutAt, safeText } from '../safeText.ts'
import { style } from '../style.ts'

const MOST_LINE = 1_000

export function renderCheck(report: CheckReport, cwd: string): string {
  const mended = report.mends.map((one) => `${style('green', 'mended')} ${shown(describeFinding(one))}`)
  const ordered = [...report.findings].sort((a, b) => a.severity.localeCompare(b.severity))
  const found = ordered.map((finding) => {
    const label = style(finding.severity === 'error' ? 'red' : 'yellow', finding.severity)
    const head = `${label} ${shown(describeFinding(finding))} ${style('dim', finding.code)}`
    return finding.mend === '' ? head : `${head}\n  ${shown(sentence(finding.mend))}`
  })
  const lines = [...mended, ...savedLines(report, cwd), ...found, style('bold', safeText(sumOf(report)))]
  return `${lines.join('\n')}\n`
}

/** A title may be longer than a book. */
function shown(text: string): string {
  const safe = safeText(text.slice(0, MOST_LINE))
  return text.length > MOST_LINE ? `${cutAt(safe, MOST_LINE - 1)}…` : safe
}

function savedLines({ saved }: CheckReport, cwd: string): string[] {
  if (saved === null) return []
  const place = (path: string) => relative(cwd, path) || path
  return [`wrote  ${place(saved.path)}`, `former ${place(saved.backup)}`]
}

function sumOf({ workflow, findings, errors, warnings }: CheckReport): string {
  if (findings.length === 0) return `${workflow}: nothing wrong found.`
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`
  const stop = errors > 0 ? ' It is not run until the errors are mended.' : ''
  return `${workflow}: ${count(errors, 'error')}, ${count(warnings, 'warning')}.${stop}`
}
