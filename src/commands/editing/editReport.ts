/** What `edit` answers: what was changed word by word, who changes with it, what was written, and the run after it. */
import type { Generation, Wiring } from '../../workflow/model.ts'
import type { FieldChange, Rewriting } from '../../workflow/rewriting/rewrite.ts'
import { type WordChanges, wordsOf } from '../../workflow/wordChanges.ts'
import type { Source } from '../finding/source.ts'
import type { Behind } from '../running/behind.ts'
import type { RunReport } from '../runReport.ts'
import { shortAddress } from '../shortAddress.ts'
import type { SavedSource } from '../versions/enterSave.ts'
import type { TargetNode } from './editTargets.ts'

export interface EditReport {
  /** The workflow as it was given. */
  readonly workflow: string
  /** Of the source as it is now. */
  readonly path: string
  readonly name: string
  /** Where the former file is; null where nothing changed and nothing was written. */
  readonly backup: string | null
  readonly changed: readonly EditedField[]
  /** Of the generations that were named, those for which there is something new to make. */
  readonly generations: readonly EditedRow[]
  /** Others that share what was changed. */
  readonly alsoChanges: readonly EditedRow[]
  /** Prompts that got a copy for this generation. */
  readonly copied: readonly { readonly tab: string; readonly from: number; readonly to: number }[]
  readonly run: RanEdit | null
  /** What to do next, or null. */
  readonly next: string | null
  readonly exitCode: number
}

export interface RanEdit extends RunReport {
  /** What hangs on the new candidates and was not run. */
  readonly behind: Behind
}

export interface EditedField extends FieldChange {
  /** For texts. */
  readonly words: WordChanges | null
}

export interface EditedRow extends TargetNode {
  readonly row: number
}

export interface Effect {
  /** All rows that ask for something else than before. */
  readonly asked: readonly Generation[]
  /** Of the generations that were named, the rows for which there is something new to make. */
  readonly meant: readonly Generation[]
  /** Who was not named and asks for something else too. */
  readonly others: readonly Generation[]
}

function editedFields({ changes }: Rewriting): EditedField[] {
  return changes.map((change) => {
    const { before, after } = change
    const isText = typeof before === 'string' && typeof after === 'string' && isTextField(change.field)
    return { ...change, words: isText ? wordsOf(before, after) : null }
  })
}

function editedRows(generations: readonly Generation[]): EditedRow[] {
  return generations.map(({ tab, nodeId, title, row }) => ({ tab, nodeId, title, row }))
}

/** The command that makes what was changed. */
function nextCommand(name: string, { meant, others }: Effect, wiring: Wiring): string | null {
  const changed = [...meant, ...others].filter(({ off }) => off === null)
  if (changed.length === 0) return null
  const addresses = new Set(changed.map((generation) => shortAddress(generation, wiring)))
  const nodes = addresses.size > MOST_NODES ? '' : ` --nodes ${[...addresses].join(' ')}`
  return `retake run ${/\s/.test(name) ? `"${name}"` : name}${nodes}`
}

const MOST_NODES = 6

function isTextField(field: string): boolean {
  return /^properties\.(text$|dynamicRows\[)/.test(field)
}

export function unchanged({ name, path }: Source): EditReport {
  return {
    workflow: name,
    path,
    name,
    backup: null,
    changed: [],
    generations: [],
    alsoChanges: [],
    copied: [],
    run: null,
    next: null,
    exitCode: 0,
  }
}

interface Edited {
  readonly saved: SavedSource
  readonly rewriting: Rewriting
  readonly effect: Effect
  readonly after: Wiring
  readonly run: RanEdit | null
}

export function reportOf({ name }: Source, { saved, rewriting, effect, after, run }: Edited): EditReport {
  return {
    workflow: name,
    path: saved.path,
    name: saved.name,
    backup: saved.backup,
    changed: editedFields(rewriting),
    generations: editedRows(effect.meant),
    alsoChanges: editedRows(effect.others),
    copied: rewriting.copies.map(({ tab, from, id }) => ({ tab, from: from.id ?? 0, to: id })),
    run,
    next: run === null ? nextCommand(saved.name, effect, after) : null,
    exitCode: run?.exitCode ?? 0,
  }
}
