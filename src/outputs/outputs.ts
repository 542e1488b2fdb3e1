/** What was written of a view. */
export interface Outputs {
  /** The generated file, or null when there is no candidate to show. */
  readonly path: string | null
  /** The contact sheet, or null when there is no candidate to show. */
  readonly sheet: string | null
  /** Whether the file was written by this run (not only named). */
  readonly isNew: boolean
  /** What the person should know about the choice of file, or null. */
  readonly note: string | null
  readonly errorsPath: string | null
  /** Absolute path of the readable copy of a candidate, by `copyKey`. */
  readonly copies: ReadonlyMap<string, string>
}
