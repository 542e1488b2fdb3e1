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

/** Whether two links say the same but for their ids. */
export function sameEnds(left: DocumentLink, right: DocumentLink): boolean {
  return (
    left.source === right.source &&
    left.target === right.target &&
    left.sourceSlot === right.sourceSlot &&
    left.targetSlot === right.targetSlot
  )
}
