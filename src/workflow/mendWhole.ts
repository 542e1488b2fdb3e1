/** Mends a document until nothing mechanical is left: telling copies apart can bring a further mistake to light. */
import { type Document, readDocument } from './document.ts'
import { applyEdits } from './edits.ts'
import { type Mending, mend } from './mend.ts'

const MOST_ROUNDS = 5

export interface MendedDocument {
  readonly bytes: Uint8Array
  /** Of all rounds, in order. */
  readonly mends: Mending['mends']
}

/** `name`: see `mend`. */
export function mendWhole(document: Document, options: { readonly name?: string } = {}): MendedDocument {
  const mends: Mending['mends'][number][] = []
  let current = document
  let bytes = applyEdits(document, [])
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const mending = mend(current, options)
    if (mending.mends.length === 0) break
    for (const one of mending.mends) mends.push(one)
    bytes = applyEdits(current, mending.edits)
    current = readDocument(bytes, document.fileName)
  }
  return { bytes, mends }
}
