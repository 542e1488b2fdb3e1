/** A job that failed, as what stands of it. */
import type { SlotJob } from '../store/history.ts'
import { PAY_ANEW } from './inDoubt.ts'
import type { SlotPlan } from './slots.ts'
import type { Failure, Node } from './state.ts'

export function failureOf(job: Pick<SlotJob, 'slot' | 'errorType' | 'message' | 'attempts'>): Failure {
  return {
    errorType: (job.errorType ?? 'api_error') as Failure['errorType'],
    message: job.message ?? '',
    slots: [job.slot],
    attempts: job.attempts,
  }
}

/** Slots that are not sent any more keep what they failed of. */
export function keepGivenUp({ failures }: Node, { givenUp }: SlotPlan): void {
  for (const job of givenUp) {
    const isHeld = job.state === 'unknown'
    failures.set(job.slot, isHeld ? { ...failureOf(job), next: PAY_ANEW } : failureOf(job))
  }
}
