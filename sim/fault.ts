/** Faults on demand, as data: when one strikes and what then happens. New kinds of failure are new kinds of effect. */

export interface Fault {
  readonly when: FaultMatch
  readonly effect: FaultEffect
}

/** All that is said must hold. */
export interface FaultMatch {
  /** Part of the prompt, letter by letter. */
  readonly prompt?: string
  readonly type?: 'image' | 'video'
  /** Only the nth POST that the rest fits, from 1. */
  readonly nth?: number
  /** At most so many times. */
  readonly times?: number
}

export type FaultEffect =
  /** Accepted, then a failed task. */
  | {
      readonly kind: 'fail'
      readonly errorCode: number
      readonly error: string
      readonly errorDetail?: string
    }
  /** Not accepted: an answer of this status and text, a tunnel's page for example. */
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly contentType?: string }
  /** The socket is closed after the request was read; no task. */
  | { readonly kind: 'drop-before-accept' }
  /** The task exists and will be made, but the client never hears of it. */
  | { readonly kind: 'drop-after-accept' }

/** Every prompt with this text is refused, always. */
export function refusal(prompt: string): Fault {
  const error = 'PUBLIC_ERROR_UNSAFE_GENERATION: the request was refused by the safety filter'
  return { when: { prompt }, effect: { kind: 'fail', errorCode: 400, error } }
}

/** The first task with this text fails upstream, all later ones work. */
export function flaky(prompt: string): Fault {
  const error = 'The service is currently unavailable.'
  return { when: { prompt, times: 1 }, effect: { kind: 'fail', errorCode: 503, error } }
}

/** Answers for each POST, in order of arrival, what happens to it; null: nothing. The first fault that fits counts. */
export function createFaults(faults: readonly Fault[]) {
  const tallies = faults.map((fault) => ({ fault, matched: 0, struck: 0 }))
  return (type: 'image' | 'video', prompt: string): FaultEffect | null => {
    for (const tally of tallies) {
      const { when, effect } = tally.fault
      if (when.type !== undefined && when.type !== type) continue
      if (when.prompt !== undefined && !prompt.includes(when.prompt)) continue
      tally.matched += 1
      if (when.nth !== undefined && when.nth !== tally.matched) continue
      if (when.times !== undefined && tally.struck >= when.times) continue
      tally.struck += 1
      return effect
    }
    return null
  }
}
