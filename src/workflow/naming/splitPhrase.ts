/** A phrase that no title fits, as several names that stand side by side: `scene 03 05`, `14 scene 03`. */
import type { Hearing } from './hearing.ts'
import { matchPhrase } from './matchPhrase.ts'
import type { Piece } from './pieces.ts'
import { kindOf, wordsOf } from './words.ts'

/** Null where it is none. */
export function splitPhrase(phrase: string, hearing: Hearing): Piece[] | null {
  const words = phrase.split(/\s+/)
  return numbersBehind(words, hearing) ?? numbersBefore(words, hearing)
}

const number = /^#?\d+$/
/** More numbers in one breath are no slip. */
const MOST_NUMBERS = 50

function numbersBehind(words: readonly string[], hearing: Hearing): Piece[] | null {
  for (let count = 1; count <= MOST_NUMBERS && count < words.length; count++) {
    if (!number.test(words.at(-count) ?? '')) return null
    const head = words.slice(0, -count)
    if (isScene(head) && fits(head.join(' '), hearing)) {
      return [phrasePiece(head.join(' ')), ...words.slice(-count).map((word) => numberPiece(word, false))]
    }
  }
  return null
}

function numbersBefore(words: readonly string[], hearing: Hearing): Piece[] | null {
  const count = words.findIndex((word) => !number.test(word))
  if (count <= 0 || count > MOST_NUMBERS) return null
  const numbers = words.slice(0, count).map((word) => numberPiece(word, true))
  const tail = words.slice(count).join(' ')
  const areIds = numbers.every(({ text }) => hearing.titles.nodes.withId(Number(text)).length > 0)
  return areIds && fits(tail, hearing) ? [...numbers, phrasePiece(tail)] : null
}

/** `scene 03`, `scene 03 image`: here a number begins another. Behind `scene 03 image scene` it does not. */
function isScene(words: readonly string[]): boolean {
  const [last = ''] = wordsOf(words.at(-1) ?? '').slice(-1)
  return words.some((word) => /\d/.test(word)) && (/^\d/.test(last) || kindOf(last) !== null)
}

function fits(text: string, hearing: Hearing): boolean {
  return matchPhrase(text, hearing).generations.length > 0
}

function phrasePiece(text: string): Piece {
  return { is: 'phrase', text, isLoose: false }
}

function numberPiece(word: string, isSurely: boolean) {
  return { is: 'number', text: word.replace('#', ''), isSurely } as const
}
