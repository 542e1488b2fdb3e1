/** Faults on demand, as data: when one strikes and what then happens. New kinds of failure are new kinds of effect. */
import { z } from 'zod'
import { effectSchema } from './effect.ts'

/** All that is said must hold; nodes are told by their prompt, G-Labs knows no others. */
const matchSchema = z.strictObject({
  /** Part of the prompt, letter by letter. */
  prompt: z.string().optional(),
  type: z.enum(['image', 'video']).optional(),
  /** Only the nth call that the rest fits, from 1. */
  nth: z.int().positive().optional(),
  /** Every such call: with 3 the 3rd, 6th, 9th … */
  every: z.int().positive().optional(),
  /** By chance, 0 to 1; the same `seed` (1 if absent) strikes the same calls. */
  rate: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  /** At most so many times. */
  times: z.int().positive().optional(),
})

export const faultSchema = z.strictObject({ when: matchSchema, effect: effectSchema })
export type Fault = Readonly<z.infer<typeof faultSchema>>

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
