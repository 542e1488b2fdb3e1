/** What the service took beside what Retake wrote down, task by task, and what that comes to. */
import type { LedgerEntry as Taken } from '../../../sim/ledger.ts'
import type { LedgerEntry as Written } from '../../commands/ledger/ledgerEntry.ts'
import { safeText } from '../safeText.ts'
import { style } from '../style.ts'

export interface Verdict {
  /** Tasks that the service finished under a handle of ours, and no candidate is kept of. */
  readonly lost: number
  /** Tasks of which nothing is kept: something was paid for twice. */
  readonly repeated: number
  /** Of these, as many as our ledger marks: it says of a job that it may have been taken, and that its slot was sent again. */
  readonly marked: number
}

interface Pair {
  readonly there: Taken | null
  readonly here: Written | null
}

const MOST_ROWS = 80
const LEFT_WIDTH = 30

export function verdictOf(there: readonly Taken[], here: readonly Written[]): Verdict {
  const pairs = pairsOf(there, here)
  const isLost = ({ there, here }: Pair) =>
    there?.status === 'completed' && here !== null && here.outcome !== 'made'
  const isRepeated = ({ there, here }: Pair) => there !== null && (here === null || here.isWasted)
  const repeated = pairs.filter(isRepeated)
  // A task that we hold a handle of is known to be taken: there is nothing in doubt that could be marked.
  const unclaimed = repeated.filter(({ here }) => here === null).length
  const inDoubt = here.filter(({ mayBePaidTwice }) => mayBePaidTwice).length
  return {
    lost: pairs.filter(isLost).length,
    repeated: repeated.length,
    marked: Math.min(unclaimed, inDoubt),
  }
}

/** Both columns, a line for each task; where there are many, only those that do not agree. */
export function twoLedgers(there: readonly Taken[], here: readonly Written[]): string {
  const pairs = pairsOf(there, here)
  const shown =
    pairs.length <= MOST_ROWS ? pairs : pairs.filter(({ there, here }) => !there || here?.outcome !== 'made')
  const left = pairs.length - shown.length
  const taken = there.filter(({ taskId }) => taskId !== null)
  const done = taken.filter(({ status }) => status === 'completed').length
  const sent = here.filter(({ taken: was }) => was === 'yes').length
  const made = here.filter(({ outcome }) => outcome === 'made').length
  return [
    style('bold', `      ${'what the service took'.padEnd(LEFT_WIDTH)}  what Retake wrote down`),
    ...shown.map(rowOf),
    ...(left === 0 ? [] : [style('dim', `      and ${left} more that agree`)]),
    `      ${`${taken.length} taken, ${done} completed`.padEnd(LEFT_WIDTH)}  ${sent} sent, ${made} kept`,
    '',
  ].join('\n')
}

/** In the order in which the service took them; what it never had comes last. */
function pairsOf(there: readonly Taken[], here: readonly Written[]): Pair[] {
  const byTask = new Map(here.flatMap((job) => [[taskOf(job), job] as const]))
  byTask.delete(null)
  const pairs: Pair[] = there
    .filter(({ taskId }) => taskId !== null)
    .map((entry) => ({ there: entry, here: byTask.get(entry.taskId) ?? null }))
  const matched = new Set(pairs.map(({ here: job }) => job))
  const alone = here.filter((job) => job.taken !== 'no' && !matched.has(job))
  return [...pairs, ...alone.map((job) => ({ there: null, here: job }))]
}

function taskOf({ handle }: Written): string | null {
  const id: unknown =
    typeof handle === 'object' && handle !== null && 'taskId' in handle ? handle.taskId : null
  return typeof id === 'string' ? id : null
}

function rowOf({ there, here }: Pair, at: number): string {
  const number = String(at + 1).padStart(4)
  const left = there === null ? 'never came to it' : `${there.taskId}  ${there.type} ${there.status}`
  const right =
    here === null
      ? style('red', 'not written down')
      : `${safeText(here.title ?? '')} row ${here.row ?? '?'}, take ${here.take ?? '?'}, candidate ${here.slot}: ${here.outcome}`
  return `${number}  ${left.padEnd(LEFT_WIDTH)}  ${right}`
}
