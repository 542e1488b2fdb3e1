/** A retry as a person reads it: what healed, then what only a person can heal, with the commands for it. */

import type { RetryReport } from '../../commands/retry.ts'
import type { Need } from '../../commands/retrying/needs.ts'
import { oneLine } from '../safeText.ts'
import { style } from '../style.ts'
import { renderBehind } from './behind.ts'
import { renderRun } from './run.ts'

export function renderRetry(report: RetryReport, cwd: string): string {
  const behind = renderBehind(report.behind)
  return renderRun(report, cwd, [...report.needs.map(renderNeed), ...(behind === '' ? [] : [behind])])
}

function renderNeed({ tab, nodeId, title, row, errorType, words, commands }: Need): string {
  const named =
    words.length === 0
      ? ''
      : ` The service names ${words.map((word) => `"${oneLine(word, 40)}"`).join(', ')}.`
  const change = errorType === 'model not available' ? 'another model' : 'another prompt'
  const head = `${style('yellow', 'needs you')} ${oneLine(tab, 24)}:${nodeId} "${oneLine(title, 32)}" row ${row}: ${errorType} wants ${change}.${named}`
  return [head, ...commands.map((command) => `  ${command}`)].join('\n')
}
