/** What the store is to remember of failures, for the generations that a run decided about. */

import { strategyOf } from '../outputs/strategy.ts'
import type { ViewedGeneration } from '../outputs/view.ts'
import type { FailureRecord } from '../store/failures.ts'

/** By the generation's row in the store; an empty list means healed. */
export function failureRecords(
  generations: readonly ViewedGeneration[],
  generationId: (key: string) => number,
): Map<number, FailureRecord[]> {
  const records = new Map<number, FailureRecord[]>()
  for (const { node, outcome } of generations) {
    const isDecided = node.selected || node.state.is === 'done'
    if (!isDecided) continue
    const failures = outcome.failures.map((failure) => ({
      ...failure,
      strategy: strategyOf(failure.errorType),
    }))
    records.set(generationId(node.generation.key), failures)
  }
  return records
}
