/**
 * A service that throttles is left alone for a while: each wait twice as long as the one before, a stated wait honoured.
 * It burns no attempt. When all that there are throttle for longer than the run is willing to wait, it ends with what it has.
 */

export interface CoolDownOptions {
  /** First wait. */
  readonly baseMs: number
  /** Longest time without a success. */
  readonly waitMs: number
}

export interface CoolDown {
  /** The service said that it is throttled. False when waiting on makes no sense. */
  throttled(retryAfterMs: number | undefined, nowMs: number): boolean
  /** A job went through. */
  worked(): void
  /** How long nothing may be sent. */
  leftMs(nowMs: number): number
  /** It is left alone for longer than the run is willing to wait. */
  isTooLong(nowMs: number): boolean
}

/** Times are of a monotonic clock. */
export function coolDown({ baseMs, waitMs }: CoolDownOptions): CoolDown {
  let untilMs = 0
  let sinceMs: number | null = null
  let next = baseMs
  return {
    throttled: (retryAfterMs, nowMs) => {
      sinceMs ??= nowMs
      if (nowMs >= untilMs) {
        untilMs = nowMs + Math.max(next, retryAfterMs ?? 0)
        next *= 2
      } else if (retryAfterMs !== undefined) untilMs = Math.max(untilMs, nowMs + retryAfterMs)
      return untilMs - sinceMs <= waitMs
    },
    worked: () => {
      sinceMs = null
      next = baseMs
    },
    leftMs: (nowMs) => Math.max(0, untilMs - nowMs),
    isTooLong: (nowMs) => untilMs > nowMs && untilMs - (sinceMs ?? nowMs) > waitMs,
  }
}
