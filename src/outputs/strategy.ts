/** What to do about a failure, by its type: one sentence, the same in `errors.json`, on the sheet and in the shell. */
import type { FailureType } from '../errors.ts'
import type { View } from './view.ts'

const STRATEGIES: Readonly<Record<FailureType, string>> = {
  content_policy:
    'Reword the prompt: retake edit FILE NODE --regen. As it is, once more: retake retry FILE --as-is.',
  timeout: 'retake retry FILE: a late result is taken for nothing, else the slot is sent again.',
  'connection refused':
    'Start the backend (or correct its URL), then: retake retry FILE. Nothing that was paid is paid again.',
  'model not available':
    'Choose a model that the service has: retake edit FILE NODE --set model=NAME --regen.',
  api_error:
    "Do what the message says, then: retake retry FILE. If it persists, look at the service's own console.",
}

/** Where they differ: a folder of B-roll is changed in its files. */
const OF_BROLL: Readonly<Partial<Record<FailureType, string>>> = {
  content_policy:
    'Reword the prompt in its file, then: retake broll FOLDER. As it is, once more: retake retry FOLDER --as-is.',
  'model not available':
    'Choose a model that the service has ("broll" in retake.config), then: retake broll FOLDER.',
}

/** @param view what it is a failure in */
export function strategyOf(
  { errorType, next }: { readonly errorType: FailureType; readonly next?: string },
  { plainNames }: Pick<View, 'plainNames'>,
): string {
  const own = plainNames === null ? undefined : OF_BROLL[errorType]
  return next ?? own ?? STRATEGIES[errorType]
}
