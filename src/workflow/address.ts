/** Finds what a person names: `14`, `Account B:14`, `14,23,45`. A gate stands for the generation that feeds it. */
import { RetakeError } from '../errors.ts'
import { editDistance } from './editDistance.ts'
import type { Generation, Wiring } from './model.ts'

/**
 * All rows of the generations addressed, in document order, each once.
 * @throws RetakeError `usage`: an id that several tabs have (lists the choices), or one that is not there.
 */
export function selectNodes(wiring: Wiring, addresses: readonly string[]): Generation[] {
  const nodes = addressable(wiring)
  const chosen = new Set<string>()
  for (const address of addresses) {
    for (const node of nodesNamed(address, nodes)) chosen.add(node.generation)
  }
  return wiring.generations.filter((generation) => chosen.has(nodeKey(generation)))
}

interface Addressable {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  /** `tab:node` of the generation it stands for. */
  readonly generation: string
}

function nodeKey({ tab, nodeId }: { tab: string; nodeId: number }): string {
  return `${tab}:${nodeId}`
}

/** By `tab:node`. */
function addressable(wiring: Wiring): Map<string, Addressable> {
  const nodes = new Map<string, Addressable>()
  const generations = new Map<string, Generation>()
  for (const generation of wiring.generations) {
    const { tab, nodeId, title, key } = generation
    generations.set(key, generation)
    nodes.set(nodeKey(generation), { tab, nodeId, title, generation: nodeKey(generation) })
  }
  for (const gate of wiring.gates) {
    const generation = generations.get(gate.generation)
    const { tab, nodeId, title } = gate
    if (generation) nodes.set(nodeKey(gate), { tab, nodeId, title, generation: nodeKey(generation) })
  }
  return nodes
}

/** A tab's name may hold commas, so the longest piece between commas that is an address counts. */
function nodesNamed(list: string, nodes: ReadonlyMap<string, Addressable>): Addressable[] {
  const pieces = list.split(',')
  const named: Addressable[] = []
  for (let start = 0; start < pieces.length; ) {
    let length = pieces.length - start
    while (length > 1 && find(pieces.slice(start, start + length).join(','), nodes).length === 0) length--
    const address = pieces
      .slice(start, start + length)
      .join(',')
      .trim()
    if (address !== '') named.push(theOne(address, nodes))
    start += length
  }
  return named
}

function find(address: string, nodes: ReadonlyMap<string, Addressable>): Addressable[] {
  const wanted = address.trim()
  const exact = nodes.get(wanted)
  if (exact) return [exact]
  const all = [...nodes.values()]
  if (/^\d+$/.test(wanted)) return all.filter((node) => node.nodeId === Number(wanted))
  return all.filter((node) => nodeKey(node).toLowerCase() === wanted.toLowerCase())
}

function theOne(address: string, nodes: ReadonlyMap<string, Addressable>): Addressable {
  const [node, another] = find(address, nodes)
  if (node === undefined) throw unknown(address, nodes)
  if (another === undefined) return node
  const choices = find(address, nodes).map((choice) => `"${nodeKey(choice)}" (${choice.title})`)
  throw new RetakeError('usage', `Node ${address} is in several tabs: ${choices.join(', ')}.`, {
    next: `Name the tab too: "${nodeKey(node)}".`,
  })
}

const mostNamed = 5

function unknown(address: string, nodes: ReadonlyMap<string, Addressable>): RetakeError {
  const isBare = !address.includes(':')
  const counts = new Map<number, number>()
  for (const { nodeId } of nodes.values()) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1)
  const nearest = [...nodes.values()]
    .map((node) => {
      const name = isBare && counts.get(node.nodeId) === 1 ? String(node.nodeId) : nodeKey(node)
      const text = isBare ? String(node.nodeId) : nodeKey(node)
      const gap = Math.abs(node.nodeId - Number(address.slice(address.lastIndexOf(':') + 1)))
      const distance = editDistance(address.toLowerCase(), text.toLowerCase())
      return { name, distance, gap: Number.isNaN(gap) ? 0 : gap, title: node.title }
    })
    .sort((left, right) => left.distance - right.distance || left.gap - right.gap)
    .slice(0, mostNamed)
    .map(({ name, title }) => `${name} (${title})`)
  return new RetakeError('usage', `No generation or gate has the address "${address}".`, {
    next: nearest.length === 0 ? 'The file holds no generation.' : `Nearest: ${nearest.join(', ')}.`,
  })
}
