/** Copies of a node and of a link as they stand in the file: all their keys, with ids, title, place and slots of their own. */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import { rawNode } from '../mending/step.ts'
import type { DocumentLink } from '../reading/links.ts'
import type { Tab } from '../reading/tabs.ts'
import type { Place } from '../wiring/place.ts'
import { copiedInput, copiedOutput, type LinkChanges } from './slotLinks.ts'

const SHIFT = 40

export function nodeCopy(
  tab: Tab,
  { from, id, title }: { readonly from: Place; readonly id: number; readonly title: string },
  changes: LinkChanges,
): JsonValue {
  const raw = Object.entries(rawNode(tab, from.node)).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  )
  const copied = raw.map(([key, value]): [string, JsonValue] => {
    if (key === 'id') return [key, id]
    if (key === 'pos') return [key, shifted(value)]
    if (!isJsonArray(value)) return [key, value]
    if (key === 'inputs') return [key, value.map((slot, at) => inputCopy(slot, at, from, changes))]
    if (key === 'outputs') return [key, value.map((slot, at) => outputCopy(slot, at, from, changes))]
    return [key, value]
  })
  return { ...Object.fromEntries(copied), title }
}

/** LiteGraph writes places as lists, older files as objects with the keys 0 and 1. */
function shifted(pos: JsonValue): JsonValue {
  const move = (value: JsonValue) => (typeof value === 'number' ? value + SHIFT : value)
  if (isJsonArray(pos)) return pos.map(move)
  if (!isJsonObject(pos)) return pos
  return Object.fromEntries(Object.entries(pos).map(([key, value]) => [key, move(value)]))
}

function inputCopy(slot: JsonValue, at: number, from: Place, changes: LinkChanges): JsonValue {
  if (!isJsonObject(slot) || slot.link === undefined) return slot
  return { ...slot, link: copiedInput(from, at, slot.link, changes) }
}

function outputCopy(slot: JsonValue, at: number, from: Place, changes: LinkChanges): JsonValue {
  if (!isJsonObject(slot) || slot.links === undefined) return slot
  return { ...slot, links: copiedOutput(from, at, changes) }
}

export function linkCopy(
  tab: Tab,
  { index }: DocumentLink,
  ends: { readonly id: number; readonly source: JsonValue; readonly target: JsonValue },
): JsonValue {
  const raw = isJsonArray(tab.graph.links) ? tab.graph.links[index] : undefined
  if (isJsonArray(raw)) {
    const places: Readonly<Record<number, JsonValue>> = { 0: ends.id, 1: ends.source, 3: ends.target }
    return raw.map((value, at) => places[at] ?? value)
  }
  const object: JsonObject = isJsonObject(raw) ? raw : {}
  return { ...object, id: ends.id, origin_id: ends.source, target_id: ends.target }
}
