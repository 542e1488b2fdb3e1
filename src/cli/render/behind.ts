/** What waits behind new candidates, as one line: an operator wants the number before the word. */
import type { Behind } from '../../commands/running/behind.ts'
import { oneLine } from '../safeText.ts'
import { atMost } from './atMost.ts'

const MOST_NAMED = 3

/** Empty when nothing waits. */
export function renderBehind({ jobs, price, generations }: Behind): string {
  if (jobs === 0) return ''
  const named = generations
    .slice(0, MOST_NAMED)
    .map(({ nodeId, title, row }) => `${oneLine(title, 32)} (${nodeId}${row > 1 ? `, row ${row}` : ''})`)
  const more = generations.length - named.length
  const list = named.join(', ') + (more > 0 ? ` and ${more} more` : '')
  const cost = price.usd === 0 ? '' : `, ${atMost(price)}`
  return `behind ${list}: not run. Once you approve, a run sends at most ${jobs} jobs for ${generations.length === 1 ? 'it' : 'them'}${cost}.`
}
