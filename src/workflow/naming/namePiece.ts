/** One piece of what was typed → what it means; or the smaller pieces that it turns out to be made of. */
import { addressParts, foldTab } from './addressParts.ts'
import type { Hearing } from './hearing.ts'
import { type Found, matchPhrase } from './matchPhrase.ts'
import type { Nameable } from './nameables.ts'
import type { Piece } from './pieces.ts'
import { feedsNothing, sceneOrNode, unknownAddress, unknownPhrase } from './refusals.ts'
import { splitPhrase } from './splitPhrase.ts'

export type Meaning =
  | { readonly is: 'node'; readonly found: Found }
  /** To be told, because it was understood, not looked up. `phrase`: what was meant in full, or null. */
  | { readonly is: 'words'; readonly found: Found; readonly phrase: string | null }
  | { readonly is: 'pieces'; readonly pieces: readonly Piece[] }

/** The way from each of more nodes than this is not followed. */
const MOST_FOLLOWED = 1_000

/** @throws RetakeError `usage`: nothing has that name */
export function namePiece(piece: Piece, lastPhrase: string | null, hearing: Hearing): Meaning {
  const { nodes } = hearing.titles
  if (piece.is === 'phrase') return nameWords(piece, hearing)
  if (piece.is === 'address') return { is: 'node', found: foundOf(nodes.withAddress(piece.text), hearing) }
  const byId = nodes.withId(Number(piece.text))
  const phrase = piece.isSurely || lastPhrase === null ? null : withNumber(lastPhrase, piece.text)
  if (phrase !== null) return nameNumber(piece.text, phrase, byId, hearing)
  if (byId.length === 0) throw unknownAddress(piece.text, hearing.titles)
  return { is: 'node', found: foundOf(byId, hearing) }
}

function nameWords({ text, isLoose }: Extract<Piece, { is: 'phrase' }>, hearing: Hearing): Meaning {
  const { nodes } = hearing.titles
  const tab = addressParts(text)?.tab
  if (nodes.tabs.some((name) => foldTab(name) === tab)) throw unknownAddress(text, hearing.titles)
  const found = matchPhrase(text, hearing)
  if (found.generations.length > 0) return { is: 'words', found, phrase: text }
  const pieces = splitPhrase(text, hearing)
  if (pieces !== null) return { is: 'pieces', pieces }
  // What leads nowhere together leads nowhere one by one, and the ways may be long.
  const areIdle = nodes.generationsOf(found.nodes).length === 0
  const idle = areIdle
    ? found.nodes
    : found.nodes.slice(0, MOST_FOLLOWED).filter((node) => nodes.generationsOf([node]).length === 0)
  if (idle.length > 0) throw feedsNothing(idle)
  if (tab !== undefined) throw unknownAddress(text, hearing.titles)
  throw unknownPhrase(text, hearing.titles, { isLoose })
}

/** `scene 03 and 05`: the second number. */
function nameNumber(id: string, phrase: string, byId: readonly Nameable[], hearing: Hearing): Meaning {
  const { titles } = hearing
  const byWords = matchPhrase(phrase, hearing)
  const asNode = { nodes: byId, generations: titles.nodes.generationsOf(byId) }
  if (byWords.generations.length === 0 && byId.length === 0)
    throw unknownPhrase(phrase, titles, { isLoose: false })
  if (byWords.generations.length === 0) {
    return { is: 'words', found: foundOf(byId, hearing), phrase: null }
  }
  const isTheSame = sameNodes(asNode.generations, byWords.generations)
  if (asNode.generations.length > 0 && !isTheSame) throw sceneOrNode(phrase, id, byWords, asNode)
  return { is: 'words', found: byWords, phrase }
}

function sameNodes(left: readonly Nameable[], right: readonly Nameable[]): boolean {
  return left.length === right.length && left.every((node, at) => node === right[at])
}

/** The phrase with this number in the place of its last one; null where it has none. */
function withNumber(phrase: string, number: string): string | null {
  const [last] = [...phrase.matchAll(/\d+/g)].slice(-1)
  if (last === undefined) return null
  return `${phrase.slice(0, last.index)}${number}${phrase.slice(last.index + last[0].length)}`
}

/** @throws RetakeError `usage`: all of them are prompts that feed nothing */
function foundOf(nodes: readonly Nameable[], { titles }: Hearing): Found {
  const generations = titles.nodes.generationsOf(nodes)
  if (generations.length === 0) throw feedsNothing(nodes)
  const used =
    nodes.length === 1 || nodes.length > MOST_FOLLOWED
      ? nodes
      : nodes.filter((node) => titles.nodes.generationsOf([node]).length > 0)
  return { nodes: used, generations }
}
