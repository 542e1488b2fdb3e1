/** A workflow under another name, or for another folder: its `name` follows where it has one, every other byte stays. */
import type { Document } from './document.ts'
import { applyEdits, type Edit } from './edits.ts'
import { showCandidates } from './showCandidates.ts'

/** @param rebase relative references as seen from the file's new folder; left out where it stays in its own */
export function renamed(document: Document, name: string, rebase?: (url: string) => string): Uint8Array {
  const named: Edit[] = Object.hasOwn(document.value, 'name') ? [{ path: ['name'], value: name }] : []
  const rebased = rebase === undefined ? [] : showCandidates(document, { generations: [], gates: [] }, rebase)
  return applyEdits(document, [...named, ...rebased])
}
