/** `inputs[].link` and `outputs[].links` are made to say what the tab's links say. */
import type { Edit } from '../edits.ts'
import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'
import { idKey, spellId } from '../reading/ids.ts'
import type { DocumentLink } from '../reading/links.ts'
import { type DocumentNode, labelOf } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import { type StaleCopy, staleCopies } from '../wiring/linkCopies.ts'
import { type Mend, type MendedTab, mendOf, nodePath, rawNode } from './step.ts'

export function mendLinkCopies(tab: Tab): MendedTab {
  const into = linksByNode(tab.links, 'target')
  const outOf = linksByNode(tab.links, 'source')
  const edits: Edit[] = []
  const mends: Mend[] = []
  for (const node of nodesWithOwnId(tab)) {
    const key = idKey(node.id)
    for (const copy of staleCopies(node, into.get(key) ?? [], outOf.get(key) ?? [])) {
      const value = actualIn(copy)
      const list = copy.side === 'input' ? 'inputs' : 'outputs'
      const name = copy.side === 'input' ? 'link' : 'links'
      if (value === undefined || !isSlotObject(tab, node, list, copy.slot)) continue
      const field = `${list}[${copy.slot}].${name}`
      edits.push({ path: [...nodePath(tab, node), list, copy.slot, name], value })
      const message = `${field} of ${labelOf(node)} was set to ${spell(value)}, as the tab's links say.`
      mends.push(mendOf(tab, node, { code: 'stale-link-copy', field, message }))
    }
  }
  return { tab, edits, mends }
}

/** Of two nodes with one id nothing tells which links are whose. */
function nodesWithOwnId({ nodes }: Tab): DocumentNode[] {
  const counts = new Map<JsonValue, number>()
  for (const { id } of nodes) counts.set(idKey(id), (counts.get(idKey(id)) ?? 0) + 1)
  return nodes.filter(({ id }) => id !== null && counts.get(idKey(id)) === 1)
}

function linksByNode(
  links: readonly DocumentLink[],
  end: 'source' | 'target',
): Map<JsonValue, DocumentLink[]> {
  const byNode = new Map<JsonValue, DocumentLink[]>()
  for (const link of links) {
    const key = idKey(link[end])
    const list = byNode.get(key)
    if (list) list.push(link)
    else byNode.set(key, [link])
  }
  return byNode
}

/** undefined where it cannot be told: several nodes in one input, or an id that is none. */
function actualIn({ side, links }: StaleCopy): JsonValue | undefined {
  const ids = links.map(({ id }) => id)
  // 1e999 is read as what JSON cannot write.
  if (ids.some((id) => typeof id === 'object' || id === Infinity || id === -Infinity)) return undefined
  if (side === 'output') return ids
  const sources = new Set(links.map(({ source }) => idKey(source)))
  return sources.size > 1 ? undefined : (ids[0] ?? null)
}

/** Slots that a step before has added are objects too. */
function isSlotObject(tab: Tab, node: DocumentNode, list: 'inputs' | 'outputs', slot: number): boolean {
  const slots = rawNode(tab, node)[list]
  return !isJsonArray(slots) || slot >= slots.length || isJsonObject(slots[slot])
}

function spell(value: JsonValue): string {
  return isJsonArray(value)
    ? `[${value.slice(0, 8).map(spellId).join(', ')}${value.length > 8 ? ', …' : ''}]`
    : spellId(value)
}
