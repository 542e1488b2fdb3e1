/** A changed text as a person reads it: word by word, what is gone in brackets, long stretches that stayed cut. */
import type { Change } from '../../commands/why.ts'
import { safeText } from '../safeText.ts'
import { style } from '../style.ts'

type Words = NonNullable<Change['words']>

const WORDS_AROUND = 60
const MOST_CHANGED = 4_000

export function renderWords(words: Words): string {
  return words.map(renderWord).join('')
}

function renderWord({ text, is }: Words[number]): string {
  const safe = oneStretch(text)
  if (is === 'removed') return style('red', `[-${safe}-]`)
  if (is === 'added') return style('green', `{+${safe}+}`)
  return safe.length > 2 * WORDS_AROUND
    ? `${safe.slice(0, WORDS_AROUND).replace(/\S*$/, '')}… ${safe.slice(-WORDS_AROUND).replace(/^\S*\s/, '')}`
    : safe
}

/** Blanks at its ends stay: they part it from its neighbours. */
function oneStretch(text: string): string {
  const line = safeText(text.replace(/\s+/g, ' '))
  if (line.length <= 2 * MOST_CHANGED) return line
  return `${line.slice(0, MOST_CHANGED)}… ${line.slice(-WORDS_AROUND)}`
}
