/** One entry of `errors.json`, wherever it is shown. */
import { basename } from 'node:path'
import type { StandingFailure } from '../store/failures.ts'

export interface ErrorEntry {
  readonly workflow: string
  /** Name of the newest generated file; null where nothing was made yet. */
  readonly output: string | null
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly row: number
  readonly slots: readonly number[]
  readonly errorType: string
  /** The most that any one slot was sent. */
  readonly attempts: number
  /** The service's own words, in full. */
  readonly message: string
  /** What to do. */
  readonly strategy: string
  /** ISO 8601, UTC. */
  readonly at: string
}

/** @param output stored path of the newest generated file, or null */
export function errorEntry(workflow: string, output: string | null, failure: StandingFailure): ErrorEntry {
  const { tab, nodeId, title, row, slots, errorType, attempts, message, strategy, at } = failure
  return {
    workflow,
    output: output === null ? null : basename(output),
    tab, nodeId, title, row, slots, errorType, attempts, message, strategy,
    at: new Date(at).toISOString(),
  } // biome-ignore format: the fields of an entry, in order
}
