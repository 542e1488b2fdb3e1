/** Findings as a person reads them: errors first, each with its mend. */
import type { CheckReport } from '../../commands/check.ts'
import { safeText } from '../safeText.ts'
import { style } from '../style.ts'

export function renderCheck({ workflow, findings, errors, warnings }: CheckReport): string {
  const ordered = [...findings].sort((a, b) => a.severity.localeCompare(b.severity))
  const lines = ordered.map(({ severity, code, tab, nodeId, title, field, message, mend }) => {
    const place = [tab, nodeId === null ? null : `node ${nodeId}`, title && `"${title}"`, field]
      .filter(Boolean)
      .join(', ')
    const label = style(severity === 'error' ? 'red' : 'yellow', severity)
    const head = `${label} ${safeText(place)}${place === '' ? '' : ': '}${safeText(message)} ${style('dim', code)}`
    return mend === '' ? head : `${head}\n  ${safeText(mend)}`
  })
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`
  const sum =
    findings.length === 0
      ? `${workflow}: nothing wrong found.`
      : `${workflow}: ${count(errors, 'error')}, ${count(warnings, 'warning')}.${errors > 0 ? ' It is not run until the errors are mended.' : ''}`
  return `${[...lines, style('bold', safeText(sum))].join('\n')}\n`
}
