/**
 * Which take a generation reuses: its own, else that of the same node in a former version, else of the same title, else
 * the oldest in the store, and never one that another generation of this document claims.
 */
import type { CandidateRecord, Claim, TakeRecord } from '../store/history.ts'
import type { PickRecord } from '../store/picks.ts'
import type { RejectionRecord } from '../store/rejections.ts'
import type { Generation } from '../workflow/model.ts'
import { nodeKey } from './nodeKey.ts'
import type { Pick, PickBook, Rejection } from './pickBook.ts'

/** What the store knows, as a plan reads it. */
export interface History {
  /** Claims of this workflow's generations, oldest take first. */
  readonly own: readonly Claim[]
  /** Workflow ids of the versions before this one, newest first. */
  readonly formerVersions: readonly number[]
  /** Claims of any workflow, oldest take first. */
  elsewhere(recipes: readonly string[]): Promise<readonly Claim[]>
  /** What generations without a claim of their own take over from the same place in a former version. */
  readonly inherited: readonly Takeover[]
  /** Picks on these takes by any gate, oldest first, and the rejections that stand. */
  verdictsOf(takeIds: readonly number[]): Promise<Verdicts>
}

export interface Verdicts {
  readonly picks: readonly PickRecord[]
  readonly rejections: readonly RejectionRecord[]
}

/** A take under the number that its generation gives it. */
export interface HeldTake {
  readonly take: TakeRecord
  readonly number: number
}

/** In slot order. */
export function candidatesOf(held: HeldTake | null): CandidateRecord[] {
  return [...(held?.take.candidates.values() ?? [])].sort((a, b) => a.slot - b.slot)
}

/** Takes that a generation takes over, with copies of their picks: to be written by who runs. */
export interface Takeover {
  readonly key: string
  readonly takes: readonly HeldTake[]
  readonly picks: readonly (Pick & { readonly gate: string; readonly recipe: string })[]
  readonly rejections: readonly (Rejection & { readonly gate: string })[]
}

export interface Wanted {
  readonly generation: Generation
  readonly recipe: string
}

export interface Claims {
  /** Finds takes for generations that became known together; the answer has an entry for each that found one. */
  assign(wanted: readonly Wanted[]): Promise<Map<string, HeldTake>>
  /** All takes of a generation, taken over ones included, oldest number first. */
  held(key: string): readonly HeldTake[]
  /** A take that was just made. */
  add(key: string, take: HeldTake): void
  /** Takeovers since the last call. */
  takeovers(): readonly Takeover[]
}

/** What the generations of the document come to, as far as that is known. */
export interface Present {
  has(key: string): boolean
  /** Whether a generation that is not decided yet may still ask for what it asked for before. */
  mayAskAgain(key: string): boolean
}

export function openClaims(history: History, picks: PickBook, present: Present): Claims {
  const heldBy = new Map<string, HeldTake[]>()
  const claimed = new Set<number>()
  /** Which generations of this document hold a take, and what each asks for, as far as that is known. */
  const holders = new Map<number, string[]>()
  const asks = new Map<string, string>()
  let fresh: Takeover[] = []
  const add = (key: string, take: HeldTake) => {
    const list = heldBy.get(key)
    if (list === undefined) heldBy.set(key, [take])
    else list.push(take)
    if (present.has(key)) holders.set(take.take.id, [...(holders.get(take.take.id) ?? []), key])
  }
  for (const claim of history.own) add(nodeKey(claim), claim)
  for (const list of heldBy.values()) list.sort((a, b) => a.number - b.number)
  const enter = (takeover: Takeover) => {
    for (const take of takeover.takes) add(takeover.key, take)
    for (const pick of takeover.picks) picks.set(pick.gate, pick.recipe, pick)
    for (const rejection of takeover.rejections) picks.reject(rejection.gate, rejection)
    fresh.push(takeover)
  }
  for (const takeover of history.inherited) enter(takeover)

  const takeOver = async ({ generation, recipe }: Wanted, source: readonly Claim[]): Promise<HeldTake> => {
    const number = (heldBy.get(generation.key)?.at(-1)?.number ?? 0) + 1
    const takes = source.map(({ take }, at) => ({ take, number: number + at }))
    const verdicts = await history.verdictsOf(takes.map(({ take }) => take.id))
    enter({
      key: generation.key,
      takes,
      picks: copyPicks(generation, recipe, verdicts.picks),
      rejections: copyRejections(generation, verdicts.rejections),
    })
    for (const { take } of takes) claimed.add(take.id)
    return takes.at(-1)!
  }

  return {
    held: (key) => heldBy.get(key) ?? [],
    add,
    takeovers: () => {
      const given = fresh
      fresh = []
      return given
    },
    assign: async (wanted) => {
      const found = new Map<string, HeldTake>()
      const without: Wanted[] = []
      for (const { generation, recipe } of wanted) asks.set(generation.key, recipe)
      for (const want of wanted) {
        const own = newestWith(heldBy.get(want.generation.key) ?? [], want.recipe, claimed)
        if (own === null) without.push(want)
        else claim(found, claimed, want.generation.key, own)
      }
      if (without.length === 0) return found
      const elsewhere = groupByRecipe(
        await history.elsewhere([...new Set(without.map(({ recipe }) => recipe))]),
      )
      for (const rank of ranks(history.formerVersions)) {
        for (const want of without) {
          if (found.has(want.generation.key)) continue
          const known = elsewhere.get(want.recipe) ?? []
          const free = usable(known, claimed).filter(
            (each) => !isWanted(each, want, { holders, asks, present }),
          )
          const source = rank(want.generation, free)
          if (source.length > 0) claim(found, claimed, want.generation.key, await takeOver(want, source))
        }
      }
      return found
    },
  }
}

