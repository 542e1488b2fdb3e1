/** Which links of a tab are new and which are gone, by what they connect: ids, types and stale copies do not matter. */
import type { JsonValue } from '../json.ts'
import { idKey, isWholeId, spellId } from '../reading/ids.ts'
import { type DocumentNode, titleOf } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import { arrivalSlots, isReordered } from './arrivalSlots.ts'
import type { NodeName, WiringDifference } from './difference.ts'
import type { NodePair } from './matchNodes.ts'

export function compareLinks(
  tab: string,
  before: Tab,
  after: Tab,
  pairs: readonly NodePair[],
): WiringDifference[] {
  const newerOf = new Map(pairs.map((pair) => [pair.before, pair.after]))
  const older = targetsOf(before, (node) => {
    const newer = newerOf.get(node)
    return newer === undefined ? endOf(goneKey(node.id), node) : endOf(`${newer.index}`, newer)
  })
  const newer = targetsOf(after, (node) => endOf(`${node.index}`, node))
  return [...new Set([...newer.keys(), ...older.keys()])].flatMap((key) => {
    const [was, is] = [older.get(key), newer.get(key)]
    const isByPlace = was !== undefined && is !== undefined && isReordered(was, is)
    const [gone, come] = [keyed(was, isByPlace), keyed(is, isByPlace)]
    return [
      ...withoutMatch(gone, come).map((link) => difference(link, 'removed', tab)),
      ...withoutMatch(come, gone).map((link) => difference(link, 'added', tab)),
    ]
  })
}

/** A node at the end of a link, the same `key` in both documents. */
interface End extends NodeName {
  readonly key: string
}

/** All that arrives at one node. */
interface Target {
  readonly end: End
  /** null for a node that is not there. */
  readonly node: DocumentNode | null
  readonly arrivals: Arrival[]
}

interface Arrival {
  readonly from: End
  readonly sourceSlot: number
  readonly slot: number
}

function endOf(key: string, node: DocumentNode): End {
  return { key, nodeId: isWholeId(node.id) ? node.id : null, title: titleOf(node) }
}

/** By the end's key. Of several nodes with one id, links mean the first. */
function targetsOf({ nodes, links }: Tab, toEnd: (node: DocumentNode) => End): Map<string, Target> {
  const byId = new Map(nodes.toReversed().map((node) => [idKey(node.id), node]))
  const ends = new Map([...byId].map(([id, node]) => [id, toEnd(node)]))
  const endWith = (id: JsonValue) => ends.get(idKey(id)) ?? missing(id)
  const targets = new Map<string, Target>()
  for (const { source, sourceSlot, target, targetSlot } of links) {
    const end = endWith(target)
    const known = targets.get(end.key)
    const entry = known ?? { end, node: byId.get(idKey(target)) ?? null, arrivals: [] }
    if (known === undefined) targets.set(end.key, entry)
    entry.arrivals.push({ from: endWith(source), sourceSlot, slot: targetSlot })
  }
  return targets
}

function missing(id: JsonValue): End {
  return { key: goneKey(id), nodeId: null, title: `node ${spellId(idKey(id))} (not there)` }
}

/** A link that was left behind when its node was removed is the same link: the node is told, not its links. */
function goneKey(id: JsonValue): string {
  return `gone ${spellId(idKey(id))}`
}

interface KeyedLink {
  readonly from: End
  readonly to: End
  readonly slot: string
}

function keyed(target: Target | undefined, isByPlace: boolean): Map<string, KeyedLink> {
  if (target === undefined) return new Map()
  const { end, node, arrivals } = target
  const slots = arrivalSlots(node)
  return new Map(
    arrivals.map(({ from, sourceSlot, slot }) => {
      const place = isByPlace ? slot : null
      const key = JSON.stringify([from.key, sourceSlot, slots.keyOf(slot), place])
      return [key, { from, to: end, slot: slots.nameOf(slot) }]
    }),
  )
}

function withoutMatch(links: ReadonlyMap<string, KeyedLink>, others: ReadonlyMap<string, unknown>) {
  return [...links].flatMap(([key, link]) => (others.has(key) ? [] : [link]))
}

function difference(
  { from, to, slot }: KeyedLink,
  is: WiringDifference['is'],
  tab: string,
): WiringDifference {
  const verb = is === 'added' ? 'now goes' : 'no longer goes'
  const message = `${spell(from)} ${verb} to "${slot}" of ${spell(to)}.`
  return { is, tab, from: nameOf(from), to: nameOf(to), slot, message }
}

function nameOf({ nodeId, title }: End): NodeName {
  return { nodeId, title }
}

function spell({ nodeId, title }: End): string {
  return nodeId === null ? title : `"${title}" (node ${nodeId})`
}
