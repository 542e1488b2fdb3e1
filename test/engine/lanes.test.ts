import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseLane } from '../../src/engine/chooseLane.ts'
import { coolDown } from '../../src/engine/coolDown.ts'

const width = fc.integer({ min: 1, max: 64 })
const load = width.chain((concurrency) =>
  fc.record({ concurrency: fc.constant(concurrency), active: fc.nat(concurrency) }),
)

test('the least loaded lane is chosen, by its share; none where all are full', () => {
  fc.assert(
    fc.property(fc.array(load), (lanes) => {
      const chosen = chooseLane(lanes)
      const free = lanes.filter(({ active, concurrency }) => active < concurrency)
      expect(chosen === null).toBe(free.length === 0)
      const shares = free.map(({ active, concurrency }) => active / concurrency)
      if (chosen !== null) expect(chosen.active / chosen.concurrency).toBe(Math.min(...shares))
    }),
  )
})

test('whatever comes and goes, no lane exceeds its width, and nobody is idle while another is full', () => {
  const step = fc.record({ ends: fc.boolean(), which: fc.nat() })
  fc.assert(
    fc.property(fc.array(width, { minLength: 1, maxLength: 6 }), fc.array(step), (widths, steps) => {
      const lanes = widths.map((concurrency) => ({ concurrency, active: 0 }))
      for (const { ends, which } of steps) {
        const busy = lanes.filter(({ active }) => active > 0)
        const ending = ends ? busy[which % Math.max(1, busy.length)] : undefined
        const before = lanes.map(({ active }) => active)
        const chosen = ending === undefined ? chooseLane(lanes) : null
        if (ending !== undefined) ending.active -= 1
        if (chosen === null) continue
        chosen.active += 1
        expect(chosen.active).toBeLessThanOrEqual(chosen.concurrency)
        if (before[lanes.indexOf(chosen)]! > 0) expect(before).not.toContain(0)
      }
    }),
  )
})

test('lanes of one width are never more than one job apart while they are filled', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), width, fc.nat(400), (count, concurrency, jobs) => {
      const lanes = Array.from({ length: count }, () => ({ concurrency, active: 0 }))
      for (let job = 0; job < jobs; job += 1) {
        const lane = chooseLane(lanes)
        if (lane === null) expect(job).toBeGreaterThanOrEqual(count * concurrency)
        else lane.active += 1
      }
      const actives = lanes.map(({ active }) => active)
      expect(Math.max(...actives) - Math.min(...actives)).toBeLessThanOrEqual(1)
    }),
  )
})

test('a cool-down is too long while it goes beyond the wait, and no longer once it is over', () => {
  const cooling = coolDown({ baseMs: 10, waitMs: 100 })
  expect(cooling.isTooLong(0)).toBe(false)
  expect(cooling.throttled(undefined, 0)).toBe(true)
  expect(cooling.isTooLong(5)).toBe(false)
  expect(cooling.throttled(600, 20)).toBe(false)
  expect(cooling.isTooLong(20)).toBe(true)
  // What was still under way lands; the stated wait stands all the same.
  cooling.worked()
  expect(cooling.isTooLong(30)).toBe(true)
  expect(cooling.isTooLong(620)).toBe(false)
  expect(cooling.leftMs(620)).toBe(0)
})
