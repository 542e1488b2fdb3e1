/** What a phrase can mean: the nodes whose titles it fits best, and the generations that these stand for. */
import { groupBy } from './groupBy.ts'
import type { Hearing, Titles } from './hearing.ts'
import type { Nameable } from './nameables.ts'
import { type Phrase, readPhrase } from './phrase.ts'
import { wordsOf } from './words.ts'

export interface Found {
  /** What was met, in the order of `Nameable.order`. */
  readonly nodes: readonly Nameable[]
  /** What that stands for, in document order. Empty where nothing was met, or only prompts that feed nothing. */
  readonly generations: readonly Nameable[]
}

export function matchPhrase(text: string, { titles, inEachTab }: Hearing): Found {
  const words = wordsOf(text)
  if (words.length === 0) return { nodes: [], generations: [] }
  const phrase = readPhrase(words)
  const whole = best(phrase, candidates(phrase, titles), titles, inEachTab)
  if (whole.generations.length === 1) return whole
  const known = new Set(whole.generations)
  const inTabs = [...titles.tabWords()].flatMap(([tab, name]) => {
    const rest = withoutTab(words, name)
    return rest === null ? [] : matchInTab(readPhrase(rest), tab, titles)
  })
  const generations = inTabs
    .flatMap((found) => found.generations)
    .filter((node) => known.size === 0 || known.has(node))
  return generations.length > 0 ? { nodes: inTabs.flatMap(({ nodes }) => nodes), generations } : whole
}

/** Of `account b 14` a number alone is left, which is an id, unless the tab's name may be a title's: `scene 14`. */
function matchInTab(phrase: Phrase, tab: string, titles: Titles): Found {
  const isBareId = phrase.nodeId !== null && phrase.words.length === 1
  const name = titles.tabWords().get(tab) ?? []
  if (isBareId && name.every((word) => titles.index().byWord.has(word))) return { nodes: [], generations: [] }
  const meant = isBareId ? { ...phrase, isOnlyId: true } : phrase
  const nodes = candidates(meant, titles).filter((node) => node.tab === tab)
  return best(meant, nodes, titles, false)
}

/** `account b scene 3` and `scene 3 in account b`, without the tab; null where the tab is not named. */
function withoutTab(words: readonly string[], name: readonly string[]): string[] | null {
  const rest = words.length - name.length
  if (name.length === 0 || rest <= 0) return null
  if (name.every((word, at) => word === words[at])) return words.slice(name.length)
  const isBehind = rest > 1 && /^(in|of|from|on|for)$/.test(words[rest - 1] ?? '')
  return isBehind && name.every((word, at) => word === words[rest + at]) ? words.slice(0, rest - 1) : null
}

function candidates(phrase: Phrase, { nodes, index }: Titles): readonly Nameable[] {
  const { nodeId, isOnlyId, significant } = phrase
  if (nodeId === null) return index().holding(significant)
  const withId = nodes.withId(nodeId)
  return isOnlyId ? withId : [...new Set([...index().holding(significant), ...withId])]
}

function best(phrase: Phrase, nodes: readonly Nameable[], titles: Titles, inEachTab: boolean): Found {
  const groups = inEachTab ? [...groupBy(nodes, ({ tab }) => tab).values()] : [nodes]
  const all = groups.map((group) => bestOf(phrase, group, titles))
  return {
    nodes: all.flatMap((found) => found.nodes),
    generations: all.flatMap((found) => found.generations),
  }
}

/** A title that says just this goes before one that says more. */
function bestOf(phrase: Phrase, nodes: readonly Nameable[], titles: Titles): Found {
  const { role, wholeKey, plainKey } = phrase
  const index = titles.index()
  const calledSo = nodes.filter(({ is }) => is === 'generation' || is === role)
  const tiers = [
    calledSo.filter((node) => index.keysOf(node).wholeKey === wholeKey),
    plainKey === '' ? [] : calledSo.filter((node) => index.keysOf(node).plainKey === plainKey),
  ]
  for (const tier of tiers) {
    const exact = ofRole(phrase, tier, titles)
    const ofKind = filterKind(phrase, exact)
    const found = ofKind.generations.length > 0 ? ofKind : exact
    if (found.generations.length > 0) return found
  }
  return filterKind(phrase, ofRole(phrase, nodes, titles))
}

/** `gate of scene 3`: the gate, where one fits; `prompt` likewise. */
function ofRole({ role }: Phrase, nodes: readonly Nameable[], { nodes: all }: Titles): Found {
  const playing = role === null ? [] : nodes.filter(({ is }) => is === role)
  const generations = all.generationsOf(playing)
  if (generations.length > 0) return { nodes: playing, generations }
  return { nodes, generations: all.generationsOf(nodes) }
}

function filterKind({ kinds }: Phrase, found: Found): Found {
  if (kinds.size === 0) return found
  const generations = found.generations.filter(({ kind }) => kind !== null && kinds.has(kind))
  return { nodes: found.nodes, generations }
}
