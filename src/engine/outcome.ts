/** What a generation came to in a run, in the words of the report. */
import type { RunEnd } from './loop.ts'
import type { Failure, Node } from './state.ts'

export type Status = 'generated' | 'reused' | 'partial' | 'failed' | 'held' | 'blocked' | 'skipped'

export interface Outcome {
  readonly status: Status
  /** A sentence part for held, blocked and skipped, else null. */
  readonly reason: string | null
  /** One per error type, slots in order. */
  readonly failures: readonly Failure[]
}

/** @param stoppedBy what ended the run early, if anything did */
export function outcomeOf(node: Node, stoppedBy: RunEnd['stoppedBy']): Outcome {
  const failures = groupFailures(node)
  const { state } = node
  const result = (status: Status, reason: string | null = null): Outcome => ({ status, reason, failures })
  if (state.is === 'failed') return result('failed')
  if (state.is === 'held') return result('held', `it waits for your pick at ${gateList(state.gates)}`)
  if (state.is === 'blocked' || state.is === 'skipped') return result(state.is, state.reason)
  const had = slotsHad(node)
  if (state.is === 'run' && had === 0 && stoppedBy === null)
    return result('skipped', `not made: ${state.reason}`)
  const isComplete = had >= node.generation.slotCount || node.held?.take.assumed === true || isAllOfBase(node)
  if (node.fresh !== null && node.made.length === 0 && failures.length > 0) return result('failed')
  if (had > 0 && !isComplete && (node.selected || failures.length > 0)) return result('partial')
  if (had === 0 && failures.length > 0) return result('failed')
  if (had === 0 && !node.selected) return result('skipped', 'it was not asked for')
  if (had === 0) return result('skipped', STOPPED[stoppedBy ?? 'none'])
  if (!node.selected) return result('skipped', 'it was not asked for')
  return result(node.made.length > 0 ? 'generated' : 'reused')
}

/** Some slots made anew of a take that never had more. */
function isAllOfBase({ held, state, failures }: Node): boolean {
  return state.is === 'done' && failures.size === 0 && (held?.take.reroll?.slots ?? null) !== null
}

const STOPPED = {
  interrupt: 'the run was interrupted before it',
  limit: 'the limit of jobs or money was reached before it',
  backend: 'the backend went away before it',
  access: 'the backend refused access before it',
  throttle: 'the service throttled the run before it',
  none: 'what it needs was not made',
} as const

/** Wanted slots that have a candidate. */
export function slotsHad({ held, generation }: Node): number {
  if (held === null) return 0
  if (held.take.assumed) return held.take.candidates.size
  return [...held.take.candidates.keys()].filter((slot) => slot <= generation.slotCount).length
}

function groupFailures({ state, failures }: Node): Failure[] {
  if (state.is === 'failed') return [state.failure]
  const groups = new Map<string, Failure>()
  for (const failure of failures.values()) {
    const before = groups.get(failure.errorType)
    groups.set(failure.errorType, {
      ...failure,
      slots: [...(before?.slots ?? []), ...failure.slots].sort((a, b) => a - b),
      attempts: Math.max(before?.attempts ?? 0, failure.attempts),
    })
  }
  return [...groups.values()]
}

function gateList(gates: readonly string[]): string {
  return gates.map((gate) => `gate ${gate.replace(/:\d+$/, '')}`).join(', ')
}
