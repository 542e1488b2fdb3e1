/**
 * Writes a document losslessly: an edit changes only its own bytes, everything else stays as it is spelled.
 * All edits in one pass; paths are those of the document as it was read. Refuses a path through a text or number.
 */
import type { Document } from './document.ts'
import { newEditTree, plantEdit } from './editing/editTree.ts'
import { spliceText } from './editing/splice.ts'
import { splicesOf } from './editing/splices.ts'
import type { JsonPath, JsonValue } from './json.ts'

/** `undefined` removes the key. A later edit of the same path wins. */
export interface Edit {
  readonly path: JsonPath
  readonly value: JsonValue | undefined
}

/**
 * The bytes of the edited file. Where a key occurs twice in an object, the last one counts and is changed. New keys
 * go to the end of their object, in its style; objects missing on the way are made.
 * @throws RetakeError `check_failed`: a path leads through a text or number.
 */
export function applyEdits(document: Document, edits: readonly Edit[]): Uint8Array {
  const text = editText(document, edits)
  return new TextEncoder().encode(document.hasBom ? `\ufeff${text}` : text)
}

function editText({ text, fileName }: Document, edits: readonly Edit[]): string {
  if (edits.length === 0) return text
  const tree = newEditTree()
  for (const { path, value } of edits) plantEdit(tree, path, value)
  return spliceText(text, splicesOf(text, tree, fileName))
}
