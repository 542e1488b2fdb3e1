/** `graphData.links`, the truth about what is linked; what the slots repeat of it is only a copy. */
import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'

/** Node ids as they stand in the file; whether they exist is for `graph.ts`. */
export interface DocumentLink {
  /** Its place in the file's list. */
  readonly index: number
  readonly id: JsonValue
  readonly source: JsonValue
  readonly sourceSlot: number
  readonly target: JsonValue
  readonly targetSlot: number
}

/** Reads `[id, source, slot, target, slot, type]` and LiteGraph's newer objects; `null` entries are holes. */
export function readLinks(raw: readonly JsonValue[]): { links: DocumentLink[]; malformed: number[] } {
  const links: DocumentLink[] = []
  const malformed: number[] = []
  for (const [index, entry] of raw.entries()) {
    if (entry === null) continue
    const link = readLink(entry, index)
    if (link === null) malformed.push(index)
    else links.push(link)
  }
  return { links, malformed }
}

function readLink(entry: JsonValue, index: number): DocumentLink | null {
  const [id, source, sourceSlot, target, targetSlot] = isJsonArray(entry) ? entry : fromObject(entry)
  if (id === undefined || source === undefined || target === undefined) return null
  if (!isSlot(sourceSlot) || !isSlot(targetSlot)) return null
  return { index, id, source, sourceSlot, target, targetSlot }
}

function fromObject(entry: JsonValue): (JsonValue | undefined)[] {
  if (!isJsonObject(entry)) return []
  return [entry.id, entry.origin_id, entry.origin_slot, entry.target_id, entry.target_slot]
}

function isSlot(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
