/** A changed text as a person reads it: word by word, what is gone in brackets, long stretches that stayed cut. */
import type { Change } from '../../commands/why.ts'
import { safeText } from '../safeText.ts'
import { style } from '../style.ts'

type Words = NonNullable<Change['words']>

const WORDS_AROUND = 60

export function renderWords(words: Words): string {
  return words.map(renderWord).join('')
}

function renderWord({ text, is }: Words[number]): string {
  const safe = safeText(text.replace(/\s+/g, ' '))
  if (is === 'removed') return style('red', `[-${safe}-]`)
  if (is === 'added') return style('green', `{+${safe}+}`)
  return safe.length > 2 * WORDS_AROUND
    ? `${safe.slice(0, WORDS_AROUND).replace(/\S*$/, '')}… ${safe.slice(-WORDS_AROUND).replace(/^\S*\s/, '')}`
    : safe
}
