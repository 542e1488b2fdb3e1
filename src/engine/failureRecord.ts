/** What a job failed of, as the journal keeps it. */
import type { BackendError } from '../backends/backend.ts'
import type { JobFailure } from '../store/jobs.ts'

export function failureRecord(
  { errorType, message, retryable, mayHaveBeenPaid = false }: BackendError,
  state: JobFailure['state'],
): JobFailure {
  return { state, errorType, message, retryable, mayHaveBeenPaid }
}
