/**
 * Nodes that share an id, as after a copied tab or node: the later ones get fresh ids, and their links follow.
 * Whose a link is must be told by the file; where one link of an id cannot be told, its nodes stay as they are.
 */
import type { Edit } from '../edits.ts'
import type { JsonValue } from '../json.ts'
import { idKey, isWholeId, largestId } from '../reading/ids.ts'
import type { DocumentLink } from '../reading/links.ts'
import { type DocumentNode, labelOf } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import { duplicatesOf } from './duplicatesOf.ts'
import { endsOf, linkFieldPath } from './linkPaths.ts'
import { type Mend, type MendedTab, mendOf, nodePath } from './step.ts'

export function mendDuplicateIds(tab: Tab): MendedTab {
  const groups = duplicatesOf(tab.nodes, ({ id }) => idKey(id))
  if (groups.size === 0) return { tab, edits: [], mends: [] }
  const known = knownLinks(tab.links, groups)
  const ids = new Map<DocumentNode, number>()
  const ends: LinkEnd[] = []
  let lastId = largestNodeId(tab)
  for (const nodes of groups.values()) {
    const owned = nodes.every(({ id }) => isWholeId(id)) ? linkEndsOf(nodes, known) : null
    if (owned === null) continue
    for (const node of nodes.slice(1)) ids.set(node, ++lastId)
    for (const end of owned) ends.push(end)
  }
  return renumbered(tab, ids, ends)
}

/** Of links too: a fresh id must not be one that some link names. */
function largestNodeId({ graph, nodes, links }: Tab): number {
  const ids = [...nodes.map(({ id }) => id), ...links.flatMap(({ source, target }) => [source, target])]
  return largestId([...ids, graph.last_node_id ?? 0])
}

interface LinkEnd {
  readonly link: DocumentLink
  readonly end: 'source' | 'target'
  readonly node: DocumentNode
}

/** How often a link's id occurs, which of them it is, and whether they are copies of one link. */
interface Twins {
  readonly count: number
  readonly at: number
  readonly areCopies: boolean
}

interface KnownLinks {
  /** Links from or to each id that nodes share. */
  readonly touching: ReadonlyMap<JsonValue, readonly DocumentLink[]>
  /** Of links that share their id. */
  readonly twins: ReadonlyMap<DocumentLink, Twins>
  readonly isShared: (id: JsonValue) => boolean
}

function knownLinks(links: readonly DocumentLink[], groups: ReadonlyMap<JsonValue, unknown>): KnownLinks {
  const touching = new Map<JsonValue, DocumentLink[]>([...groups.keys()].map((id) => [id, []]))
  for (const link of links) {
    for (const id of new Set([idKey(link.source), idKey(link.target)])) touching.get(id)?.push(link)
  }
  const twins = new Map<DocumentLink, Twins>()
  for (const same of duplicatesOf(links, ({ id }) => id).values()) {
    const [ends, ...others] = new Set(same.map(endsOf))
    const areCopies = ends !== null && others.length === 0
    for (const [at, link] of same.entries()) twins.set(link, { count: same.length, at, areCopies })
  }
  return { touching, twins, isShared: (id) => groups.has(idKey(id)) }
}

/** Every end of a link at one of the nodes with the node it belongs to; null where one cannot be told. */
function linkEndsOf(nodes: readonly DocumentNode[], known: KnownLinks): LinkEnd[] | null {
  const key = idKey(nodes[0]?.id ?? null)
  const named = namedLinks(nodes)
  const ends: LinkEnd[] = []
  for (const link of known.touching.get(key) ?? []) {
    for (const end of ['source', 'target'] as const) {
      if (idKey(link[end]) !== key) continue
      const node = ownerOf({ link, end, nodes, named }, known)
      if (node === null) return null
      ends.push({ link, end, node })
    }
  }
  return ends
}

interface Claimed {
  readonly link: DocumentLink
  readonly end: 'source' | 'target'
  readonly nodes: readonly DocumentNode[]
  readonly named: NamedLinks
}

/** Links copied with their nodes stand as often as these, in the same order; others are named by one node's slot. */
function ownerOf({ link, end, nodes, named }: Claimed, { twins, isShared }: KnownLinks): DocumentNode | null {
  const twin = twins.get(link)
  if (twin !== undefined) {
    // Several copies of a node cannot all feed the same slot of one node.
    const isOpen = end === 'target' || isShared(link.target)
    return twin.count === nodes.length && twin.areCopies && isOpen ? (nodes[twin.at] ?? null) : null
  }
  return named[end].get(end === 'target' ? link.targetSlot : link.sourceSlot)?.get(link.id) ?? null
}

/** By slot, then by link: the only node whose slot names the link, null where several do. */
type OwnerBySlot = Map<number, Map<JsonValue, DocumentNode | null>>
type NamedLinks = Readonly<Record<LinkEnd['end'], OwnerBySlot>>

function namedLinks(nodes: readonly DocumentNode[]): NamedLinks {
  const named = { source: new Map(), target: new Map() } satisfies NamedLinks
  const add = (bySlot: OwnerBySlot, slot: number, id: JsonValue, node: DocumentNode) => {
    const owners = bySlot.get(slot) ?? new Map<JsonValue, DocumentNode | null>()
    const known = owners.get(id)
    owners.set(id, known === undefined || known === node ? node : null)
    bySlot.set(slot, owners)
  }
  for (const node of nodes) {
    for (const [slot, { link }] of node.inputs?.entries() ?? []) add(named.target, slot, link, node)
    for (const [slot, { links }] of node.outputs?.entries() ?? []) {
      for (const id of links) add(named.source, slot, id, node)
    }
  }
  return named
}

function renumbered(tab: Tab, ids: ReadonlyMap<DocumentNode, number>, ends: readonly LinkEnd[]): MendedTab {
  const edits: Edit[] = []
  const mends: Mend[] = []
  const links = new Map<DocumentLink, DocumentLink>()
  const moved = new Map<DocumentNode, number>()
  for (const { link, end, node } of ends) {
    const id = ids.get(node)
    if (id === undefined) continue
    links.set(link, { ...(links.get(link) ?? link), [end]: id })
    edits.push({ path: linkFieldPath(tab, link, end), value: id })
    moved.set(node, (moved.get(node) ?? 0) + 1)
  }
  for (const [node, id] of ids) {
    edits.push({ path: [...nodePath(tab, node), 'id'], value: id })
    const field = `nodes[${node.index}].id`
    const message = `${labelOf(node)} shared its id; the later one got the id ${id}, ${followers(moved.get(node) ?? 0)} it.`
    mends.push(mendOf(tab, node, { code: 'duplicate-node-id', field, message }))
  }
  const nodes = tab.nodes.map((node) => ({ ...node, id: ids.get(node) ?? node.id }))
  return { tab: { ...tab, nodes, links: tab.links.map((link) => links.get(link) ?? link) }, edits, mends }
}

function followers(count: number): string {
  if (count === 0) return 'no link names'
  return count === 1 ? 'and 1 end of a link follows' : `and ${count} ends of links follow`
}
