/** What jobs cost together: dollars where prices are known, and how many jobs have none. An unknown price is never a zero. */

export interface Amount {
  readonly jobs: number
  /** US dollars of those that have a price. */
  readonly usd: number
  /** How many have none. */
  readonly unpriced: number
}

export const NO_JOBS: Amount = { jobs: 0, usd: 0, unpriced: 0 }

/** @param prices US dollars of each job, null where no price is known */
export function amountOf(prices: Iterable<number | null>): Amount {
  let amount = NO_JOBS
  for (const price of prices) amount = plusJobs(amount, 1, price)
  return amount
}

/** So many more jobs of one price. */
export function plusJobs(amount: Amount, jobs: number, priceUsd: number | null): Amount {
  const micros = microsOf(amount.usd) + jobs * microsOf(priceUsd ?? 0)
  return {
    jobs: amount.jobs + jobs,
    usd: micros / MICRO,
    unpriced: amount.unpriced + (priceUsd === null ? jobs : 0),
  }
}

export function plusAmount(one: Amount, other: Amount): Amount {
  return {
    jobs: one.jobs + other.jobs,
    usd: (microsOf(one.usd) + microsOf(other.usd)) / MICRO,
    unpriced: one.unpriced + other.unpriced,
  }
}

/** US dollars of all of them, or null where the price of one is not known. */
export function usdOf({ usd, unpriced }: Amount): number | null {
  return unpriced === 0 ? usd : null
}

/** Sums are made in whole micro-dollars, so that ten times 0.1 is 1. */
const MICRO = 1_000_000

function microsOf(usd: number): number {
  return Math.round(usd * MICRO)
}
