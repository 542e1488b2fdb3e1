/** Which node was named by words: the generation itself, or the one prompt or gate that its title belongs to. */
import { groupBy } from './groupBy.ts'
import type { Found } from './matchPhrase.ts'
import type { Nameable, Nameables } from './nameables.ts'

export interface Representative {
  readonly node: Nameable
  /** What it stands for, of what was meant. */
  readonly generations: readonly Nameable[]
}

/** The way from each of more prompts than this is not followed. */
const MOST_PROMPTS = 1_000

export function represent({ nodes, generations }: Found, all: Nameables): Representative[] {
  const meant = new Set(generations)
  const direct = nodes.filter((node) => meant.has(node))
  const covered = new Set(direct)
  const others = groupBy(
    nodes.filter(({ is }) => is !== 'generation'),
    ({ tab }) => tab,
  )
  const result: Representative[] = direct.map((node) => ({ node, generations: [node] }))
  for (const [tab, open] of groupBy(
    generations.filter((node) => !covered.has(node)),
    (node) => node.tab,
  )) {
    const ways = waysTo(new Set(open), others.get(tab) ?? [], all)
    const isOneEach = ways.flatMap((way) => way.generations).length === open.length
    const own = open.map((node) => ({ node, generations: [node] }))
    for (const each of isOneEach ? ways : own) result.push(each)
  }
  return result
}

function waysTo(open: ReadonlySet<Nameable>, nodes: readonly Nameable[], all: Nameables): Representative[] {
  if (nodes.length > MOST_PROMPTS) return []
  return nodes
    .map((node) => ({ node, generations: all.generationsOf([node]).filter((each) => open.has(each)) }))
    .filter((way) => way.generations.length > 0)
}
