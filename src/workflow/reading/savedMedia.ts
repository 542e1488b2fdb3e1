/** Media URLs that a node's properties keep: candidates, what was approved, references. */
import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'
import type { DocumentNode } from './nodes.ts'

/** A URL written as a string or as an object that holds one, else null. */
export function urlIn(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value
  if (!isJsonObject(value)) return null
  const inner = [value.url, value.src, value.imageData].find((one) => typeof one === 'string')
  return inner === undefined ? null : urlIn(inner)
}

/** Many gates may ask one node. */
const saved = new WeakMap<DocumentNode, readonly string[]>()

/** All candidates that a generation node brings, flat over its rows. */
export function savedUrls(node: DocumentNode): readonly string[] {
  const known = saved.get(node)
  if (known !== undefined) return known
  const found = readSaved(node)
  saved.set(node, found)
  return found
}

function readSaved({ kind, properties }: DocumentNode): readonly string[] {
  if (kind === 'image') return urls(properties._savedImages)
  const clips = [urls(properties._savedVideos), urls(properties._savedClips)].find((list) => list.length > 0)
  return clips ?? urls([properties._savedVideoUrl ?? null])
}

const savedPlaces = new WeakMap<DocumentNode, ReadonlyMap<string, readonly number[]>>()

/** Where a URL stands among the candidates that a generation node brings: places in `savedUrls`. */
export function savedAt(node: DocumentNode, url: string): readonly number[] {
  let places = savedPlaces.get(node)
  if (places === undefined) {
    places = placesByUrl(savedUrls(node))
    savedPlaces.set(node, places)
  }
  return places.get(url) ?? []
}

function placesByUrl(all: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [at, url] of all.entries()) {
    const list = places.get(url)
    if (list) list.push(at)
    else places.set(url, [at])
  }
  return places
}

/** The candidates of one row (from 0): split evenly when every slot of every row is there, else all in the first. */
export function savedInRow(
  all: readonly string[],
  row: number,
  rowCount: number,
  slotCount: number,
): readonly string[] {
  if (all.length === rowCount * slotCount) return all.slice(row * slotCount, (row + 1) * slotCount)
  return row === 0 ? all : []
}

/** The URL that a gate holds as approved, or null. */
export function approvedUrlOf({ properties }: DocumentNode): string | null {
  return urlIn(properties._lastApprovedData)
}

function urls(list: JsonValue | undefined): readonly string[] {
  if (!isJsonArray(list)) return []
  if (list.every(isUrl)) return list
  return list.map(urlIn).filter((url) => url !== null)
}

function isUrl(entry: JsonValue): entry is string {
  return typeof entry === 'string' && entry.trim() !== ''
}
