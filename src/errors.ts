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

/** What the system says of a disk, and what to do about it. */
const DISK_TROUBLES: Readonly<Record<string, readonly [what: string, next: string]>> = {
  ENOSPC: ['The disk is full', 'Free some space'],
  EDQUOT: ['The quota for this disk is used up', 'Free some space, or have the quota raised'],
  EROFS: ['The file system is read-only', 'Make it writable'],
  EACCES: ['There is no permission', 'Check who may write there'],
  EPERM: ['There is no permission', 'Check who may write there, and that no other program holds it'],
  EIO: ['The disk reports an error', 'Look after the disk and its backup first'],
  EMFILE: ['Too many files are open', 'Raise the limit (ulimit -n)'],
  ENFILE: ['Too many files are open on this machine', 'Close other programs'],
}

/**
 * What the system says of a file that it would not write, told for people. Anything else stays as it is.
 * @param path where the error does not name it
 */
export function diskError(error: unknown, path?: string): unknown {
  if (!(error instanceof Error) || error instanceof RetakeError || !('code' in error)) return error
  const trouble = DISK_TROUBLES[String(error.code)]
  if (trouble === undefined || !('syscall' in error) || error.syscall === 'connect') return error
  const [what, next] = trouble
  const named = path ?? ('path' in error ? String(error.path) : null)
  const where = named === null ? '' : `: ${named}`
  return new RetakeError('file_unusable', `${what}${where} (${error.code} at ${error.syscall}).`, {
    next: `${next}, then run the same command again: what was paid for is kept.`,
    cause: error,
  })
}

/** Why a generation has no candidate in a slot. The spelling is that of `errors.json`. */
export type FailureType =
  | 'content_policy'
  | 'timeout'
  | 'connection refused'
  | 'model not available'
  | 'api_error'
