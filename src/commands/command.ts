/** What a verb is: declared once, translated by each door. */
import type { z } from 'zod'
import type { RunEvent } from '../engine/events.ts'
import type { Amount } from '../store/amount.ts'
import type { App } from './app.ts'

/** What a verb tells while it works. */
export type ReportEvent = RunEvent | PricedPlan
/** A plan with its price in parts: what is known of it, and how many jobs have none. */
type PricedPlan = Extract<RunEvent, { type: 'plan' }> & { readonly price: Amount }
export type Report = (event: ReportEvent) => void
/** The generation that an event is about. */
export type EventNode = Extract<ReportEvent, { type: 'settled' }>['node']

export interface Command<Input = unknown, Output = unknown> {
  readonly name: string
  /** Other names for it. */
  readonly aliases?: readonly string[]
  /** One line, for lists of verbs. */
  readonly summary: string
  /** A command line that does something useful. */
  readonly example: string
  /** Field descriptions are the help; `positional` fields come without a flag. */
  readonly input: z.ZodType<Input>
  readonly positional: readonly string[]
  run(app: App, input: Input, report: Report): Promise<Output>
}
