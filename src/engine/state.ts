/** Where one generation stands in a plan or a run: one union, so that no two flags can contradict each other. */
import type { FailureType } from '../errors.ts'
import type { Generation } from '../workflow/model.ts'
import type { HeldTake } from './claims.ts'
import type { Recipe } from './recipe.ts'
import type { SlotPlan } from './slots.ts'

/** Why slots have no candidate. `attempts`: the most that any one slot was sent. */
export interface Failure {
  readonly errorType: FailureType
  readonly message: string
  readonly slots: readonly number[]
  readonly attempts: number
  /** What to do, where the error type alone does not tell. */
  readonly next?: string
}

export type State =
  /** What it needs is not settled yet. */
  | { readonly is: 'waiting' }
  /** Not to be run; `reason` completes "it is skipped: …". */
  | { readonly is: 'skipped'; readonly reason: string }
  /** A gate (key) waits for a person. */
  | { readonly is: 'held'; readonly gates: readonly string[] }
  /** What it needs has failed. */
  | { readonly is: 'blocked'; readonly reason: string }
  /** It cannot be sent: a reference that is not to be had. */
  | { readonly is: 'failed'; readonly failure: Failure }
  /** The file brings its candidates: they are taken into the store, nothing is paid. */
  | { readonly is: 'adopt' }
  /** Jobs are to be sent or asked for. */
  | { readonly is: 'run'; readonly slots: SlotPlan; readonly reason: string }
  /** Nothing (more) to do; slots without a candidate have failed. */
  | { readonly is: 'done' }

/** A re-roll of one generation, on its way. */
export interface Fresh {
  /** Null in a plan. */
  readonly rerollId: number | null
  /** Slots to make anew, or null for all. */
  readonly slots: readonly number[] | null
  readonly seed: number | null
  /** The take that stands until the first new candidate is there, and whose other slots are kept. */
  readonly base: HeldTake | null
}

export interface Node {
  readonly generation: Generation
  /** Position in the document: the order of equals. */
  readonly index: number
  readonly selected: boolean
  state: State
  /** Null until its inputs are known. */
  recipe: Recipe | null
  /** The newest take of that recipe; while it is re-rolled, the take that is being made. */
  held: HeldTake | null
  /** Set when it is re-rolled. */
  fresh: Fresh | null
  /** SHA-256 of its inputs in slot order; empty for one that is not known. */
  inputs: readonly string[]
  readonly warnings: string[]
  /** Slots that got a candidate in this run. */
  readonly made: number[]
  /** What failed in this run or stands from earlier ones, by slot. */
  readonly failures: Map<number, Failure>
}

export function newNode(generation: Generation, index: number, selected: boolean): Node {
  return {
    generation,
    index,
    selected,
    state: { is: 'waiting' },
    recipe: null,
    held: null,
    fresh: null,
    inputs: [],
    warnings: [],
    made: [],
    failures: new Map(),
  }
}
