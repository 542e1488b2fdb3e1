/** Generations behind others: all that take their picks, directly or through further ones. */
import type { Generation } from '../../workflow/model.ts'

/** Keys, those of `from` left out. */
export function consumersOf(generations: readonly Generation[], from: ReadonlySet<string>): Set<string> {
  const consumers = new Map<string, string[]>()
  for (const { key, inputs } of generations) {
    for (const input of inputs) {
      if (input.from !== 'generation') continue
      const list = consumers.get(input.generation)
      if (list === undefined) consumers.set(input.generation, [key])
      else list.push(key)
    }
  }
  const reached = new Set<string>()
  const open = [...from]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const consumer of consumers.get(key) ?? []) {
      if (reached.has(consumer) || from.has(consumer)) continue
      reached.add(consumer)
      open.push(consumer)
    }
  }
  return reached
}
