/** What the calls have behind them. */
import type { HttpBindings } from '@hono/node-server'
import type { Call } from './createFaults.ts'
import type { Desk } from './desk.ts'
import type { FaultEffect } from './effect.ts'
import type { LedgerEntry } from './ledger.ts'

export interface Counter {
  /** The desk of now: a restart puts an empty one in its place. */
  readonly desk: () => Desk
  readonly apiKey: string | undefined
  /** Unix milliseconds. */
  readonly startedAt: () => number
  /** What result URLs begin with. */
  readonly resultOrigin: () => string
  readonly effectOf: (call: Call) => FaultEffect | null
  readonly leave: (absence: { readonly forMs?: number | undefined; readonly forgets: boolean }) => void
  readonly ledger: () => readonly LedgerEntry[]
  /** A request has come. */
  readonly called: () => void
  readonly enter: (entry: Omit<LedgerEntry, 'at' | 'status'>) => void
}

export type Env = { Bindings: HttpBindings }
