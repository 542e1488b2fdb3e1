/** What the jobs of a ledger come to. `spent` and `unknown` have no job in common; `wasted` is a part of `spent`. */
import { type Amount, NO_JOBS, plusJobs } from '../../store/amount.ts'
import type { LedgerEntry } from './ledgerEntry.ts'

export interface LedgerSums {
  /** Jobs that a service took, whatever became of them: whether it charges for one that failed, it does not say. */
  readonly spent: Amount
  /** Of these: nothing is kept of them, and nothing can still come. */
  readonly wasted: Amount
  /** Jobs that may have been taken besides: nobody can tell (any more, or before the next run has asked). */
  readonly unknown: Amount
  /** Of the unknown: how many of their slots were sent again, so that they may have been paid twice. */
  readonly perhapsTwice: number
  /** Jobs that no service took: they cost nothing. */
  readonly notTaken: number
}

export interface NamedSums extends LedgerSums {
  /** A month (`2026-11`, by the clock of this machine), a verb, or a version. */
  readonly name: string
}

export function sumsOf(entries: readonly LedgerEntry[]): LedgerSums {
  const sums = { spent: NO_JOBS, wasted: NO_JOBS, unknown: NO_JOBS, perhapsTwice: 0, notTaken: 0 }
  for (const { taken, isWasted, mayBePaidTwice, usd } of entries) {
    if (taken === 'yes') sums.spent = plusJobs(sums.spent, 1, usd)
    if (isWasted) sums.wasted = plusJobs(sums.wasted, 1, usd)
    if (taken === 'perhaps') sums.unknown = plusJobs(sums.unknown, 1, usd)
    if (mayBePaidTwice) sums.perhapsTwice += 1
    if (taken === 'no') sums.notTaken += 1
  }
  return sums
}

/** In the order in which the names first come up. */
export function sumsBy(entries: readonly LedgerEntry[], nameOf: (entry: LedgerEntry) => string): NamedSums[] {
  const groups = new Map<string, LedgerEntry[]>()
  for (const entry of entries) {
    const name = nameOf(entry)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [entry])
    else group.push(entry)
  }
  return [...groups].map(([name, group]) => ({ name, ...sumsOf(group) }))
}

export function monthOf({ at }: LedgerEntry): string {
  const time = new Date(at)
  return `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, '0')}`
}

/** `regen` of `regen S1-V0-1 14`. */
export function verbOf({ command }: LedgerEntry): string {
  return command.split(' ', 1)[0] ?? command
}
