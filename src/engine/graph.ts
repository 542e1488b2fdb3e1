/** Who waits for whom, and how much work hangs on each: linear, without recursion. */
import type { Generation } from '../workflow/model.ts'

export interface Graph {
  /** Indices of the generations that take a generation's pick, by index. */
  readonly consumers: readonly (readonly number[])[]
  /** Indices of the distinct generations whose pick a generation takes. */
  readonly suppliers: readonly (readonly number[])[]
  /** Length of the longest chain of generations that starts here, in generations: what starts first. */
  readonly heights: readonly number[]
}

/** @param generations without cycles (wiring reports those) */
export function graphOf(generations: readonly Generation[]): Graph {
  const indexOf = new Map(generations.map((generation, index) => [generation.key, index]))
  const consumers: number[][] = generations.map(() => [])
  const suppliers = generations.map(({ inputs }, index) => {
    const distinct = new Set<number>()
    for (const input of inputs) {
      const supplier = input.from === 'generation' ? indexOf.get(input.generation) : undefined
      if (supplier !== undefined) distinct.add(supplier)
    }
    for (const supplier of distinct) consumers[supplier]!.push(index)
    return [...distinct]
  })
  return { consumers, suppliers, heights: heightsOf(consumers, suppliers) }
}

/** From the ends backwards: a generation is done when all its consumers are. */
function heightsOf(consumers: readonly number[][], suppliers: readonly number[][]): number[] {
  const heights = consumers.map(() => 1)
  const open = consumers.map((list) => list.length)
  const ready = open.flatMap((count, index) => (count === 0 ? [index] : []))
  for (let at = 0; at < ready.length; at += 1) {
    const index = ready[at]!
    for (const supplier of suppliers[index]!) {
      heights[supplier] = Math.max(heights[supplier]!, heights[index]! + 1)
      open[supplier]! -= 1
      if (open[supplier] === 0) ready.push(supplier)
    }
  }
  return heights
}
