/** Replacing pieces of a text, all at once. */

/** Offsets into the text; `end` is behind the last replaced character. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly replacement: string
}

/** The splices must not overlap; of two at one place the earlier in the list comes first. */
export function spliceText(text: string, splices: readonly Splice[]): string {
  const pieces: string[] = []
  let at = 0
  for (const { start, end, replacement } of splices.toSorted((left, right) => left.start - right.start)) {
    pieces.push(text.slice(at, start), replacement)
    at = end
  }
  pieces.push(text.slice(at))
  return pieces.join('')
}
