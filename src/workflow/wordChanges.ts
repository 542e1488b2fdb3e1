/** Two texts, word by word: what stayed, what came, what went. */
import { diffWordsWithSpace } from 'diff'

/** In order; all that is not `removed` is the newer text. */
export type WordChanges = readonly { readonly text: string; readonly is: 'same' | 'added' | 'removed' }[]

/** Texts that take too long to compare are shown whole instead. */
const MOST_DIFF_MS = 1_000

/** null where it would take too long. */
export function wordsOf(before: string, after: string): WordChanges | null {
  const words = diffWordsWithSpace(before, after, { timeout: MOST_DIFF_MS })
  if (words === undefined) return null
  return words.map(({ value, added, removed }) => {
    return { text: value, is: added ? 'added' : removed ? 'removed' : 'same' }
  })
}
