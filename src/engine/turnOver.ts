/**
 * The first new candidate of a re-roll makes its take the newest: the slots that are kept come along, and what was
 * picked is lifted, unless an approved candidate is among those that are kept.
 */
import type { Database, Execute } from '../store/database.ts'
import { liftPicks, standingPicks, writePick } from '../store/picks.ts'
import { writeRejection } from '../store/rejections.ts'
import { writeCandidate } from '../store/takes.ts'
import type { Claims, HeldTake } from './claims.ts'
import { nodeRowOf } from './nodeKey.ts'
import type { PickBook } from './pickBook.ts'
import type { Node } from './state.ts'

export interface TurnOverContext {
  readonly database: Database
  readonly workflowId: number
  readonly claims: Claims
  readonly picks: PickBook
}

/** Inside the commit of that candidate. */
export function turnOver(node: Node, execute: Execute, context: TurnOverContext): void {
  const held = node.held!
  const { reroll } = held.take
  if (reroll === null) return
  const base = context.claims.held(node.generation.key).find(({ take }) => take.id === reroll.baseTakeId)
  const kept = keepSlots(held, base, reroll.slots, execute, context)
  for (const gate of new Set([...node.generation.gates, node.generation.key])) {
    if (base !== undefined) keepRejections(gate, held, base, kept, execute, context)
    turnGate(gate, node, base, kept, execute, context)
  }
}

function keepSlots(
  { take }: HeldTake,
  base: HeldTake | undefined,
  slots: readonly number[] | null,
  execute: Execute,
  { database }: TurnOverContext,
): Set<number> {
  const kept = new Set<number>()
  if (slots === null || base === undefined) return kept
  for (const candidate of base.take.candidates.values()) {
    if (slots.includes(candidate.slot)) continue
    const copy = { ...candidate, takeId: take.id }
    writeCandidate(database, execute, copy)
    take.candidates.set(candidate.slot, copy)
    kept.add(candidate.slot)
  }
  return kept
}

function keepRejections(
  gate: string,
  { take }: HeldTake,
  base: HeldTake,
  kept: ReadonlySet<number>,
  execute: Execute,
  { database, workflowId, picks }: TurnOverContext,
): void {
  for (const { takeId, slot, tell } of [...picks.rejections(gate)]) {
    if (takeId !== base.take.id || !kept.has(slot)) continue
    const rejection = { takeId: take.id, slot, tell }
    writeRejection(database, execute, { ...nodeRowOf(gate), workflowId, ...rejection, who: null })
    picks.reject(gate, rejection)
  }
}

function turnGate(
  gate: string,
  node: Node,
  base: HeldTake | undefined,
  kept: ReadonlySet<number>,
  execute: Execute,
  { database, workflowId, picks }: TurnOverContext,
): void {
  const recipe = node.recipe!.hash
  const place = { ...nodeRowOf(gate), workflowId }
  const standing = standingPicks(database, execute, place, recipe)
  const approved = standing.findLast(({ by }) => by === 'approved')
  liftPicks(
    database,
    execute,
    standing.map(({ id }) => id),
  )
  picks.lift(gate, recipe)
  if (approved === undefined || approved.takeId !== base?.take.id || !kept.has(approved.slot)) return
  const pick = { takeId: node.held!.take.id, slot: approved.slot, by: 'approved' as const }
  writePick(database, execute, { ...place, ...pick, recipe, who: approved.who })
  picks.set(gate, recipe, pick)
}
