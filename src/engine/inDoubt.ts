/** Jobs of which nobody knows whether the service took them: what is said of each, and what to do about one that is held. */
import type { BackendError } from '../backends/backend.ts'

/** What becomes of a job that may have been paid, where the service cannot tell: sent again, or not before a person says so. */
export type UnknownPolicy = 'resubmit' | 'hold'

/** @param event what happened to it: `The line broke while it was sent` */
export function perhapsPaid(event: string): BackendError {
  return {
    errorType: 'connection refused',
    message: `${event}: it may have been paid.`,
    retryable: true,
    mayHaveBeenPaid: true,
  }
}

export const CANNOT_TELL = perhapsPaid(
  'The line broke while the job was sent, and the service cannot tell whether it has it',
)

export const NEVER_HAD_IT: BackendError = {
  errorType: 'connection refused',
  message: 'The line broke while the job was sent; the backend never had it.',
  retryable: true,
}

export const STOPPED_BEFORE: BackendError = {
  errorType: 'connection refused',
  message: 'It was not sent: the run was stopped before.',
  retryable: true,
}

/** What to do about one that is held. */
export const PAY_ANEW =
  'See in the service whether it was made. To pay anew: retake regen FILE NODE --slots N ("unknown" in retake.config is "hold").'

/** What to do where nobody can be asked whether it was sent. */
export const FIND_OUT =
  'It may have been paid, and is not sent again before that is known. See the key and the address: retake doctor'
