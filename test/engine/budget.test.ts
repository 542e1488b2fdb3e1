/** Limits of a command: sums of prices are exact, and what has no price is never taken for free. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { budget } from '../../src/engine/budget.ts'

/** How many jobs of that price may be sent. */
function most(budgetUsd: number, priceUsd: number): number {
  const { reserve } = budget({ maxJobs: 10_000, budgetUsd })
  let count = 0
  while (reserve(priceUsd)) count += 1
  return count
}

test('ten times 0.1 is 1, three times 0.1 is 0.3, and a third job of 0.335 does not fit into 1', () => {
  expect(most(1, 0.1)).toBe(10)
  expect(most(0.3, 0.1)).toBe(3)
  expect(most(0.7, 0.1)).toBe(7)
  expect(most(1, 0.335)).toBe(2)
  expect(most(4.35, 0.01)).toBe(435)
})

test('a budget is met to the last job and never exceeded, whatever the prices, their order and what is given back', () => {
  const cents = fc.integer({ min: 0, max: 99_999 })
  const job = fc.record({ price: cents, isGivenBack: fc.boolean() })
  fc.assert(
    fc.property(fc.array(job, { maxLength: 60 }), fc.integer({ min: 0, max: 999_999 }), (jobs, limit) => {
      const { reserve, release } = budget({ maxJobs: null, budgetUsd: limit / 10_000 })
      let spent = 0
      for (const { price, isGivenBack } of jobs) {
        const isSent = reserve(price / 10_000)
        expect(isSent).toBe(spent + price <= limit)
        if (isSent && isGivenBack) release(price / 10_000)
        else if (isSent) spent += price
      }
    }),
    { numRuns: 500 },
  )
})

test('prices below a millionth of a dollar do not slip through', () => {
  expect(most(0.001, 0.0000004)).toBeLessThanOrEqual(2_500)
  expect(most(0, 0.0000004)).toBe(0)
  expect(most(0, 0)).toBe(10_000)
})

test('under a budget a job without a price is not sent; under a number of jobs alone it counts as one', () => {
  expect(budget({ maxJobs: null, budgetUsd: 1_000 }).reserve(null)).toBe(false)
  const { reserve, release } = budget({ maxJobs: 2, budgetUsd: null })
  expect([reserve(null), reserve(null), reserve(null)]).toEqual([true, true, false])
  release(null)
  expect([reserve(null), reserve(null)]).toEqual([true, false])
})
