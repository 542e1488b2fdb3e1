/** `tab:node:row` as one text, the same as in a wiring's keys. */
import type { NodeRow } from '../workflow/model.ts'

export function nodeKey({ tab, nodeId, row }: NodeRow): string {
  return `${tab}:${nodeId}:${row}`
}

/** A tab's name may hold colons itself. */
export function nodeRowOf(key: string): NodeRow {
  const [, tab, nodeId, row] = /^(.*):(-?\d+):(\d+)$/s.exec(key)!
  return { tab: tab!, nodeId: Number(nodeId), row: Number(row) }
}
