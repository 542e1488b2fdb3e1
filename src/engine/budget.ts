/**
 * What one command may still send and spend. A job reserves its price before it is sent, and keeps it whatever becomes of
 * it; what may have been taken keeps it too, so that a job which may have been paid twice counts twice.
 */

export interface Limits {
  /** Most jobs to send, or null. */
  readonly maxJobs: number | null
  /** Most US dollars to spend, or null. */
  readonly budgetUsd: number | null
}

export interface Budget {
  /** Whether one more job of that price may be sent; if so it counts as spent. Under a budget none without a price may. */
  reserve(priceUsd: number | null): boolean
  /** The job was never taken: its price is free again. */
  release(priceUsd: number | null): void
}

/** The limits are those of a command: one that goes on with an earlier one's work begins with nothing spent. */
export function budget({ maxJobs, budgetUsd }: Limits): Budget {
  const mostMicros = budgetUsd === null ? null : Math.floor(budgetUsd * MICRO + NOISE)
  let jobs = 0
  let micros = 0
  return {
    reserve: (priceUsd) => {
      if (maxJobs !== null && jobs + 1 > maxJobs) return false
      const price = microsOf(priceUsd)
      if (mostMicros !== null && (priceUsd === null || micros + price > mostMicros)) return false
      jobs += 1
      micros += price
      return true
    },
    release: (priceUsd) => {
      jobs -= 1
      micros -= microsOf(priceUsd)
    },
  }
}

/** Sums of prices are compared in whole micro-dollars, so that ten times 0.1 is 1. */
const MICRO = 1_000_000
/** What binary fractions add to 0.1 × 1,000,000: no part of a price. */
const NOISE = 1e-3

/** Rounded up: many small prices never come to more than the budget. */
function microsOf(priceUsd: number | null): number {
  return Math.ceil((priceUsd ?? 0) * MICRO - NOISE)
}
