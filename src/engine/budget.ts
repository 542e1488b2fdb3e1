/** What a run may still spend. A job reserves its price before it is sent, and keeps it whatever becomes of it. */

export interface Limits {
  /** Most jobs to send, or null. */
  readonly maxJobs: number | null
  /** Most US dollars to spend, or null. */
  readonly budgetUsd: number | null
}

export interface Budget {
  /** Whether one more job of that price may be sent; if so it counts as spent. */
  reserve(priceUsd: number | null): boolean
  /** The job was never sent: its price is free again. */
  release(priceUsd: number | null): void
}

/** Sums of prices are compared in whole micro-dollars, so that ten times 0.1 is 1. */
const MICRO = 1_000_000

export function budget({ maxJobs, budgetUsd }: Limits): Budget {
  let jobs = 0
  let micros = 0
  return {
    reserve: (priceUsd) => {
      const price = Math.round((priceUsd ?? 0) * MICRO)
      const tooMany = maxJobs !== null && jobs + 1 > maxJobs
      const tooDear = budgetUsd !== null && micros + price > Math.round(budgetUsd * MICRO)
      if (tooMany || tooDear) return false
      jobs += 1
      micros += price
      return true
    },
    release: (priceUsd) => {
      jobs -= 1
      micros -= Math.round((priceUsd ?? 0) * MICRO)
    },
  }
}
