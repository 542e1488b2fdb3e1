/** Lines up the rows of two lists: what is the same at the head and at the tail stays, the middle goes row by row. */

export interface RowDifference<Value> {
  /** From 0; in the newer list, or in the older one for a removed row. */
  readonly row: number
  readonly before: Value | undefined
  readonly after: Value | undefined
}

export function alignRows<Value>(
  before: readonly Value[],
  after: readonly Value[],
  isSame: (before: Value, after: Value) => boolean,
): RowDifference<Value>[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && isSame(before[head] as Value, after[head] as Value)) head++
  let tail = 0
  while (tail < shorter - head && isSame(before.at(-1 - tail) as Value, after.at(-1 - tail) as Value)) tail++
  const middleBefore = before.slice(head, before.length - tail)
  const middleAfter = after.slice(head, after.length - tail)
  const length = Math.max(middleBefore.length, middleAfter.length)
  return Array.from({ length }, (_, at) => {
    return { row: head + at, before: middleBefore[at], after: middleAfter[at] }
  }).filter(({ before: old, after: now }) => old === undefined || now === undefined || !isSame(old, now))
}
