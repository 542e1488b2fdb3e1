/** How much differs that reruns nothing: places, titles, sizes, colours, ids, the view, the file's own name. */
import type { Document } from '../document.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, sameJson } from '../json.ts'
import { idKey } from '../reading/ids.ts'
import type { DocumentNode } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import type { Cosmetics } from './difference.ts'
import type { NodePair } from './matchNodes.ts'
import { propertyMeaning, sameProperty } from './propertyMeaning.ts'

export interface ComparedTab {
  readonly before: Tab
  readonly after: Tab
  readonly pairs: readonly NodePair[]
}

export function countCosmetics(before: Document, after: Document, tabs: readonly ComparedTab[]): Cosmetics {
  let moved = 0
  let renamed = 0
  let other = countChanged(before.value, after.value, comparedElsewhere.document)
  for (const tab of tabs) {
    other += countChanged(
      aroundGraph(before, tab.before),
      aroundGraph(after, tab.after),
      comparedElsewhere.tab,
    )
    other += countChanged(tab.before.graph, tab.after.graph, comparedElsewhere.graph)
    for (const pair of tab.pairs) {
      const [older, newer] = [rawNode(tab.before, pair.before), rawNode(tab.after, pair.after)]
      if (!isSamePlace(older.pos, newer.pos)) moved++
      if (pair.before.title !== pair.after.title) renamed++
      if (!sameJson(idKey(pair.before.id), idKey(pair.after.id))) other++
      other += countChanged(older, newer, comparedElsewhere.node) + countChangedProperties(pair)
    }
  }
  return { moved, renamed, other }
}

/** Slots follow from links and templates. */
const comparedElsewhere = {
  document: new Set(['tabs', 'graphData', 'nodes', 'links']),
  tab: new Set(['name', 'graphData']),
  graph: new Set(['nodes', 'links']),
  node: new Set(['id', 'title', 'pos', 'mode', 'properties', 'inputs', 'outputs']),
}

function countChanged(before: JsonObject, after: JsonObject, without: ReadonlySet<string>): number {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].filter((key) => !without.has(key) && !sameProperty(key, before[key], after[key])).length
}

function countChangedProperties({ before, after }: NodePair): number {
  const keys = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])
  return [...keys].filter(
    (key) =>
      propertyMeaning(before.kind, key) === 'cosmetic' &&
      propertyMeaning(after.kind, key) === 'cosmetic' &&
      !sameProperty(key, before.properties[key], after.properties[key]),
  ).length
}

/** Empty where the whole file is one graph. */
function aroundGraph({ value: { tabs } }: Document, { index, path }: Tab): JsonObject {
  const tab = path[0] === 'tabs' && isJsonArray(tabs) ? tabs[index] : undefined
  return isJsonObject(tab) ? tab : {}
}

function rawNode({ graph: { nodes } }: Tab, { index }: DocumentNode): JsonObject {
  const node = isJsonArray(nodes) ? nodes[index] : undefined
  return isJsonObject(node) ? node : {}
}

/** Written as a list, or as an object with the keys `0` and `1`. */
function isSamePlace(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  return sameJson(coordinates(before), coordinates(after))
}

function coordinates(pos: JsonValue | undefined): JsonValue {
  return isJsonObject(pos) ? Object.values(pos) : (pos ?? null)
}
