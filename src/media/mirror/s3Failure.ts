/** What an error of the SDK means for the mirror. Codes and statuses decide, never words. */
import { MirrorFailure } from './mirrorFailure.ts'

const WRONG_ACCESS = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AuthorizationHeaderMalformed',
  'ExpiredToken',
  'InvalidToken',
  'CredentialsProviderError',
  'AccountProblem',
])
const PASSING_CODES = new Set([
  // Bytes were changed on the way.
  ...['BadDigest', 'XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch'],
  // The SDK sets its clock by such an answer.
  'RequestTimeTooSkewed',
  // Something else was done under the key at the same moment.
  ...['ConditionalRequestConflict', 'OperationAborted'],
  // Somebody took the upload back.
  ...['NoSuchUpload', 'InvalidPart'],
  'RequestTimeout',
])

/**
 * @param what what was being done, for people: `upload to bucket "clips"`
 * @param hide takes keys out of what the service says back
 */
export function s3Failure(error: unknown, what: string, hide: (text: string) => string): MirrorFailure {
  if (error instanceof MirrorFailure) return error
  const { code, status, detail, retryAfterMs } = factsOf(error)
  const said = [status === null ? null : `HTTP ${status}`, code, detail].filter((part) => part !== null)
  const reason = hide(said.join(', ') || String(error))
  const fail = (scope: MirrorFailure['scope'], message: string) =>
    new MirrorFailure(scope, message, { cause: error, retryAfterMs })
  if (code === 'NoSuchBucket') return fail('target', `${what}: there is no such bucket (${reason})`)
  if (code === 'PermanentRedirect' || code === 'IllegalLocationConstraintException')
    return fail('target', `${what}: the bucket is in another region (${reason}); set S3_REGION`)
  if (code !== null && WRONG_ACCESS.has(code))
    return fail('target', `${what}: the key or its secret is not accepted (${reason})`)
  if (isNotKnown(error)) return fail('target', `${what}: the service lacks what an upload needs (${reason})`)
  if (status === 401 || status === 403) return fail('target', `${what}: not allowed (${reason})`)
  if (code !== null && PASSING_CODES.has(code)) return fail('passing', `${what}: ${reason}`)
  if (status === null || status === 408 || status === 429 || status >= 500)
    return fail('passing', `${what}: ${reason}`)
  return fail('object', `${what}: ${reason}`)
}

/** What was asked for is not among what this service can do. */
export function isNotKnown(error: unknown): boolean {
  return factsOf(error).status === 501
}

export function statusOf(error: unknown): number | null {
  return factsOf(error).status
}

interface Facts {
  readonly code: string | null
  readonly status: number | null
  readonly detail: string | null
  readonly retryAfterMs: number | null
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error))
    return { code: null, status: null, detail: String(error), retryAfterMs: null }
  const meta: unknown = Reflect.get(error, '$metadata')
  const answer: unknown = Reflect.get(error, '$response')
  const status = numberAt(meta, 'httpStatusCode')
  const line: unknown = Reflect.get(error, 'code')
  const code = typeof line === 'string' ? line : error.name === 'Error' ? null : error.name
  // Some services say no more than their code.
  const detail = error.message === '' || error.message === 'UnknownError' ? null : error.message
  const seconds = Number(Reflect.get(objectAt(answer, 'headers') ?? {}, 'retry-after'))
  return { code, status, detail, retryAfterMs: seconds > 0 ? seconds * 1000 : null }
}

function numberAt(value: unknown, key: string): number | null {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : null
  return typeof found === 'number' ? found : null
}

function objectAt(value: unknown, key: string): object | null {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : null
  return typeof found === 'object' ? found : null
}
