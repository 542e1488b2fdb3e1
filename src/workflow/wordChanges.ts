/** Two texts, word by word: what stayed, what came, what went. */
import { diffWordsWithSpace } from 'diff'

/** In order; all that is not `removed` is the newer text. */
export type WordChanges = readonly WordChange[]

export interface WordChange {
  readonly text: string
  readonly is: 'same' | 'added' | 'removed'
}

/** Texts that take too long to compare are shown whole instead. */
const MOST_DIFF_MS = 1_000

/** null where it would take too long. */
export function wordsOf(before: string, after: string): WordChanges | null {
  const words = diffWordsWithSpace(before, after, { timeout: MOST_DIFF_MS })
  if (words === undefined) return null
  return mergeNeighbours(
    words.map(({ value, added, removed }) => {
      return { text: value, is: added ? 'added' : removed ? 'removed' : 'same' }
    }),
  )
}

/** `casual top` → `blue cotton t-shirt` is one change, not word for word in turn: blanks alone do not part two. */
function mergeNeighbours(words: readonly WordChange[]): WordChange[] {
  const merged: WordChange[] = []
  let removed = ''
  let added = ''
  const close = () => {
    if (removed !== '') merged.push({ text: removed, is: 'removed' })
    if (added !== '') merged.push({ text: added, is: 'added' })
    removed = ''
    added = ''
  }
  for (const [at, { text, is }] of words.entries()) {
    const next = words[at + 1]
    const isBetween = removed !== '' && added !== '' && next !== undefined && next.is !== 'same'
    if (is === 'removed') removed += text
    else if (is === 'added') added += text
    else if (isBetween && text.trim() === '') {
      removed += text
      added += text
    } else {
      close()
      merged.push({ text, is })
    }
  }
  close()
  return merged
}
