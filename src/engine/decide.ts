/** What is to become of one generation whose inputs are known, or are known not to be there yet. */
import type { SlotJob, TakeRecord } from '../store/history.ts'
import type { Claims, HeldTake } from './claims.ts'
import { failureOf, keepGivenUp } from './failureOf.ts'
import type { PickBook } from './pickBook.ts'
import type { ResolutionOptions } from './resolutionOptions.ts'
import { allSlots, planSlots } from './slots.ts'
import type { Node, State } from './state.ts'
import { decideWish } from './wishes.ts'

/** A re-roll holds its gates until somebody approves, and so does an edit. */
export function holds(node: Node, claims: Claims, { isEdited, wishes }: ResolutionOptions): boolean {
  const { key } = node.generation
  if (wishes?.cascades && wishes.slots.has(key)) return false
  if (node.fresh !== null && node.state.is === 'run') return true
  const newest = claims
    .held(key)
    .findLast(({ take }) => take.recipe === node.recipe?.hash && take.candidates.size > 0)
  return (newest !== undefined && newest.take.reroll !== null) || isEdited(node)
}

export function decide(node: Node, claims: Claims, options: ResolutionOptions): State {
  const { generation, held } = node
  if (options.isBrought(generation.key) || (held === null && options.isAdoptable(generation.key)))
    return { is: 'adopt' }
  const takes = claims.held(generation.key)
  const { wishes, picks } = options
  const sendsUnknown = options.unknown === 'resubmit'
  const wished =
    wishes === null || !node.selected || generation.off !== null
      ? null
      : decideWish(node, wishes, takes, { picks, sendsUnknown })
  if (wished !== null) return wished
  if (held === null && isApprovedElsewhere(node, picks)) return { is: 'done' }
  const again = { refused: false, unknown: sendsUnknown }
  const slots = planSlots(held?.take ?? null, allSlots(generation.slotCount), again, baseOf(held, takes))
  keepGivenUp(node, slots)
  for (const job of failedReroll(node, takes, picks)) node.failures.set(job.slot, failureOf(job))
  if (slots.tasks.length === 0) return { is: 'done' }
  const hasCandidates = slots.had > 0
  if (generation.off !== null)
    return hasCandidates ? { is: 'done' } : { is: 'skipped', reason: generation.off }
  if (!node.selected) {
    // What failed before goes on standing, in the next version too.
    for (const task of slots.tasks) {
      const job = task.do === 'send' ? task.after : task.do === 'ask' ? task.job : null
      if (job !== null && job.errorType !== null) node.failures.set(task.slot, failureOf(job))
    }
    return hasCandidates ? { is: 'done' } : notSelected(node)
  }
  return { is: 'run', slots, reason: reasonToRun(node, hasCandidates, takes.length > 0) }
}

/** Whether a person approved older takes at all its gates, for what it asks for now: then nothing is to be made. */
function isApprovedElsewhere({ generation, recipe }: Node, picks: PickBook): boolean {
  const { gates } = generation
  return gates.length > 0 && gates.every((gate) => picks.find(gate, recipe!.hash)?.by === 'approved')
}

/** Of a take that makes only some slots anew: the one that the others are of. */
function baseOf(held: HeldTake | null, takes: readonly HeldTake[]): TakeRecord | null {
  const reroll = held?.take.reroll ?? null
  if (reroll === null || reroll.slots === null) return null
  return takes.find(({ take }) => take.id === reroll.baseTakeId)?.take ?? null
}

/** What a re-roll that nothing came of failed of, until another take is newer or somebody has approved one. */
function failedReroll(node: Node, takes: readonly HeldTake[], picks: PickBook): SlotJob[] {
  const recipe = node.recipe!.hash
  const newest = takes.findLast(({ take }) => take.recipe === recipe)
  if (newest === undefined || newest.take.reroll === null || newest.take.candidates.size > 0) return []
  if (node.held === null || newest.take.id === node.held.take.id) return []
  const isApproved = node.generation.gates.some((gate) => picks.find(gate, recipe)?.by === 'approved')
  return isApproved ? [] : [...newest.take.jobs.values()].filter(({ errorType }) => errorType !== null)
}

/** @param wasMade whether the generation has takes of any recipe */
function reasonToRun(node: Node, hasCandidates: boolean, wasMade: boolean): string {
  if (hasCandidates || node.held !== null) return 'slots are missing'
  return wasMade ? 'its recipe has changed' : 'it was never made'
}

/** An input is still to be made: symbolic, so the jobs are an upper bound. */
export function unmade(node: Node, options: ResolutionOptions): State {
  const { generation } = node
  if (options.isAdoptable(generation.key) || options.isBrought(generation.key)) return { is: 'adopt' }
  if (generation.off !== null) return { is: 'skipped', reason: generation.off }
  if (!node.selected) return notSelected(node)
  return {
    is: 'run',
    slots: planSlots(null, allSlots(generation.slotCount)),
    reason: 'an input is made anew',
  }
}

export function notSelected(node: Node): State {
  return { is: 'skipped', reason: node.generation.off ?? 'it was not asked for' }
}
