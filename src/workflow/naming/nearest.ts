/** What somebody may have meant who named what is not there: the nearest addresses or titles. */
import { editDistance } from '../editDistance.ts'
import type { Nameable, Nameables } from './nameables.ts'
import { readPhrase } from './phrase.ts'
import type { TitleIndex } from './titleIndex.ts'
import { isNumber, tellingWords, wordsOf } from './words.ts'

const MOST_NAMED = 5
/** Longer texts are compared by their beginnings: the work grows with the square. */
const MOST_COMPARED = 40

interface Near {
  readonly node: Nameable
  /** How it is best named: a bare id where that is enough. */
  readonly name: string
}

export function nearestAddresses(address: string, { all, withId }: Nameables): Near[] {
  const wanted = address.toLowerCase().slice(0, MOST_COMPARED)
  const isBare = !address.includes(':')
  const id = Number(address.slice(address.lastIndexOf(':') + 1))
  const ranked = all.map((node) => {
    const text = isBare ? String(node.nodeId) : node.key.toLowerCase().slice(0, MOST_COMPARED)
    const gap = Number.isNaN(id) ? 0 : Math.abs(node.nodeId - id)
    return { node, distance: editDistance(wanted, text), gap }
  })
  ranked.sort((left, right) => left.distance - right.distance || left.gap - right.gap)
  return ranked.slice(0, MOST_NAMED).map(({ node }) => ({
    node,
    name: isBare && withId(node.nodeId).length === 1 ? String(node.nodeId) : node.key,
  }))
}

/** Words that are there count two, words that nearly are one. */
export function nearestTitles(phrase: string, nodes: Nameables, index: TitleIndex): Near[] {
  const { words, kinds, nodeId } = readPhrase(wordsOf(phrase))
  const wanted = [...new Set(tellingWords(words))].slice(0, MOST_COMPARED)
  const scores = new Map<Nameable, number>()
  const count = (word: string, points: number) => {
    for (const node of index.byWord.get(word) ?? []) scores.set(node, (scores.get(node) ?? 0) + points)
  }
  for (const word of wanted) {
    if (index.byWord.has(word)) count(word, 2)
    else for (const near of wordsNear(word, index)) count(near, 1)
  }
  for (const node of nodeId === null ? [] : nodes.withId(nodeId)) scores.set(node, MOST_COMPARED)
  const numbers = wanted.filter((word) => isNumber(word) && !index.byWord.has(word)).map(Number)
  const ranked = [...(scores.size > 0 ? scores.keys() : nodes.all)].map((node) => {
    const isOfKind = node.kind !== null && kinds.has(node.kind)
    return { node, score: (scores.get(node) ?? 0) + (isOfKind ? 1 : 0), gap: gapTo(node, numbers) }
  })
  ranked.sort(
    (left, right) => right.score - left.score || left.gap - right.gap || left.node.order - right.node.order,
  )
  return ranked.slice(0, MOST_NAMED).map(({ node }) => ({ node, name: node.key }))
}

/** At most so many words of a file are compared with one of the phrase. */
const MOST_WORDS = 5_000

function wordsNear(word: string, { byWord }: TitleIndex): string[] {
  if (isNumber(word) || word.length > MOST_COMPARED) return []
  const most = word.length < 3 ? 0 : word.length < 6 ? 1 : 2
  const near: string[] = []
  let compared = 0
  for (const known of byWord.keys()) {
    if (isNumber(known) || Math.abs(known.length - word.length) > most) continue
    compared += 1
    if (compared > MOST_WORDS) break
    if (editDistance(word, known) <= most) near.push(known)
  }
  return near
}

/** How far the title's numbers are from one that no title has. */
function gapTo({ title }: Nameable, numbers: readonly number[]): number {
  if (numbers.length === 0) return 0
  const own = wordsOf(title.slice(0, MOST_COMPARED)).filter(isNumber).map(Number)
  const gaps = own.flatMap((each) => numbers.map((wanted) => Math.abs(each - wanted)))
  return gaps.length === 0 ? Number.MAX_VALUE : Math.min(...gaps)
}
