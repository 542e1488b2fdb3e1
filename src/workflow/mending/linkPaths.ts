/** Links as they stand in the file: `[id, source, slot, target, slot, type]` or LiteGraph's newer objects. */
import { isJsonArray, type JsonPath } from '../json.ts'
import type { DocumentLink } from '../reading/links.ts'
import type { Tab } from '../reading/tabs.ts'

const places = {
  id: { list: 0, object: 'id' },
  source: { list: 1, object: 'origin_id' },
  target: { list: 3, object: 'target_id' },
} as const

export function linkPath(tab: Tab, { index }: DocumentLink): JsonPath {
  return [...tab.path, 'links', index]
}

export function linkFieldPath(tab: Tab, link: DocumentLink, field: keyof typeof places): JsonPath {
  const links = isJsonArray(tab.graph.links) ? tab.graph.links : []
  const place = isJsonArray(links[link.index]) ? places[field].list : places[field].object
  return [...linkPath(tab, link), place]
}

/** Equal for links that say the same but for their ids; null for one from or to what is no id at all. */
export function endsOf({ source, sourceSlot, target, targetSlot }: DocumentLink): string | null {
  if (typeof source === 'object' || typeof target === 'object') return null
  return JSON.stringify([source, sourceSlot, target, targetSlot])
}
