/** The price of what is not sent yet: an upper bound. */
import { amountText } from '../../commands/amountText.ts'

type Amount = Parameters<typeof amountText>[0]

/** `at most $3.20 + 4 jobs without a price`, or `price not known`. */
export function atMost(price: Amount): string {
  const isUnknown = price.jobs > 0 && price.unpriced === price.jobs
  return isUnknown ? amountText(price) : `at most ${amountText(price)}`
}
