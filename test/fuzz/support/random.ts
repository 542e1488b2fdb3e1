/** Chance that a seed repeats: the same seed gives the same case on every machine. */

export interface Random {
  /** From 0 up to, not including, `count`. */
  below(count: number): number
  pick<Item>(items: readonly Item[]): Item
  /** True once in `times`. */
  oneIn(times: number): boolean
  /** For a generator that wants a seed of its own. */
  seed(): number
}

/** Mulberry32, stirred once so that neighbouring seeds have nothing in common. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (count: number) => Math.floor((next() / 4_294_967_296) * count)
  return {
    below,
    pick: (items) => {
      if (items.length === 0) throw new Error('There is nothing to pick from.')
      return items[below(items.length)]!
    },
    oneIn: (times) => below(times) === 0,
    seed: () => next() >>> 1,
  }
}
