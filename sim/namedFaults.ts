/** Faults by name, for a command line: what each does, in groups, with the texts in the language of the program. */
import type { FaultEffect } from './effect.ts'
import { type FailureCause, failures, isFailureCause, type Language, taskFailure } from './failureTexts.ts'
import { httpError, httpErrors, tunnelPage, tunnelStatuses } from './httpAnswers.ts'

export interface NamedFault {
  readonly group: string
  effect(language: Language): FaultEffect
  /** How often it strikes where nobody says; always if absent. */
  readonly times?: number
}

const inGroup = (group: string, faults: Readonly<Record<string, Omit<NamedFault, 'group'>>>) =>
  Object.entries(faults).map(([name, fault]): [string, NamedFault] => [name, { group, ...fault }])

const always = (effect: FaultEffect) => ({ effect: () => effect })
const times = (count: number, effect: FaultEffect) => ({ effect: () => effect, times: count })
const failing = (cause: FailureCause) => ({
  effect: (language: Language): FaultEffect => ({ kind: 'fail', ...taskFailure(cause, language) }),
})

const causes = Object.keys(failures).filter(isFailureCause)
const wrongFiles = [
  ...(['empty', 'html', 'json', 'other-type'] as const),
  ...(['corrupted', 'cut', 'other-size', 'other-length', 'same-again'] as const),
]

export const namedFaults: ReadonlyMap<string, NamedFault> = new Map([
  ...inGroup('The task fails', {
    ...Object.fromEntries(causes.map((cause) => [cause, failing(cause)])),
    flaky: { ...failing('unavailable'), times: 1 },
  }),
  ...inGroup('The request is not accepted', {
    ...Object.fromEntries(
      [...httpErrors.keys()].map((status) => [`http-${status}`, always(httpError(status))]),
    ),
    throttled: times(1, { ...httpError(429), retryAfter: '2' }),
    'lost-before': times(1, { kind: 'drop-before-accept' }),
    'lost-after': times(1, { kind: 'drop-after-accept' }),
    twice: always({ kind: 'twice' }),
  }),
  ...inGroup('The task is slow or lost', {
    late: always({ kind: 'late', factor: 20 }),
    stuck: always({ kind: 'stuck' }),
    forgotten: always({ kind: 'forget' }),
    'short-prompt': always({ kind: 'short-prompt' }),
    'foreign-origin': always({ kind: 'foreign-origin', origin: 'http://0.0.0.0:8765' }),
    'status-lost': times(3, { kind: 'drop', on: 'status' }),
  }),
  ...inGroup('The result is bad', {
    ...Object.fromEntries(wrongFiles.map((file) => [file, always({ kind: 'wrong-file', file })])),
    truncated: always({ kind: 'truncated' }),
    slow: always({ kind: 'trickle', bytesPerSecond: 4_000 }),
    stalled: always({ kind: 'trickle', bytesPerSecond: 0 }),
    'download-lost': times(1, { kind: 'drop', on: 'download' }),
  }),
  ...inGroup('The desktop is gone', {
    ...Object.fromEntries(tunnelStatuses.map((status) => [`tunnel-${status}`, times(5, tunnelPage(status))])),
    away: times(1, { kind: 'away', on: 'submit', forMs: 10_000, forgets: false }),
    restart: times(1, { kind: 'away', on: 'status', forMs: 3_000, forgets: true }),
    unhealthy: times(5, { kind: 'drop', on: 'health' }),
  }),
])
