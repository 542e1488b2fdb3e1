/** Whether generations are of one scene: each joined to the others by the pictures that go from one to the next. */
import type { Wiring } from '../model.ts'
import type { Nameable } from './nameables.ts'

export function hangTogether(nodes: readonly Nameable[], wiring: Wiring): boolean {
  const neighbours = new Map<string, Set<string>>(nodes.map(({ key }) => [key, new Set()]))
  const nodeOf = new Map(wiring.generations.map(({ key, tab, nodeId }) => [key, `${tab}:${nodeId}`]))
  for (const { tab, nodeId, inputs } of wiring.generations) {
    const key = `${tab}:${nodeId}`
    for (const input of inputs) {
      const source = input.from === 'generation' ? (nodeOf.get(input.generation) ?? '') : ''
      if (!neighbours.has(source) || !neighbours.has(key)) continue
      neighbours.get(source)?.add(key)
      neighbours.get(key)?.add(source)
    }
  }
  const open = nodes.slice(0, 1).map(({ key }) => key)
  const reached = new Set(open)
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const next of neighbours.get(key) ?? []) {
      if (reached.has(next)) continue
      reached.add(next)
      open.push(next)
    }
  }
  return reached.size === neighbours.size
}
