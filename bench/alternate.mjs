// Times contestants in turns, so that what else the machine does strikes all alike; the middle of the rounds counts.

/**
 * @typedef {number | Record<string, number>} Measured
 * @typedef {object} Contest
 * @property {Record<string, number>} median By contestant.
 * @property {(of: string, over: string) => number} ratio The middle of the ratios within each round.
 * @property {(of: string, less: string) => number} difference The middle of the differences within each round.
 */

/**
 * @param {Record<string, () => Measured | Promise<Measured>>} contestants Each answers with what it measured: one number
 *   under its own name, or several under names of their own.
 * @param {{ rounds: number, warmUps?: number }} options Warm-ups are not counted.
 * @returns {Promise<Contest>}
 */
export async function alternate(contestants, { rounds, warmUps = 0 }) {
  /** @type {Record<string, number[]>} */
  const measured = {}
  for (let round = -warmUps; round < rounds; round += 1) {
    const turns = Object.entries(contestants)
    if (round % 2 !== 0) turns.reverse()
    for (const [name, run] of turns) {
      const answer = await run()
      const values = typeof answer === 'number' ? { [name]: answer } : answer
      if (round < 0) continue
      for (const [key, value] of Object.entries(values)) measured[key] = [...(measured[key] ?? []), value]
    }
  }
  /** @param {string} one @param {string} other @param {(a: number, b: number) => number} join */
  const perRound = (one, other, join) =>
    median((measured[one] ?? []).map((value, round) => join(value, measured[other]?.[round] ?? Number.NaN)))
  return {
    median: Object.fromEntries(Object.entries(measured).map(([name, values]) => [name, median(values)])),
    ratio: (of, over) => perRound(of, over, (a, b) => a / b),
    difference: (of, less) => perRound(of, less, (a, b) => a - b),
  }
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

/**
 * @param {() => unknown} work
 * @returns {Promise<number>} Milliseconds.
 */
export async function timed(work) {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
