/** Which titles hold which words, so that a phrase does not read every title of the file. */
import type { Nameable } from './nameables.ts'
import { titleKeys } from './phrase.ts'
import { wordsOf } from './words.ts'

export interface TitleIndex {
  /** Nodes whose title holds every one of these words, in their order; all nodes for no words. */
  holding(words: readonly string[]): readonly Nameable[]
  /** Nodes by one word of their title. */
  readonly byWord: ReadonlyMap<string, ReadonlySet<Nameable>>
  keysOf(node: Nameable): { readonly wholeKey: string; readonly plainKey: string }
  /** Whether some node is called exactly this. */
  isTitle(text: string): boolean
}

export function titleIndex(nodes: readonly Nameable[]): TitleIndex {
  const byWord = new Map<string, Set<Nameable>>()
  const keys = new Map<Nameable, { wholeKey: string; plainKey: string }>()
  const titles = new Set<string>()
  for (const node of nodes) {
    const words = wordsOf(node.title)
    keys.set(node, titleKeys(words))
    titles.add(words.join(' '))
    for (const word of words) {
      const holders = byWord.get(word)
      if (holders) holders.add(node)
      else byWord.set(word, new Set([node]))
    }
  }
  titles.delete('')
  return {
    byWord,
    holding: (words) => (words.length === 0 ? nodes : holdersOfAll(words, byWord)),
    keysOf: (node) => keys.get(node) ?? { wholeKey: '', plainKey: '' },
    isTitle: (text) => titles.has(wordsOf(text).join(' ')),
  }
}

function holdersOfAll(
  words: readonly string[],
  byWord: ReadonlyMap<string, ReadonlySet<Nameable>>,
): Nameable[] {
  const holders: ReadonlySet<Nameable>[] = []
  for (const word of words) {
    const holding = byWord.get(word)
    if (holding === undefined) return []
    holders.push(holding)
  }
  const [fewest, ...others] = holders.sort((left, right) => left.size - right.size)
  return [...(fewest ?? [])].filter((node) => others.every((each) => each.has(node)))
}
