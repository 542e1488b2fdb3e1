/** What a node passes on, and what arrives in a slot. The words that the resolving of all node kinds shares. */

import type { MediaKind } from '../model.ts'
import type { Draft } from './drafts.ts'
import type { Place } from './place.ts'

/** `isBlank` is carried along because looking at a text that is put together of many others is not free. */
export interface TextRow {
  readonly text: string
  readonly isBlank: boolean
}

export interface ReferenceValue {
  readonly kind: 'reference'
  /** One per row; null sends nothing. */
  readonly urls: readonly (string | null)[]
  readonly source: Place
}

export interface MadeValue {
  readonly kind: 'made'
  readonly medium: MediaKind
  readonly generation: Place
  readonly gate: Place | null
  readonly rowCount: number
}

export type Value =
  | { readonly kind: 'text'; readonly rows: readonly TextRow[] }
  | ReferenceValue
  | MadeValue
  /** Whoever needs it is not run. */
  | { readonly kind: 'off'; readonly medium: 'text' | 'media'; readonly reason: string }
  | { readonly kind: 'nothing'; readonly isForeign: boolean }
  /** Its error is told where it is. */
  | { readonly kind: 'broken' }

export interface Arrival {
  readonly slot: number
  /** As in the file, or null. */
  readonly slotName: string | null
  readonly source: Place
  readonly value: Value
}

/** What became of a node. `uses` are the nodes its value was made from. */
export interface Resolved {
  readonly value: Value
  readonly uses: readonly Place[]
  readonly drafts: readonly Draft[]
}

export const nothing: Value = { kind: 'nothing', isForeign: false }
