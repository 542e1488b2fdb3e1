/** One slot on its way through a run, and which of two goes first. */
import type { SlotTask } from './slots.ts'
import type { Node } from './state.ts'

export interface Task {
  readonly node: Node
  readonly work: SlotTask
  /** From 1, within this run. */
  readonly attempt: number
  /** How often the slot was sent in earlier runs. */
  readonly sentBefore: number
  /** How often the line was refused for it although the backend was well. */
  readonly refusals: number
}

/** The instance that alone can do it, by name; null where any can. */
export function boundTo({ work }: Task): string | null {
  if (work.do === 'send') return null
  return work.do === 'ask' ? work.job.backend : work.backend
}

/**
 * What was sent, or may have been, comes first, before a service forgets it; then what most work hangs on; equals in
 * document order.
 */
export function startsBefore(a: Task, b: Task, heights: readonly number[]): boolean {
  const rank = ({ work }: Task) => RANK.indexOf(work.do)
  if (rank(a) !== rank(b)) return rank(a) < rank(b)
  const height = heights[a.node.index]! - heights[b.node.index]!
  if (height !== 0) return height > 0
  const position = a.node.index - b.node.index
  return position !== 0 ? position < 0 : a.work.slot < b.work.slot
}

const RANK: readonly SlotTask['do'][] = ['look up', 'ask', 'send']
