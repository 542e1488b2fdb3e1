/**
 * Mends what is mechanical: edits of a document after which everything still means what it meant, and what each did.
 * Refuses to guess: where a file does not tell what was meant, it stays as it is and `wire` goes on finding it.
 */
import type { Document } from './document.ts'
import type { Edit } from './edits.ts'
import { mendClipSlots } from './mending/clipSlots.ts'
import { mendDanglingLinks } from './mending/danglingLinks.ts'
import { mendDuplicateIds } from './mending/duplicateIds.ts'
import { mendDynamicRows } from './mending/dynamicRows.ts'
import { mendLastIds } from './mending/lastIds.ts'
import { mendLinkCopies } from './mending/linkCopies.ts'
import { mendLinkIds } from './mending/linkIds.ts'
import { mendNegativePrompts } from './mending/negativePrompts.ts'
import type { Mend, MendStep } from './mending/step.ts'
import { mendTemplateSlots } from './mending/templateSlots.ts'

export interface Mending {
  /** For `applyEdits` on the same document. */
  readonly edits: readonly Edit[]
  /** In the order of the file's tabs. */
  readonly mends: readonly Mend[]
}

/** Each sees what the ones before it did. */
const steps: readonly MendStep[] = [
  mendDanglingLinks,
  mendDuplicateIds,
  mendLinkIds,
  mendClipSlots,
  mendDynamicRows,
  mendTemplateSlots,
  mendNegativePrompts,
  mendLinkCopies,
  mendLastIds,
]

/** `name`: the file's base name, where the workflow's `name` is to follow it. Of a mended document nothing is left. */
export function mend(document: Document, options: { readonly name?: string } = {}): Mending {
  const edits: Edit[] = []
  const mends: Mend[] = []
  const { name } = options
  if (name !== undefined && document.value.name !== name) {
    edits.push({ path: ['name'], value: name })
    mends.push(nameMend(name))
  }
  for (const original of document.tabs) {
    let tab = original
    for (const step of steps) {
      const mended = step(tab)
      tab = mended.tab
      for (const edit of mended.edits) edits.push(edit)
      for (const one of mended.mends) mends.push(one)
    }
  }
  return { edits, mends }
}

function nameMend(name: string): Mend {
  const message = `name was set to "${name}", as the file is called.`
  return { code: 'name-differs', tab: null, nodeId: null, title: null, field: 'name', message }
}
