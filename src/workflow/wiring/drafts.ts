/** What is found wrong while wiring, before it is known whether anything that is to run depends on it. */

import type { Finding } from '../model.ts'
import type { Place } from './place.ts'

export interface Draft {
  /** `error`: a warning where nothing runnable depends on it. `used`: a warning, but silent where nothing does. */
  readonly level: 'error' | 'warning' | 'used'
  readonly code: string
  /** The node it is about. */
  readonly at: Place | null
  /** Nodes that make it matter when something depends on them, by index; `always` where that cannot be told. */
  readonly matters: readonly number[] | 'always'
  readonly field: string | null
  readonly message: string
  readonly mend: string
}

/** A draft about one node that matters when something depends on that node. */
export function draftAt(place: Place, draft: Omit<Draft, 'at' | 'matters'>): Draft {
  return { at: place, matters: [place.index], ...draft }
}

/** `runnable` and `wanted` answer by node index: does something that will run, or is switched on, depend on it? */
export function judgeDraft(
  draft: Draft,
  tab: string,
  runnable: (index: number) => boolean,
  wanted: (index: number) => boolean,
): Finding | null {
  const { level, code, at, matters, field, message, mend } = draft
  if (level === 'used' && matters !== 'always' && !matters.some(wanted)) return null
  const isError = level === 'error' && (matters === 'always' || matters.some(runnable))
  return {
    code,
    severity: isError ? 'error' : 'warning',
    tab,
    nodeId: at?.id ?? null,
    title: at?.title ?? null,
    field,
    message: message.replace(/^[a-z]+ /, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
    mend,
  }
}
