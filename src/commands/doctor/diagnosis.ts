/** One line of what `doctor` found. */

export interface Diagnosis {
  readonly topic: 'Node' | 'config' | 'backend' | 'mirror' | 'store' | 'disk'
  /** A `note` is worth knowing and stops nothing. */
  readonly is: 'well' | 'note' | 'not well'
  readonly message: string
  /** What to do; never null where something is not well. */
  readonly next: string | null
}

type Topic = Diagnosis['topic']

export function well(topic: Topic, message: string): Diagnosis {
  return { topic, is: 'well', message, next: null }
}

export function note(topic: Topic, message: string, next: string | null = null): Diagnosis {
  return { topic, is: 'note', message, next }
}

export function notWell(topic: Topic, message: string, next: string): Diagnosis {
  const sentence = next.charAt(0).toUpperCase() + next.slice(1)
  return { topic, is: 'not well', message, next: /[.!?]$/.test(sentence) ? sentence : `${sentence}.` }
}
