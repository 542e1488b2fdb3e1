/** Takes of a generation that are not on show, newest first, each with what the one on show changed against it. */
import type { Claims, HeldTake } from './claims.ts'
import { type Difference, differences } from './differences.ts'
import { explainMedia } from './explainMedia.ts'
import type { Pick, PickBook } from './pickBook.ts'
import { rejectionsOf, type Shown, type ShownRejection } from './shown.ts'
import type { Node } from './state.ts'

/** On the sheet of a workflow: more would be a wall of pictures; `show` lists them all. */
export const MOST_EARLIER = 2

export interface EarlierTake {
  readonly held: HeldTake
  /** What was picked of it last. */
  readonly pick: Pick | null
  readonly rejections: readonly ShownRejection[]
  readonly changes: readonly (Difference & { readonly explanation: string | null })[]
  /** SHA-256 of what went in, by the field of the request. */
  readonly inputs: readonly string[]
}

export interface EarlierTakes {
  readonly takes: readonly EarlierTake[]
  /** How many older ones there are. */
  readonly more: number
}

/** Ids of the takes whose requests are needed. */
export function comparedTakes(
  { node, held }: Shown,
  claims: Claims,
  backendType: string,
  most: number,
): number[] {
  if (held === null) return []
  const others = othersOf(node, held, claims, backendType).slice(0, most)
  return others.length === 0 ? [] : [held, ...others].map(({ take }) => take.id)
}

/** @param requests the normalised request (JSON) of each take that is compared */
export function earlierTakes(
  shown: Shown,
  resolved: { readonly nodes: readonly Node[]; readonly claims: Claims; readonly picks: PickBook },
  backendType: string,
  requests: ReadonlyMap<number, string>,
  most: number,
): EarlierTakes {
  const { node, held } = shown
  if (held === null) return { takes: [], more: 0 }
  const others = othersOf(node, held, resolved.claims, backendType)
  const now = requests.get(held.take.id)
  const takes = others.slice(0, most).map((other): EarlierTake => {
    const then = requests.get(other.take.id)
    const changed =
      now === undefined || then === undefined || now === then
        ? []
        : differences(JSON.parse(then), JSON.parse(now))
    return {
      held: other,
      pick: pickOf(node, other, resolved.picks),
      rejections: rejectionsOf(node, other, resolved.picks),
      changes: changed.map((each) => ({ ...each, explanation: explainMedia(each, node, resolved) })),
      inputs: then === undefined ? [] : (then.match(/(?<=")[0-9a-f]{64}(?=")/g) ?? []),
    }
  })
  return { takes, more: others.length - takes.length }
}

function othersOf(
  { generation }: Node,
  held: HeldTake,
  claims: Claims,
  backendType: string,
): readonly HeldTake[] {
  return claims
    .held(generation.key)
    .filter(
      ({ take }) => take.id !== held.take.id && take.candidates.size > 0 && take.backendType === backendType,
    )
    .toReversed()
}

function pickOf({ generation }: Node, { take }: HeldTake, picks: PickBook): Pick | null {
  for (const gate of generation.gates) {
    const pick = picks.lastOn(gate, take.id)
    if (pick !== null) return pick
  }
  return null
}
