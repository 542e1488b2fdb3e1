/** Edits of texts and settings as edits of the document, and what they change, field by field. */
import type { Document } from '../document.ts'
import type { Edit } from '../edits.ts'
import type { JsonPath, JsonValue } from '../json.ts'
import type { Place } from '../wiring/place.ts'
import type { TextChange } from './replacements.ts'
import type { SettingChange } from './settings.ts'
import { type PromptCopy, type SplitWish, splitPrompts } from './splitPrompts.ts'

export interface Wishes {
  readonly texts: readonly TextChange[]
  readonly settings: readonly SettingChange[]
  /** Generations that get their own copies of what they share, at most one for each tab. */
  readonly splits: readonly Omit<SplitWish, 'edited'>[]
}

export interface FieldChange {
  readonly tab: string
  /** The node that has the new value: the copy, where the prompt was split. */
  readonly nodeId: number
  readonly title: string
  /** Of a dynamic prompt, from 1; else null. */
  readonly row: number | null
  /** As in findings: `properties.dynamicRows[2]`. */
  readonly field: string
  /** Undefined where there was none. */
  readonly before: JsonValue | undefined
  readonly after: JsonValue
}

export interface Rewriting {
  /** For `applyEdits` on the same document; empty where nothing changes. */
  readonly edits: readonly Edit[]
  readonly changes: readonly FieldChange[]
  readonly copies: readonly PromptCopy[]
}

/** Texts that are written as they were are no change, and nothing is copied for them. */
export function rewrite(document: Document, wishes: Wishes): Rewriting {
  const texts = wishes.texts.filter(({ text, after }) => text.text !== after)
  const splits = wishes.splits.map(({ graph, generation }) => {
    const here = texts.filter(({ prompt }) => prompt.tab === graph.tab.name)
    return { graph, generation, edited: here.map(({ prompt }) => prompt.place) }
  })
  const { edits: splitEdits, copies } = splitPrompts(document, splits)
  const pathOf = (tabName: string, index: number): JsonPath => {
    const tab = document.tabs.find(({ name }) => name === tabName)
    return [...(tab?.path ?? []), 'nodes', index]
  }
  const edits: Edit[] = [...splitEdits]
  const changes: FieldChange[] = []
  for (const { prompt, text, after } of texts) {
    const target = targetOf(prompt.place, copies)
    edits.push({ path: [...pathOf(prompt.tab, target.index), ...text.path], value: after })
    const { nodeId, title } = { nodeId: target.id ?? prompt.nodeId, title: target.title }
    const field = spell(text.path)
    changes.push({ tab: prompt.tab, nodeId, title, row: text.row, field, before: text.text, after })
  }
  for (const { tab, place, name, before, after } of wishes.settings) {
    edits.push({ path: [...pathOf(tab, place.index), 'properties', name], value: after })
    const field = `properties.${name}`
    changes.push({ tab, nodeId: place.id ?? 0, title: place.title, row: null, field, before, after })
  }
  return { edits, changes, copies }
}

function targetOf(place: Place, copies: readonly PromptCopy[]): Pick<Place, 'index' | 'id' | 'title'> {
  return copies.find(({ from }) => from === place) ?? place
}

function spell(path: JsonPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}
