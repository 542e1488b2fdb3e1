/** What can go wrong, as data: a string code for programs, a sentence for people, the next step, and the cause kept. */

/** Codes of errors that end a command. `cli/` maps each to an exit code. */
export type ErrorCode =
  | 'usage'
  | 'check_failed'
  | 'interrupted'
  | 'limit_reached'
  | 'backend_unreachable'
  | 'store_unusable'
  | 'file_unusable'
  | 'locked'

/** An error that ends a command. `message` says what and where, `next` what to do about it. */
export class RetakeError extends Error {
  override readonly name = 'RetakeError'
  readonly code: ErrorCode
  readonly next: string | undefined

  constructor(code: ErrorCode, message: string, options: { next?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.next = options.next
  }
}

/** Why a generation has no candidate in a slot. The spelling is that of `errors.json`. */
export type FailureType =
  | 'content_policy'
  | 'timeout'
  | 'connection refused'
  | 'model not available'
  | 'api_error'
