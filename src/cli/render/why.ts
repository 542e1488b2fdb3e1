/** Why something runs, as a person reads it: prompts word by word, what is gone in brackets. */
import type { Change, WhyReport } from '../../commands/why.ts'
import { oneLine } from '../safeText.ts'
import { style } from '../style.ts'
import { renderWords } from './words.ts'

const MOST_VALUE = 120
const MOST_FIELD = 60

export function renderWhy({ generations }: WhyReport): string {
  const parts = generations.map(({ tab, nodeId, title, row, action, reason, changes }) => {
    const head = `${style('bold', action)} ${oneLine(tab, 24)}:${nodeId} "${oneLine(title, 40)}" row ${row}: ${oneLine(reason, 200)}`
    return [head, ...changes.map((change) => `  ${renderChange(change)}`)].join('\n')
  })
  return `${parts.join('\n')}\n`
}

function renderChange({ field: name, before, after, explanation, words }: Change): string {
  const field = oneLine(name, MOST_FIELD)
  if (explanation !== null) return `${style('cyan', field)} ${oneLine(explanation, 300)}`
  if (words !== null) return `${style('cyan', field)} ${renderWords(words)}`
  return `${style('cyan', field)} ${shownValue(before)} → ${shownValue(after)}`
}

function shownValue(value: unknown): string {
  return value === undefined ? 'not there' : oneLine(JSON.stringify(value), MOST_VALUE)
}
