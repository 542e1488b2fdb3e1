/** Why something runs, as a person reads it: prompts word by word, what is gone in brackets. */
import type { Change, WhyReport } from '../../commands/why.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'

const MOST_VALUE = 120
const WORDS_AROUND = 60

export function renderWhy({ generations }: WhyReport): string {
  const parts = generations.map(({ tab, nodeId, title, row, action, reason, changes }) => {
    const head = `${style('bold', action)} ${oneLine(tab, 24)}:${nodeId} "${oneLine(title, 40)}" row ${row}: ${oneLine(reason, 200)}`
    return [head, ...changes.map((change) => `  ${renderChange(change)}`)].join('\n')
  })
  return `${parts.join('\n')}\n`
}

function renderChange({ field, before, after, explanation, words }: Change): string {
  if (explanation !== null) return `${style('cyan', field)} ${oneLine(explanation, 300)}`
  if (words !== null) return `${style('cyan', field)} ${words.map(renderWords).join('')}`
  return `${style('cyan', field)} ${shownValue(before)} → ${shownValue(after)}`
}

function renderWords({ text, is }: NonNullable<Change['words']>[number]): string {
  const safe = safeText(text.replace(/\s+/g, ' '))
  if (is === 'removed') return style('red', `[-${safe}-]`)
  if (is === 'added') return style('green', `{+${safe}+}`)
  return safe.length > 2 * WORDS_AROUND
    ? `${safe.slice(0, WORDS_AROUND)} … ${safe.slice(-WORDS_AROUND)}`
    : safe
}

function shownValue(value: unknown): string {
  return value === undefined ? 'not there' : oneLine(JSON.stringify(value), MOST_VALUE)
}
