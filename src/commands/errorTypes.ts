/** The error types, as they stand in `errors.json`: what a flag may name. */
import type { FailureType } from '../errors.ts'

export const ERROR_TYPES = [
  'content_policy',
  'timeout',
  'connection refused',
  'model not available',
  'api_error',
] as const satisfies readonly FailureType[]
