/** A wait that a service states, as one that a timer can keep: beyond 2^31 ms a timer fires at once. */

const DAY_MS = 86_400_000

/** Undefined for what is no wait at all. */
export function statedWait(waitMs: number): number | undefined {
  return Number.isNaN(waitMs) ? undefined : Math.min(DAY_MS, Math.max(0, waitMs))
}
