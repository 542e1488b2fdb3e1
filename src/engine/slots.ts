/** What is to be done for each slot of a take that a run looks at. */
import type { SlotJob, TakeRecord } from '../store/history.ts'

/** Errors that the same request, sent again, does not heal: only `retry` and `regen` send it again. */
const FINAL_ERRORS = new Set<string | null>(['content_policy', 'model not available'])

export type SlotTask =
  /** Send a job. `after` is the one it follows, if any. */
  | { readonly slot: number; readonly do: 'send'; readonly after: SlotJob | null }
  /** A job with a handle: ask for its result, pay nothing. */
  | { readonly slot: number; readonly do: 'ask'; readonly job: SlotJob }
  /** A job that may or may not have been sent: look it up first. `wasCutNow`: the line broke in this run. */
  | {
      readonly slot: number
      readonly do: 'look up'
      readonly jobId: string
      /** The instance that it may have been sent to. */
      readonly backend: string
      readonly wasCutNow: boolean
    }

export interface SlotPlan {
  readonly tasks: readonly SlotTask[]
  /** Slots that have failed for good, or that a person has to decide about. */
  readonly givenUp: readonly SlotJob[]
  /** Slots that have a candidate, among those wanted. */
  readonly had: number
}

/**
 * @param take the take to complete, or null for a new one
 * @param wanted the slots it is to have, from 1
 * @param again which of those are sent once more that a repeat does not heal, or may pay twice
 * @param base of a take that makes only some slots anew: what became of the others there stands
 */
export function planSlots(
  take: TakeRecord | null,
  wanted: readonly number[],
  again: Again = { refused: false, unknown: true },
  base: TakeRecord | null = null,
): SlotPlan {
  const tasks: SlotTask[] = []
  const givenUp: SlotJob[] = []
  let had = 0
  if (take?.assumed) return { tasks, givenUp, had: take.candidates.size }
  for (const slot of wanted) {
    const isBase = base !== null && take?.reroll?.slots?.includes(slot) === false
    const job = isBase ? base.jobs.get(slot) : take?.jobs.get(slot)
    if (take?.candidates.has(slot)) had += 1
    else if (isBase && (base.assumed || isOpen(job))) continue
    else if (job === undefined) tasks.push({ slot, do: 'send', after: null })
    else if (job.state === 'intent')
      tasks.push({ slot, do: 'look up', jobId: job.id, backend: job.backend, wasCutNow: false })
    else if (job.state === 'sent' || job.state === 'late') tasks.push({ slot, do: 'ask', job })
    else if (isGivenUp(job, again)) givenUp.push(job)
    else tasks.push({ slot, do: 'send', after: job })
  }
  return { tasks, givenUp, had }
}

interface Again {
  /** Slots that the service refused. */
  readonly refused: boolean
  /** Slots of which nobody knows whether the service took them. */
  readonly unknown: boolean
}

function isGivenUp({ state, errorType }: SlotJob, { refused, unknown }: Again): boolean {
  return (state === 'unknown' && !unknown) || (FINAL_ERRORS.has(errorType) && !refused)
}

/** What is under way for the base is asked for there. */
function isOpen(job: SlotJob | undefined): boolean {
  return job !== undefined && job.state !== 'failed' && job.state !== 'unknown'
}

/** From 1 to the number a generation wants. */
export function allSlots(slotCount: number): number[] {
  return Array.from({ length: slotCount }, (_, at) => at + 1)
}
