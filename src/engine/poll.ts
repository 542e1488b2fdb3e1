/** How often to ask: a small share of the time already waited, so that short jobs are noticed soon and long ones cost little. */

export interface PollOptions {
  /** Shortest pause between two questions. */
  readonly minMs: number
  /** Longest; services suggest 3 to 5 s. */
  readonly maxMs: number
}

const SHARE_OF_WAIT = 0.015

export function pollPause(elapsedMs: number, { minMs, maxMs }: PollOptions): number {
  return Math.min(maxMs, Math.max(minMs, elapsedMs * SHARE_OF_WAIT))
}
