/** What to do about a failure, by its type: one sentence, the same in `errors.json`, on the sheet and in the shell. */
import type { FailureType } from '../errors.ts'

const STRATEGIES: Readonly<Record<FailureType, string>> = {
  content_policy:
    'Reword the prompt in the source, then run again: only this node and what needs it is sent.',
  timeout: 'Run again: a late result is taken for nothing, else the slot is sent again.',
  'connection refused':
    'Start the backend (or correct its URL), then run again: nothing that was paid is paid again.',
  'model not available': 'Choose a model that the service has, in the source, then run again.',
  api_error: "Do what the message says, then run again; if it persists, look at the service's own console.",
}

export function strategyOf({
  errorType,
  next,
}: {
  readonly errorType: FailureType
  readonly next?: string
}): string {
  return next ?? STRATEGIES[errorType]
}
