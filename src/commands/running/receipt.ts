/** The last line of every command: what was paid, what was reused, what waits for a person. */

import type { RunEnd } from '../../engine/loop.ts'
import { slotsHad } from '../../engine/outcome.ts'
import type { ViewedGeneration } from '../../outputs/view.ts'
import type { Amount } from '../../store/amount.ts'
import type { Gate } from '../../workflow/model.ts'
import { amountText } from '../amountText.ts'

export interface ReceiptOf {
  readonly generations: readonly ViewedGeneration[]
  readonly gates: ReadonlyMap<string, Gate>
  readonly end: RunEnd
  /** What the command's jobs cost; null where it ran none. */
  readonly cost: Amount | null
  readonly isFree: boolean
}

/** `paid 4 · reused 44 · waiting for you: scene 03 (gate 16)` */
export function receiptOf({ generations, gates, end, cost, isFree }: ReceiptOf): string {
  const failed = failedSlots(generations)
  const waiting = [
    ...new Set(
      generations.flatMap(({ node, waits }) => [
        ...waits,
        ...(node.state.is === 'held' ? node.state.gates : []),
      ]),
    ),
  ]
  const price = !isFree && cost !== null && cost.usd > 0 ? ` (${amountText(cost)})` : ''
  const parts = [
    isFree ? `drawn ${end.submitted}, nothing paid` : `paid ${end.submitted}${price}`,
    `reused ${reusedSlots(generations)}`,
  ]
  if (end.unanswered > 0) parts.push(`${end.unanswered} not known yet: the next run asks`)
  if (failed > 0) parts.push(`failed ${failed}`)
  if (waiting.length > 0) parts.push(`waiting for you: ${waitingList(waiting.map((key) => gates.get(key)!))}`)
  return parts.join(' · ')
}

/** Candidates that were there before and are what their generations ask for. */
export function reusedSlots(generations: readonly ViewedGeneration[]): number {
  return generations.reduce((sum, { node }) => sum + Math.max(0, slotsHad(node) - node.made.length), 0)
}

/** Of what the command was about; what failed before is told elsewhere. */
export function failedSlots(generations: readonly ViewedGeneration[]): number {
  const asked = generations.filter(({ node }) => node.selected)
  return asked.reduce(
    (sum, { outcome }) => sum + outcome.failures.reduce((all, { slots }) => all + slots.length, 0),
    0,
  )
}

const MOST_NAMED = 4

function waitingList(gates: readonly Gate[]): string {
  const nodes = [...new Map(gates.map((gate) => [`${gate.tab}:${gate.nodeId}`, gate])).values()]
  const named = nodes.slice(0, MOST_NAMED).map(({ title, nodeId }) => `${title} (gate ${nodeId})`)
  const more = nodes.length - named.length
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
