/** What a fault does, as data. Each kind strikes at one place of the contract; `answer`, `drop` and `away` where they say. */
import { z } from 'zod'

/** A call of the contract; `anything` is every one of them. */
const place = z.enum(['submit', 'status', 'download', 'list', 'health', 'stop', 'anything'])

export const effectSchema = z.discriminatedUnion('kind', [
  /** Accepted, then a failed task. */
  z.strictObject({
    kind: z.literal('fail'),
    errorCode: z.int(),
    error: z.string(),
    errorDetail: z.string().optional(),
  }),
  /** The task takes this many times its latency. */
  z.strictObject({ kind: z.literal('late'), factor: z.number().positive() }),
  /** The task runs until `release`. */
  z.strictObject({ kind: z.literal('stuck') }),
  /** One POST, two tasks; the client hears of the first. */
  z.strictObject({ kind: z.literal('twice') }),
  /** The socket is closed after the request was read; no task. */
  z.strictObject({ kind: z.literal('drop-before-accept') }),
  /** The task exists and will be made, but the client never hears of it. */
  z.strictObject({ kind: z.literal('drop-after-accept') }),
  /** No answer before `release`. `accepted`: the task is there meanwhile; else it comes then, though nobody may wait any more. */
  z.strictObject({ kind: z.literal('hold'), accepted: z.boolean() }),
  /** Another answer instead: an error, a tunnel's page. */
  z.strictObject({
    kind: z.literal('answer'),
    on: place.optional(),
    status: z.int().min(200).max(599),
    text: z.string(),
    contentType: z.string().optional(),
    /** As the header says it: seconds or a date. */
    retryAfter: z.string().optional(),
  }),
  /** The socket is closed instead of an answer. */
  z.strictObject({ kind: z.literal('drop'), on: place.exclude(['submit']) }),
  /** The program ends while it is asked: sockets break, then nobody listens; without `forMs` until it is called back. */
  z.strictObject({
    kind: z.literal('away'),
    on: place,
    forMs: z.int().nonnegative().optional(),
    /** Whether tasks and files are lost, as in a restart. A broken tunnel loses none. */
    forgets: z.boolean(),
  }),
  /** The task is lost, alone: 404 from now on. */
  z.strictObject({ kind: z.literal('forget') }),
  /** The status has only the first 50 characters of the prompt. */
  z.strictObject({ kind: z.literal('short-prompt') }),
  /** Result URLs begin with this. */
  z.strictObject({ kind: z.literal('foreign-origin'), origin: z.url() }),
  /** The answer promises the whole file and ends after half of it. */
  z.strictObject({ kind: z.literal('truncated') }),
  /** The file comes slowly; with 0 it stops after half. */
  z.strictObject({ kind: z.literal('trickle'), bytesPerSecond: z.number().nonnegative() }),
  /** Other bytes than those that were made. */
  z.strictObject({
    kind: z.literal('wrong-file'),
    file: z.enum([
      ...(['empty', 'html', 'json', 'other-type'] as const),
      ...(['corrupted', 'cut', 'other-size', 'other-length', 'same-again'] as const),
    ]),
  }),
])
export type FaultEffect = z.infer<typeof effectSchema>
export type WrongFile = Extract<FaultEffect, { kind: 'wrong-file' }>['file']

export type Place = Exclude<z.infer<typeof place>, 'anything'>

/** Where an effect strikes. */
export function placeOf(effect: FaultEffect): Place | 'anything' {
  switch (effect.kind) {
    case 'answer':
      return effect.on ?? 'submit'
    case 'drop':
    case 'away':
      return effect.on
    case 'forget':
    case 'short-prompt':
    case 'foreign-origin':
      return 'status'
    case 'truncated':
    case 'trickle':
    case 'wrong-file':
      return 'download'
    default:
      return 'submit'
  }
}
