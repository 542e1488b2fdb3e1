/** What a command asks for beyond a plain run: another round of candidates, or takes that are to be completed. */
import type { HeldTake } from './claims.ts'
import { keepGivenUp } from './failureOf.ts'
import type { PickBook } from './pickBook.ts'
import { allSlots, planSlots } from './slots.ts'
import type { Fresh, Node, State } from './state.ts'

export interface Wishes {
  /** The round in the store; null before it has begun. */
  readonly rerollId: number | null
  /** Whether that round was begun by an earlier command. */
  readonly isGoneOnWith: boolean
  /** By generation: the slots to make anew, or null for all. */
  readonly slots: ReadonlyMap<string, readonly number[] | null>
  /** Keys of all generations that the round is about. */
  readonly targets: readonly string[]
  /** Whether what was refused in an earlier part of the round is sent once more. */
  readonly sendsRefused: boolean
  /** By generation: a take that is to be completed, re-rolled or not. */
  readonly repeats: ReadonlyMap<string, Repeat>
  /** Seed of the first slot, where a person named one. */
  readonly seed: number | null
  /** Gates of what is re-rolled pass by themselves, so that what hangs on them can run. */
  readonly cascades: boolean
}

export interface Repeat {
  readonly takeId: number
  /** Whether what was refused is sent once more. */
  readonly sendsRefused: boolean
}

/** What stands, whatever is wished for. */
interface Standing {
  readonly picks: PickBook
  /** Whether a job that may have been paid is sent again unasked. */
  readonly sendsUnknown: boolean
}

/** For a generation of known recipe; null where a plain run decides. `node.held` is what that would reuse. */
export function decideWish(
  node: Node,
  wishes: Wishes,
  takes: readonly HeldTake[],
  { picks, sendsUnknown }: Standing,
): State | null {
  const { key } = node.generation
  if (wishes.slots.has(key)) return decideFresh(node, wishes, takes, { picks, sendsUnknown })
  const repeat = wishes.repeats.get(key)
  return repeat === undefined ? null : decideRepeat(node, repeat, takes, sendsUnknown)
}

function decideRepeat(
  node: Node,
  { takeId, sendsRefused }: Repeat,
  takes: readonly HeldTake[],
  sendsUnknown: boolean,
): State | null {
  const held = takes.find(({ take }) => take.id === takeId && take.recipe === node.recipe!.hash)
  if (held === undefined) return null
  const { reroll } = held.take
  const wanted = reroll?.slots ?? allSlots(node.generation.slotCount)
  const slots = planSlots(held.take, wanted, { refused: sendsRefused, unknown: sendsUnknown })
  keepGivenUp(node, slots)
  if (slots.tasks.length === 0) return null
  if (reroll !== null) {
    const base = takes.find(({ take }) => take.id === reroll.baseTakeId) ?? null
    node.fresh = { rerollId: reroll.id, slots: reroll.slots, seed: null, base }
  }
  node.held = held
  return { is: 'run', slots, reason: 'what failed is repeated' }
}

/** Asked for by a person, who pays anew. */
function decideFresh(
  node: Node,
  wishes: Wishes,
  takes: readonly HeldTake[],
  { picks, sendsUnknown }: Standing,
): State {
  const { generation } = node
  const slots = wishes.slots.get(generation.key) ?? null
  const begun = begunTake(node, wishes, slots, takes)
  node.fresh = {
    rerollId: wishes.rerollId,
    slots,
    seed: wishes.seed,
    base: baseOf(node, takes, picks),
  }
  const wanted = slots ?? allSlots(generation.slotCount)
  const isOfThisRound = begun !== null && begun.take.reroll?.id === wishes.rerollId
  const resends = wishes.sendsRefused || !isOfThisRound || !wishes.isGoneOnWith
  const planned = planSlots(begun?.take ?? null, wanted, {
    refused: resends,
    unknown: resends || sendsUnknown,
  })
  keepGivenUp(node, planned)
  if (planned.tasks.length === 0 && begun !== null) {
    node.held = begun.take.candidates.size > 0 ? begun : node.held
    return { is: 'done' }
  }
  node.held = begun
  const reason = begun === null ? 'another take was asked for' : 'its other take is not complete'
  return { is: 'run', slots: planned, reason }
}

/** The take of this round, else one of an earlier round of the same form that no candidate came of. */
function begunTake(
  { recipe }: Node,
  { rerollId }: Wishes,
  slots: readonly number[] | null,
  takes: readonly HeldTake[],
): HeldTake | null {
  const own = takes.filter(({ take }) => take.recipe === recipe?.hash && take.reroll !== null)
  const ofRound = rerollId === null ? undefined : own.findLast(({ take }) => take.reroll?.id === rerollId)
  if (ofRound !== undefined) return ofRound
  const newest = own.at(-1)
  const isEmpty = newest?.take.candidates.size === 0
  const isAlike = JSON.stringify(newest?.take.reroll?.slots) === JSON.stringify(slots)
  return newest !== undefined && isEmpty && isAlike ? newest : null
}

/** Whose other slots are kept: the take with the approved pick, if it is of this recipe, else the newest. */
function baseOf(node: Node, takes: readonly HeldTake[], picks: PickBook): HeldTake | null {
  const recipe = node.recipe!.hash
  const alike = takes.filter(({ take }) => take.recipe === recipe && take.candidates.size > 0)
  const approved = node.generation.gates.flatMap((gate) => picks.find(gate, recipe) ?? [])
  const picked = approved.find(({ by }) => by === 'approved')
  return alike.find(({ take }) => take.id === picked?.takeId) ?? alike.at(-1) ?? null
}

/** Whether a slot stays as it is in a re-roll. */
export function isKept({ slots }: Fresh, slot: number): boolean {
  return slots !== null && !slots.includes(slot)
}
