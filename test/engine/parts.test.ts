import fc from 'fast-check'
import { expect, test } from 'vitest'
import { budget } from '../../src/engine/budget.ts'
import { jobQueue } from '../../src/engine/jobQueue.ts'
import { canonicalJson, recipeOf, seedOf } from '../../src/engine/recipe.ts'
import { MOST_ATTEMPTS, pauseBeforeRetry } from '../../src/engine/retry.ts'
import { submitGate } from '../../src/engine/submitGate.ts'

test('a recipe does not depend on the order of keys, and does on every value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 }), (request) => {
      const shuffled = Object.fromEntries(Object.entries(request).reverse())
      expect(recipeOf('glabs', shuffled).hash).toBe(recipeOf('glabs', request).hash)
      expect(recipeOf('sketch', request).hash).not.toBe(recipeOf('glabs', request).hash)
      expect(recipeOf('glabs', { ...request, another: 1 }).hash).not.toBe(recipeOf('glabs', request).hash)
    }),
  )
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe('{"b":[{"c":2,"d":1}]}')
})

test('seeds are the same for the same recipe, take and slot, and differ between slots and takes', () => {
  expect(seedOf('r', 1, 2)).toBe(seedOf('r', 1, 2))
  expect(new Set([seedOf('r', 1, 1), seedOf('r', 1, 2), seedOf('r', 2, 1), seedOf('s', 1, 1)]).size).toBe(4)
})

test('neither jobs nor dollars ever exceed their limit, whatever the prices and the order', () => {
  const price = fc.integer({ min: 0, max: 500 }).map((cents) => cents / 100)
  fc.assert(
    fc.property(fc.array(price), fc.nat(20), price, (prices, maxJobs, budgetUsd) => {
      const limits = budget({ maxJobs, budgetUsd })
      const sent = prices.filter((priceUsd) => limits.reserve(priceUsd))
      expect(sent.length).toBeLessThanOrEqual(maxJobs)
      expect(sent.reduce((sum, cost) => sum + Math.round(cost * 100), 0)).toBeLessThanOrEqual(
        Math.round(budgetUsd * 100),
      )
    }),
  )
})

test('the queue gives back everything, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const queue = jobQueue<number>((a, b) => a < b)
      for (const number of numbers) queue.push(number)
      const out = numbers.map(() => queue.pop())
      expect(out).toEqual([...numbers].sort((a, b) => a - b))
      expect(queue.size).toBe(0)
    }),
  )
})

test('a refusal is not repeated; other failures are, with growing pauses, and a stated wait is kept', () => {
  const error = { errorType: 'api_error', message: '', retryable: true } as const
  const pauses = Array.from({ length: MOST_ATTEMPTS }, (_, at) =>
    pauseBeforeRetry(error, at + 1, { baseMs: 100 }, 0.5),
  )
  expect(pauses).toEqual([100, 300, null])
  expect(pauseBeforeRetry({ ...error, retryable: false }, 1, { baseMs: 100 }, 0.5)).toBeNull()
  expect(pauseBeforeRetry({ ...error, retryAfterMs: 7000 }, 1, { baseMs: 100 }, 0.5)).toBe(7000)
})

test('a look-up waits for submits in flight and holds back new ones', async () => {
  const gate = submitGate()
  const order: string[] = []
  let sent = () => {}
  const first = gate.submit(
    () =>
      new Promise<void>((resolve) => {
        sent = () => {
          order.push('first submit')
          resolve()
        }
      }),
  )
  const lookUp = gate.lookUp(async () => void order.push('look-up'))
  const second = gate.submit(async () => void order.push('second submit'))
  sent()
  await Promise.all([first, lookUp, second])
  expect(order).toEqual(['first submit', 'look-up', 'second submit'])
})
