/** What a resolution is worked out from: the document, what was made, what is asked for. */
import type { Wiring } from '../workflow/model.ts'
import type { History } from './claims.ts'
import type { Graph } from './graph.ts'
import type { UnknownPolicy } from './inDoubt.ts'
import type { GatePolicy } from './passes.ts'
import type { PickBook } from './pickBook.ts'
import type { Recipe } from './recipe.ts'
import type { Node } from './state.ts'
import type { Wishes } from './wishes.ts'

/** A reference's content, or why it cannot be had. */
export type ReferenceContent =
  | { readonly status: 'had'; readonly sha256: string; readonly warning: string | null }
  | { readonly status: 'failed'; readonly reason: string }

export interface ResolutionOptions {
  readonly wiring: Wiring
  readonly graph: Graph
  readonly history: History
  readonly picks: PickBook
  /** By URL as in the file. */
  readonly references: ReadonlyMap<string, ReferenceContent>
  /** The recipe of a generation with these inputs (SHA-256, in slot order). */
  recipe(node: Node, inputs: readonly string[]): Recipe
  /** Whether the bytes of that SHA-256 are at hand. */
  isThere(sha256: string): boolean
  readonly gates: GatePolicy
  readonly unknown: UnknownPolicy
  /** What is to be re-rolled, or null. */
  readonly wishes: Wishes | null
  /** Whether the verb `edit` changed it, so that its gates hold. */
  isEdited(node: Node): boolean
  isSelected(node: { readonly key: string }): boolean
  /** Whether the file brings candidates for it that the store has never seen. */
  isAdoptable(key: string): boolean
  /** Whether somebody made candidates for it elsewhere since: they are another take, whatever it has. */
  isBrought(key: string): boolean
}