interface Holding {
  /** Keys of the generations that hold a take. */
  readonly holders: ReadonlyMap<number, readonly string[]>
  /** The recipe of each generation that is decided. */
  readonly asks: ReadonlyMap<string, string>
  readonly present: Present
}

/** Its holder may still want it: it would have to be made anew for that one. */
function isWanted({ take }: Claim, { generation }: Wanted, { holders, asks, present }: Holding): boolean {
  return (holders.get(take.id) ?? []).some(
    (key) =>
      key !== generation.key && (asks.has(key) ? asks.get(key) === take.recipe : present.mayAskAgain(key)),
  )
}

/**
 * Its newest take with a candidate, else its newest without any: that one is to be completed. A re-roll that nothing came
 * of is for another re-roll, as long as there is any other.
 */
function newestWith(
  held: readonly HeldTake[],
  recipe: string,
  claimed: ReadonlySet<number>,
): HeldTake | null {
  const own = held.filter(({ take }) => take.recipe === recipe && !claimed.has(take.id))
  return (
    own.findLast(({ take }) => take.candidates.size > 0) ??
    own.findLast(({ take }) => take.reroll === null) ??
    own.at(-1) ??
    null
  )
}

function claim(found: Map<string, HeldTake>, claimed: Set<number>, key: string, held: HeldTake): void {
  found.set(key, held)
  claimed.add(held.take.id)
}

/** Somebody else may be filling it at this moment: two writers would pay for the same slots. */
function isUnderWay({ jobs }: TakeRecord): boolean {
  return [...jobs.values()].some(({ state }) => state === 'intent' || state === 'sent')
}

function usable(claims: readonly Claim[], claimed: ReadonlySet<number>): Claim[] {
  return claims.filter(({ take }) => take.candidates.size > 0 && !claimed.has(take.id) && !isUnderWay(take))
}

/** Each rank picks the takes of one generation out of those that are free, oldest first. */
type Rank = (generation: Generation, free: readonly Claim[]) => readonly Claim[]

function ranks(formerVersions: readonly number[]): Rank[] {
  const samePlace = (generation: Generation, free: readonly Claim[]) => {
    const same = free.filter((claim) => nodeKey(claim) === generation.key)
    const version = formerVersions.find((id) => same.some(({ workflowId }) => workflowId === id))
    return same.filter(({ workflowId }) => workflowId === version)
  }
  const sameTitle = (generation: Generation, free: readonly Claim[]) =>
    ofFirstGeneration(free.filter(({ title }) => title === generation.title))
  const oldest = (_generation: Generation, free: readonly Claim[]) => ofFirstGeneration(free)
  return [samePlace, sameTitle, oldest]
}

function ofFirstGeneration(claims: readonly Claim[]): Claim[] {
  return claims.filter(({ generationId }) => generationId === claims[0]!.generationId)
}

/** Picks belong to gate and take: a gate gets the newest pick by the gate of the same id, else the newest by any. */
export function copyPicks(
  generation: Generation,
  recipe: string,
  records: readonly PickRecord[],
): Takeover['picks'] {
  const valid = records.filter((record) => record.liftedAt === null && record.recipe === recipe)
  return [...generation.gates, generation.key].flatMap((gate) => {
    const same = valid.filter((record) => gate === nodeKey(record))
    const pool = same.length > 0 || gate === generation.key ? same : valid
    const pick = pool.findLast(({ by }) => by === 'approved') ?? pool.at(-1)
    return pick === undefined ? [] : [{ takeId: pick.takeId, slot: pick.slot, by: pick.by, gate, recipe }]
  })
}

/** A picture that gave itself away at one gate does so at each that takes it over. */
export function copyRejections(
  { gates, key }: Generation,
  records: readonly RejectionRecord[],
): Takeover['rejections'] {
  const tells = new Map(records.map((record) => [`${record.takeId}/${record.slot}`, record]))
  return [...tells.values()].flatMap(({ takeId, slot, tell }) =>
    [...new Set([...gates, key])].map((gate) => ({ gate, takeId, slot, tell })),
  )
}

function groupByRecipe(claims: readonly Claim[]): Map<string, Claim[]> {
  const groups = new Map<string, Claim[]>()
  for (const claim of claims) {
    const group = groups.get(claim.take.recipe)
    if (group === undefined) groups.set(claim.take.recipe, [claim])
    else group.push(claim)
  }
  return groups
}
