/** A job that failed, as what stands of it. */
import type { SlotJob } from '../store/history.ts'
import type { Failure } from './state.ts'

export function failureOf(job: Pick<SlotJob, 'slot' | 'errorType' | 'message' | 'attempts'>): Failure {
  return {
    errorType: (job.errorType ?? 'api_error') as Failure['errorType'],
    message: job.message ?? '',
    slots: [job.slot],
    attempts: job.attempts,
  }
}
