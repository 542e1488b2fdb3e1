/** An amount in words: `$3.20`, `$3.20 + 4 jobs without a price`, `price not known`. */
import type { Amount } from '../store/amount.ts'

export function amountText({ jobs, usd, unpriced }: Amount): string {
  if (unpriced === 0) return usdText(usd)
  if (unpriced === jobs) return 'price not known'
  return `${usdText(usd)} + ${unpriced} ${unpriced === 1 ? 'job' : 'jobs'} without a price`
}

/** In cents, and in what is smaller only where a price has it: half a cent is not nothing. */
export function usdText(usd: number): string {
  const digits = usd.toFixed(6).replace(/0{1,4}$/, '')
  return `$${digits}`
}
