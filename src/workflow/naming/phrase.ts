/** A phrase taken apart: what has to be in a title, and what narrows the choice without being in one. */
import type { MediaKind } from '../model.ts'
import { isNumber, kindOf, roleOf, tellingWords } from './words.ts'

export interface Phrase {
  readonly words: readonly string[]
  /** All words, whatever their order. */
  readonly wholeKey: string
  /** Without fillers; empty where there is nothing else. */
  readonly plainKey: string
  /** What a title has to hold. Empty for `images`. */
  readonly significant: readonly string[]
  readonly kinds: ReadonlySet<MediaKind>
  readonly role: 'gate' | 'prompt' | null
  /** Of `image 14`, which may be node 14 as well as scene 14. */
  readonly nodeId: number | null
  /** Of `node 14`: nothing but the node of that id. */
  readonly isOnlyId: boolean
}

export function readPhrase(words: readonly string[]): Phrase {
  const telling = tellingWords(words)
  const named = telling.filter((word) => kindOf(word) === null)
  const [number] = named
  const nodeId = named.length === 1 && number !== undefined && isNumber(number) ? Number(number) : null
  return {
    words,
    ...titleKeys(words),
    significant: [...new Set(telling.length > 0 ? named : words)],
    kinds: new Set(telling.flatMap((word) => kindOf(word) ?? [])),
    role: words.map(roleOf).find((role) => role !== null) ?? null,
    nodeId,
    isOnlyId: nodeId !== null && words.some((word) => word === 'node' || word === 'id'),
  }
}

/** What a title and a phrase are compared by, where they are to be the same. */
export function titleKeys(words: readonly string[]): { wholeKey: string; plainKey: string } {
  return { wholeKey: [...words].sort().join(' '), plainKey: tellingWords(words).sort().join(' ') }
}
