/** The error of inputs whose rows cannot go together. */
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'

/** `counts` as `countRows` found them. */
export function unequalRows(place: Place, counts: readonly number[]): Draft {
  return draftAt(place, {
    level: 'error',
    code: 'unequal-rows',
    field: 'inputs',
    message: `What feeds ${place.label} has ${counts.join(' and ')} rows; rows go together one by one.`,
    mend: 'Give each the same number of rows, or one row that serves all.',
  })
}
