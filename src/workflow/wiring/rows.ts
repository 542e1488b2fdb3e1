/** Rows go together: row i of each. One row serves every row; other counts must be equal. */

export interface RowCount {
  readonly count: number
  /** The different counts above one, when there are several. */
  readonly unequal: readonly number[]
}

export function countRows(counts: readonly number[]): RowCount {
  const several = [...new Set(counts.filter((count) => count > 1))]
  return { count: Math.max(1, ...several), unequal: several.length > 1 ? several : [] }
}

/** `row` counts from 0. Where counts are unequal (an error elsewhere) the last one serves the rest. */
export function rowAt<Item>(rows: readonly Item[], row: number): Item | undefined {
  return rows[row] ?? rows.at(-1)
}
