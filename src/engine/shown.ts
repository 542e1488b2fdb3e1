/** What stays on show for a generation: one take, the one with the approved pick, else the newest. */
import type { Claims, HeldTake } from './claims.ts'
import type { PickBook } from './pickBook.ts'
import type { Node } from './state.ts'

export interface ShownPick {
  /** Key of the gate. */
  readonly gate: string
  readonly slot: number
  readonly by: 'approved' | 'auto'
  /** False for a stale or lifted pick. */
  readonly passes: boolean
}

export interface ShownRejection {
  readonly slot: number
  /** What gives it away. */
  readonly tell: string
}

export interface Shown {
  readonly node: Node
  readonly held: HeldTake | null
  readonly picks: readonly ShownPick[]
  /** Of the take on show, each slot once. */
  readonly rejections: readonly ShownRejection[]
}

/** @param backendType takes of other services stay out of sight */
export function shownOf(node: Node, claims: Claims, picks: PickBook, backendType: string): Shown {
  const { gates, key } = node.generation
  const takes = claims
    .held(key)
    .filter(({ take }) => take.candidates.size > 0 && take.backendType === backendType)
  const recipe = node.recipe?.hash ?? null
  const passing = gates.flatMap((gate) => (recipe === null ? [] : (picks.find(gate, recipe) ?? [])))
  const approved = passing.find(({ by }) => by === 'approved')
  const held =
    takes.find(({ take }) => take.id === approved?.takeId) ??
    takes.findLast(({ take }) => take.recipe === recipe) ??
    takes.at(-1) ??
    null
  const onShow = gates.flatMap((gate): ShownPick[] => {
    const valid = recipe === null ? null : picks.find(gate, recipe)
    const pick = valid ?? picks.latest(gate)
    if (pick === null || pick.takeId !== held?.take.id) return []
    return [{ gate, slot: pick.slot, by: pick.by, passes: valid !== null }]
  })
  return { node, held, picks: onShow, rejections: rejectionsOf(node, held, picks) }
}

/** What was turned down at one of the gates, or where there is none, of the generation itself. */
export function rejectionsOf({ generation }: Node, held: HeldTake | null, picks: PickBook): ShownRejection[] {
  const gates = generation.gates.length > 0 ? generation.gates : [generation.key]
  const tells = new Map(
    gates
      .flatMap((gate) => picks.rejections(gate))
      .filter(({ takeId }) => takeId === held?.take.id)
      .map(({ slot, tell }) => [slot, tell]),
  )
  return [...tells].map(([slot, tell]) => ({ slot, tell })).sort((a, b) => a.slot - b.slot)
}
