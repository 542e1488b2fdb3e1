/** What the store is to remember of failures, for the generations that a run decided about. */

import type { Node } from '../../engine/state.ts'
import { strategyOf } from '../../outputs/strategy.ts'
import type { View } from '../../outputs/view.ts'
import type { FailureRecord } from '../../store/failures.ts'

/** By the generation's row in the store; an empty list means healed. */
export function failureRecords(
  view: Pick<View, 'generations' | 'plainNames'>,
  generationId: (key: string) => number,
): Map<number, FailureRecord[]> {
  const records = new Map<number, FailureRecord[]>()
  for (const { node, outcome } of view.generations) {
    if (!isDecided(node)) continue
    const failures = outcome.failures.map((failure) => ({
      ...failure,
      strategy: strategyOf(failure, view),
    }))
    records.set(generationId(node.generation.key), failures)
  }
  return records
}

/** What a run that ended early did not come to stays as it was. */
function isDecided({ state, selected, failures }: Node): boolean {
  if (state.is === 'waiting') return false
  if (state.is === 'run') return failures.size > 0
  return selected || state.is === 'done' || failures.size > 0
}
