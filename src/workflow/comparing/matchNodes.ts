/**
 * Which node of a tab is which in the tab's other version: by id, else by kind and title. Where a script has numbered
 * all nodes anew, ids point at other nodes: then titles go first, if more texts and pictures stay the same that way.
 */
import { sameJson } from '../json.ts'
import { idKey, spellId } from '../reading/ids.ts'
import type { DocumentNode } from '../reading/nodes.ts'

export interface NodePair {
  readonly before: DocumentNode
  readonly after: DocumentNode
}

export interface MatchedNodes {
  /** In the order of the newer document. */
  readonly pairs: readonly NodePair[]
  readonly removed: readonly DocumentNode[]
  readonly added: readonly DocumentNode[]
}

type Nodes = readonly DocumentNode[]

export function matchNodes(before: Nodes, after: Nodes): MatchedNodes {
  const sameId = pairBy(before, after, numberedKeys).filter(isAlike)
  const sure = sameId.filter((pair) => pair.before.title === pair.after.title)
  const retitled = sameId.filter((pair) => pair.before.title !== pair.after.title)
  const byIdFirst = [...retitled, ...pairBy(...left(before, after, sameId), titleKeys)]
  const byTitle = pairBy(...left(before, after, sure), titleKeys)
  const byTitleFirst = [...byTitle, ...stillFree(retitled, byTitle)]
  const isRenumbered = unchanged(byTitleFirst) > unchanged(byIdFirst)
  const pairs = [...sure, ...(isRenumbered ? byTitleFirst : byIdFirst)]
  const [removed, added] = left(before, after, pairs)
  return { pairs: pairs.sort((one, other) => one.after.index - other.after.index), removed, added }
}

/** Of several nodes with one id the first is matched with the first. */
function numberedKeys(nodes: Nodes): string[] {
  const counts = new Map<string, number>()
  return nodes.map(({ id }) => {
    const key = spellId(idKey(id))
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    return `${key}#${count}`
  })
}

/** Empty for a node whose kind and title another node has too. */
function titleKeys(nodes: Nodes): string[] {
  const keys = nodes.map(({ kind, title }) => `${kind} ${title ?? ''}`)
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return keys.map((key) => (counts.get(key) === 1 ? key : ''))
}

function pairBy(before: Nodes, after: Nodes, keysOf: (nodes: Nodes) => string[]): NodePair[] {
  const keys = keysOf(before)
  const byKey = new Map(before.map((node, at) => [keys[at], node]))
  return keysOf(after).flatMap((key, at) => {
    const match = key === '' ? undefined : byKey.get(key)
    const node = after[at]
    return match === undefined || node === undefined ? [] : [{ before: match, after: node }]
  })
}

/** Another kind under another title is another node, whatever its id. */
function isAlike({ before, after }: NodePair): boolean {
  return before.kind === after.kind || (before.title !== null && before.title === after.title)
}

function left(before: Nodes, after: Nodes, pairs: readonly NodePair[]): [DocumentNode[], DocumentNode[]] {
  const matched = new Set(pairs.flatMap((pair) => [pair.before, pair.after]))
  return [before.filter((node) => !matched.has(node)), after.filter((node) => !matched.has(node))]
}

function stillFree(pairs: readonly NodePair[], taken: readonly NodePair[]): NodePair[] {
  const matched = new Set(taken.flatMap((pair) => [pair.before, pair.after]))
  return pairs.filter(({ before, after }) => !matched.has(before) && !matched.has(after))
}

const telling = ['text', 'dynamicRows', 'imageData', 'batchImages']

/** How many nodes that hold a text or a picture hold the same one. */
function unchanged(pairs: readonly NodePair[]): number {
  return pairs.filter(
    ({ before, after }) =>
      (after.kind === 'prompt' || after.kind === 'reference') &&
      telling.every((key) => sameJson(before.properties[key] ?? null, after.properties[key] ?? null)),
  ).length
}
