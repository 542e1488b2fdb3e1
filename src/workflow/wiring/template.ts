/** `{placeholder}` tokens in a template's text. Braces of JSON are none; what is filled in is not looked into again. */
import type { TextRow } from './arrivals.ts'

/** In characters. Templates that hold each other twice double with each level. */
export const maxPromptLength = 10_000_000

const placeholder = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** In the order of appearance, with repetitions. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(placeholder)].map((match) => match[1] ?? '')
}

/** A placeholder without a value stays as it stands. Stops growing above `maxPromptLength`. */
export function fillTemplate(text: string, rowOf: (name: string) => TextRow | undefined): TextRow {
  let filled = ''
  let isBlank = true
  let at = 0
  const append = (piece: string, pieceIsBlank: boolean) => {
    if (filled.length <= maxPromptLength) filled += piece
    isBlank &&= pieceIsBlank
  }
  for (const match of text.matchAll(placeholder)) {
    const before = text.slice(at, match.index)
    append(before, before.trim() === '')
    const value = rowOf(match[1] ?? '')
    append(value?.text ?? match[0], value?.isBlank ?? false)
    at = match.index + match[0].length
  }
  const rest = text.slice(at)
  append(rest, rest.trim() === '')
  return { text: filled, isBlank }
}
