/** The candidates that a node shows, flat over its rows as the file keeps them. */
export interface Gallery {
  readonly urls: readonly string[]
  /** From 0, as `_savedRowMapping` has it. */
  readonly rowOfEach: readonly number[]
  readonly rowCount: number
  /** Index of the one on show; 0 where none is picked. */
  readonly shown: number
}
