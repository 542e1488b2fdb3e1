/** Lists in pieces: SQLite takes only so many values in one statement. */

const MOST_VALUES = 500

export function* chunksOf<Value>(values: readonly Value[]): Generator<readonly Value[]> {
  for (let at = 0; at < values.length; at += MOST_VALUES) yield values.slice(at, at + MOST_VALUES)
}
