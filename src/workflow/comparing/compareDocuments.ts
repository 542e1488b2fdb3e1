/** What two documents differ in: what would be generated, what was picked and made, and, counted only, the rest. */
import type { Document } from '../document.ts'
import type { DocumentNode } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import { compareLinks } from './compareLinks.ts'
import { compareCandidates, comparePick, comparePrompts, placeOf } from './compareNode.ts'
import { compareParameters } from './compareParameters.ts'
import { countCosmetics } from './countCosmetics.ts'
import type { Cosmetics, DocumentDifference, NodeDifference, SameUrl, TabDifference } from './difference.ts'
import { matchNodes } from './matchNodes.ts'
import { type MatchedTabs, matchTabs } from './matchTabs.ts'

export interface CompareOptions {
  /** For references that are spelled as seen from another folder. Without it only equal texts are the same. */
  readonly sameUrl?: SameUrl
}

/** Linear in the size of the two. */
export function compareDocuments(
  before: Document,
  after: Document,
  { sameUrl = Object.is }: CompareOptions = {},
): DocumentDifference {
  const matched = matchTabs(before.tabs, after.tabs)
  const compared = matched.pairs.map((pair) => {
    return { ...pair, ...matchNodes(pair.before.nodes, pair.after.nodes) }
  })
  const pairs = compared.flatMap((tab) =>
    tab.pairs.map((pair) => ({ pair, place: placeOf(tab.after.name, pair.after) })),
  )
  const found = {
    tabs: tabDifferences(matched),
    nodes: compared.flatMap(({ after: { name }, removed, added }) => [
      ...nodeDifferences(name, 'removed', removed),
      ...nodeDifferences(name, 'added', added),
    ]),
    prompts: pairs.flatMap(({ place, pair }) => comparePrompts(place, pair)),
    parameters: pairs.flatMap(({ place, pair }) => compareParameters(place, pair, sameUrl)),
    wiring: compared.flatMap((tab) => compareLinks(tab.after.name, tab.before, tab.after, tab.pairs)),
    picks: pairs.flatMap(({ place, pair }) => comparePick(place, pair, sameUrl)),
    candidates: pairs.flatMap(({ place, pair }) => compareCandidates(place, pair, sameUrl)),
  }
  const cosmetics = countCosmetics(before, after, compared)
  const isSilent = !Object.values(found).some(isSome) && cosmetics.moved + cosmetics.renamed === 0
  return {
    ...found,
    cosmetics: isSilent ? spelledAnew(before, after, cosmetics) : cosmetics,
    isGraphChanged: isChanged(found),
  }
}

function tabDifferences({ pairs, removed, added }: MatchedTabs): TabDifference[] {
  const renamed = pairs.filter((pair) => pair.before.name !== pair.after.name)
  const count = ({ nodes }: Tab) => nodes.length
  return [
    ...removed.map((tab) => ({
      is: 'removed' as const,
      before: tab.name,
      after: null,
      nodeCount: count(tab),
    })),
    ...added.map((tab) => ({ is: 'added' as const, before: null, after: tab.name, nodeCount: count(tab) })),
    ...renamed.map(({ before: { name }, after }) => {
      return { is: 'renamed' as const, before: name, after: after.name, nodeCount: count(after) }
    }),
  ]
}

function nodeDifferences(
  tab: string,
  is: NodeDifference['is'],
  nodes: readonly DocumentNode[],
): NodeDifference[] {
  return nodes.map((node) => ({ is, ...placeOf(tab, node), kind: node.kind }))
}

function isChanged(
  found: Pick<DocumentDifference, 'tabs' | 'nodes' | 'prompts' | 'parameters' | 'wiring'>,
): boolean {
  return (
    found.tabs.some(({ is }) => is !== 'renamed') ||
    found.nodes.some(({ kind }) => kind !== 'foreign') ||
    [found.prompts, found.parameters, found.wiring].some(isSome)
  )
}

function isSome({ length }: readonly unknown[]): boolean {
  return length > 0
}

/** Slots, copies of links, the order of keys, white space: nothing counts them, and still the files differ. */
function spelledAnew(before: Document, after: Document, cosmetics: Cosmetics): Cosmetics {
  return { ...cosmetics, other: before.text === after.text ? 0 : Math.max(1, cosmetics.other) }
}
