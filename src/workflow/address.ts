/**
 * Finds what a person names: `14`, `Account B:14`, `14 23 and 45`, `scene 03 image`. A gate or a prompt stands for
 * its generation. What is not unique, or not there, is refused with the choices.
 */
import type { Generation, Wiring } from './model.ts'
import { groupBy } from './naming/groupBy.ts'
import { hangTogether } from './naming/hangTogether.ts'
import type { Hearing, Titles } from './naming/hearing.ts'
import type { Found } from './naming/matchPhrase.ts'
import { type Nameable, nameables } from './naming/nameables.ts'
import { type Meaning, namePiece } from './naming/namePiece.ts'
import { type Piece, piecesOf } from './naming/pieces.ts'
import { fitsSeveral, inSeveralTabs, namesNothing, standsForSeveral } from './naming/refusals.ts'
import { type Representative, represent } from './naming/represent.ts'
import { oneLine, sayList, sayNode } from './naming/sentences.ts'
import { titleIndex } from './naming/titleIndex.ts'
import { wordsOf } from './naming/words.ts'

export interface NamedNode {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly is: 'generation' | 'gate' | 'prompt'
  /** `tab:node` of the generations it stands for, in document order. */
  readonly generations: readonly string[]
}

export interface NamedNodes {
  /** What was named, in the order named, each once. */
  readonly nodes: readonly NamedNode[]
  /** All rows of the generations these stand for, in document order, each once. */
  readonly generations: readonly Generation[]
  /** One sentence for each piece in words: `"scene 3 image gen" is Mainbody:14 "Scene 03 image".` */
  readonly echoes: readonly string[]
}

export interface NamingOptions {
  /** The same node in each tab. */
  readonly allTabs?: boolean | undefined
  /**
   * Several matches of one piece: `refuse` them (default); allow those of `one scene`, which hang together by wiring
   * in one tab (with `allTabs` in each); or take `any`, for a caller who tells them apart.
   */
  readonly several?: 'refuse' | 'one scene' | 'any' | undefined
}

/** @throws RetakeError `usage`: a name that fits several, or none; `next` lists the choices */
export function nameNodes(
  wiring: Wiring,
  addresses: readonly string[],
  options: NamingOptions = {},
): NamedNodes {
  const titles = titlesOf(wiring)
  const hearing: Hearing = { titles, inEachTab: options.allTabs === true }
  const pieces = piecesOf(addresses, {
    isAddress: (text) => titles.nodes.withAddress(text).length > 0,
    isTitle: (text) => titles.index().isTitle(text),
  })
  if (pieces.length === 0 && addresses.length > 0) throw namesNothing(addresses)
  const named: Representative[] = []
  const echoes = new Set<string>()
  let lastPhrase: string | null = null
  const heard = new Set<string>()
  const open = pieces.reverse()
  for (let piece = open.pop(); piece !== undefined; piece = open.pop()) {
    if (piece.is === 'phrase' && heard.has(piece.text)) {
      lastPhrase = piece.text
      continue
    }
    const meaning = namePiece(piece, lastPhrase, hearing)
    if (meaning.is === 'pieces') {
      open.push(...meaning.pieces.toReversed())
      continue
    }
    refuseSeveral(piece, meaning, tooMany(meaning.found, wiring, options))
    const meant = represent(meaning.found, titles.nodes)
    for (const each of meant) named.push(each)
    if (meaning.is === 'words') {
      echoes.add(echo(piece.text, meant))
      if (piece.is === 'phrase') heard.add(piece.text)
      lastPhrase = meaning.phrase ?? lastPhrase
    } else if (piece.is === 'address' || (piece.is === 'number' && piece.isSurely)) lastPhrase = null
  }
  return { ...collect(named, wiring), echoes: [...echoes] }
}

function titlesOf(wiring: Wiring): Titles {
  const nodes = nameables(wiring)
  let index: ReturnType<typeof titleIndex> | null = null
  let tabWords: ReadonlyMap<string, readonly string[]> | null = null
  return {
    nodes,
    index: () => {
      index ??= titleIndex(nodes.all)
      return index
    },
    tabWords: () => {
      tabWords ??= new Map(nodes.tabs.map((tab) => [tab, wordsOf(tab)]))
      return tabWords
    },
  }
}

/** The generations that are more than may be named at once; none where all is well. */
function tooMany(
  { generations }: Found,
  wiring: Wiring,
  { allTabs, several = 'refuse' }: NamingOptions,
): readonly Nameable[] {
  if (several === 'any') return []
  const tabs = groupBy(generations, ({ tab }) => tab)
  if (tabs.size > 1 && allTabs !== true) return generations
  for (const inTab of tabs.values()) {
    const isOne = inTab.length === 1 || (several === 'one scene' && hangTogether(inTab, wiring))
    if (!isOne) return inTab
  }
  return []
}

function refuseSeveral(
  piece: Piece,
  meaning: Exclude<Meaning, { is: 'pieces' }>,
  generations: readonly Nameable[],
): void {
  if (generations.length === 0) return
  const { nodes } = meaning.found
  const [node] = nodes
  const isOneNode = nodes.length === 1 && node?.is !== 'generation'
  if (meaning.is === 'words' && meaning.phrase !== null && !isOneNode)
    throw fitsSeveral(meaning.phrase, generations)
  const tabs = new Set(generations.map(({ tab }) => tab))
  if (tabs.size > 1 && nodes.length > 1) throw inSeveralTabs(piece.text, nodes)
  const own = nodes.find(({ tab }) => tabs.has(tab)) ?? node
  if (own !== undefined) throw standsForSeveral(own, generations)
}

/** More is not read in one line. */
const MOST_ECHOED = 6

function echo(text: string, meant: readonly Representative[]): string {
  const nodes = meant.map(({ node }) => node)
  const list = sayList(nodes, sayNode, { most: MOST_ECHOED, last: ' and ' })
  const [one] = meant
  if (meant.length !== 1 || one === undefined || one.node.is === 'generation') {
    return `"${oneLine(text)}" is ${list}.`
  }
  const behind = sayList(one.generations, sayNode, { most: MOST_ECHOED, last: ' and ' })
  return `"${oneLine(text)}" is ${list}, ${one.node.is === 'gate' ? 'the gate' : 'a prompt'} of ${behind}.`
}

function collect(named: readonly Representative[], wiring: Wiring): Omit<NamedNodes, 'echoes'> {
  const byNode = groupBy(named, ({ node }) => node)
  const chosen = new Set<string>()
  const nodes = [...byNode].map(([{ tab, nodeId, title, is }, each]): NamedNode => {
    const all = new Set(each.flatMap(({ generations }) => generations))
    const generations = [...all].sort((left, right) => left.order - right.order).map(({ key }) => key)
    for (const key of generations) chosen.add(key)
    return { tab, nodeId, title, is, generations }
  })
  const generations = wiring.generations.filter(({ tab, nodeId }) => chosen.has(`${tab}:${nodeId}`))
  return { nodes, generations }
}
