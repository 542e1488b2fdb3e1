/** What of the standing failures a repeat can heal, and what a person has to change first. */

import { nodeKey } from '../../engine/nodeKey.ts'
import type { Node } from '../../engine/state.ts'
import type { Repeat, Wishes } from '../../engine/wishes.ts'
import { type FailureType, RetakeError } from '../../errors.ts'
import type { StandingFailure } from '../../store/failures.ts'
import { cutOffReroll } from '../../store/rerolls.ts'
import { lastSelection } from '../../store/runs.ts'
import type { Wiring } from '../../workflow/model.ts'
import { consumersOf } from '../running/consumers.ts'
import type { Standing } from '../running/standing.ts'
import { type Selection, selectGenerations } from '../selection.ts'

/** Sent again as they are, these fail again. */
const NEEDS_CHANGE = new Set<string>(['content_policy', 'model not available'] satisfies FailureType[])

export interface RetryPlan {
  readonly selected: ReadonlySet<string>
  readonly wishes: Wishes
  /** For a person. */
  readonly needing: readonly StandingFailure[]
}

export interface RetryAsked {
  /** The failures that the command is about. */
  readonly failures: readonly StandingFailure[]
  /** Those that it is not about. */
  readonly others: readonly StandingFailure[]
  readonly asIs: boolean
}

export async function retryPlan(
  standing: Standing,
  { failures, others, asIs }: RetryAsked,
): Promise<RetryPlan> {
  const { store, workflow } = standing.prepared
  const nodes = new Map(standing.planned.nodes.map((node) => [node.generation.key, node]))
  const isRepeated = (failure: StandingFailure) =>
    asIs || !NEEDS_CHANGE.has(failure.errorType) || !isStillRefused(nodes.get(nodeKey(failure)), failure)
  const repeated = new Set(failures.filter(isRepeated).map(nodeKey))
  const cutOff = await cutOffReroll(store.database, workflow.id)
  const isUnsent = (failure: StandingFailure) =>
    failure.errorType === 'connection refused' &&
    failure.at >= (cutOff?.startedAt ?? Number.POSITIVE_INFINITY)
  const unsentKeys = new Set(failures.filter(isUnsent).map(nodeKey))
  const { claims } = standing.planned.resolution
  const isBegun = (key: string) => claims.held(key).some(({ take }) => take.reroll?.id === cutOff?.id)
  const rolled = new Set(cutOff?.targets.filter((key) => unsentKeys.has(key) && !isBegun(key)))
  const repeats = new Map<string, Repeat>()
  for (const node of standing.planned.nodes) {
    const { key } = node.generation
    const take = repeated.has(key) && !rolled.has(key) ? takeToComplete(node, standing) : null
    if (take !== null) repeats.set(key, { takeId: take, sendsRefused: asIs })
  }
  const unsent = failures.some(({ errorType }) => errorType === 'connection refused')
  const left = unsent ? await neverSent(standing, repeated, new Set(others.map(nodeKey))) : []
  return {
    selected: new Set([...repeated, ...left]),
    wishes: {
      rerollId: cutOff?.id ?? null,
      isGoneOnWith: true,
      targets: cutOff?.targets ?? [],
      sendsRefused: asIs,
      slots: new Map([...rolled].map((key) => [key, cutOff?.slots ?? null])),
      repeats,
      seed: cutOff?.seed ?? null,
      cascades: false,
    },
    needing: failures.filter((failure) => !isRepeated(failure)),
  }
}

/** What asks for something else by now is made like anything else. */
function isStillRefused(node: Node | undefined, { errorType }: StandingFailure): boolean {
  return node !== undefined && [...node.failures.values()].some((failure) => failure.errorType === errorType)
}

/** The newest take of its recipe, a re-roll that nothing came of included. */
function takeToComplete({ generation, recipe }: Node, { planned }: Standing): number | null {
  const takes = planned.resolution.claims.held(generation.key)
  return takes.findLast(({ take }) => take.recipe === recipe?.hash)?.take.id ?? null
}

/** When the backend was away, the whole errand of that run is taken up: what was blocked or never reached, too. */
async function neverSent(
  { prepared }: Standing,
  failing: ReadonlySet<string>,
  others: ReadonlySet<string>,
): Promise<string[]> {
  const { wiring } = prepared.source
  const selection = await lastSelection(prepared.store.database, prepared.workflow.id)
  if (selection === null) return []
  const keys = keysOf(wiring, JSON.parse(selection))
  const behind = consumersOf(wiring.generations, failing)
  return [...keys].filter((key) => behind.has(key) && !others.has(key))
}

/** What was named then may have another title by now: that is passed over. */
function keysOf(wiring: Wiring, selection: Selection): ReadonlySet<string> {
  try {
    return selectGenerations(wiring, selection).keys
  } catch (error) {
    if (error instanceof RetakeError) return new Set()
    throw error
  }
}
