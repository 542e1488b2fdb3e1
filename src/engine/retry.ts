/** The one retry policy for paid calls. Nothing below the engine repeats one. */
import type { BackendError } from '../backends/backend.ts'

export const MOST_ATTEMPTS = 3

export interface RetryPauses {
  /** Pause after the first failure; it triples with each further one. */
  readonly baseMs: number
}

/**
 * How long to wait before the next attempt, or null to give the slot up.
 * @param attempt the one that just failed, from 1
 * @param random in [0, 1): spreads repeats so that they do not arrive together
 */
export function pauseBeforeRetry(
  error: BackendError,
  attempt: number,
  { baseMs }: RetryPauses,
  random: number,
): number | null {
  if (!error.retryable || attempt >= MOST_ATTEMPTS) return null
  const pauseMs = baseMs * 3 ** (attempt - 1) * (0.75 + random / 2)
  return Math.max(pauseMs, error.retryAfterMs ?? 0)
}
