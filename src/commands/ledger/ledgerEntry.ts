/** One job as the ledger tells it: what, where, when, at what price, and what became of it. */
import type { JobRecord } from '../../store/ledger.ts'
import type { MediaKind } from '../../workflow/model.ts'

/**
 * `made`: its candidate is kept. `failed`: the service took it, and nothing came of it. `late`: the service took it, our
 * deadline passed, and the next run asks for it. `open`: under way, or cut off; the next run follows it. `unknown`: the
 * line broke while it was sent, and the service cannot tell whether it took it. `not taken`: the service never took it.
 */
export type JobOutcome = 'made' | 'failed' | 'late' | 'open' | 'unknown' | 'not taken'

export interface LedgerEntry {
  /** When it was sent, ISO. */
  readonly at: string
  /** Name of the version. */
  readonly workflow: string
  /** `tab` to `take`: null where the node is gone from the store. */
  readonly tab: string | null
  readonly nodeId: number | null
  readonly row: number | null
  readonly title: string | null
  readonly take: number | null
  readonly slot: number
  readonly kind: MediaKind | null
  /** As the service calls it; null where it has only one. */
  readonly model: string | null
  /** Name of the backend that it was sent to. */
  readonly backend: string
  readonly attempt: number
  readonly command: string
  readonly who: string | null
  readonly outcome: JobOutcome
  /** Whether the service took it; what it took is paid for, whatever became of it. */
  readonly taken: 'yes' | 'no' | 'perhaps'
  /** Paid for, and nothing of it is kept or can still come. */
  readonly isWasted: boolean
  /** What may have been taken, and whose slot was sent again: it may have been paid twice. */
  readonly mayBePaidTwice: boolean
  /** US dollars that it counts with: 0 where it was not taken, null where no price is known. */
  readonly usd: number | null
  readonly errorType: string | null
  readonly message: string | null
  /** What finds it again at the service; null where the service never confirmed it. */
  readonly handle: unknown
  readonly finishedAt: string | null
}

/** @param workflow name of the version that it was sent for */
export function ledgerEntry(job: JobRecord, workflow: string): LedgerEntry {
  const { slot, kind, model, backend, attempt, command, who, handle } = job
  const taken = takenOf(job)
  // One that was late, and came after all, still has what was said of it then.
  const { errorType, message } = job.state === 'done' ? NO_FAILURE : job
  return {
    at: iso(job.intendedAt),
    workflow,
    tab: job.place?.tab ?? null,
    nodeId: job.place?.nodeId ?? null,
    row: job.place?.row ?? null,
    title: job.place?.title ?? null,
    take: job.place?.take ?? null,
    slot,
    kind,
    model,
    backend,
    attempt,
    command,
    who,
    outcome: outcomeOf(job, taken),
    taken,
    isWasted: taken === 'yes' && !job.isKept && (isOver(job) || job.isSlotFilled),
    mayBePaidTwice: taken === 'perhaps' && job.isSentAgain,
    usd: taken === 'no' ? 0 : (job.costUsd ?? job.priceUsd),
    errorType,
    message,
    handle: handle === null ? null : JSON.parse(handle),
    finishedAt: job.finishedAt === null ? null : iso(job.finishedAt),
  }
}

const NO_FAILURE = { errorType: null, message: null }

/** A job has a handle, or its result, if and only if the service confirmed it. */
function takenOf({ state, submittedAt }: JobRecord): LedgerEntry['taken'] {
  if (submittedAt !== null || state === 'done') return 'yes'
  return state === 'failed' ? 'no' : 'perhaps'
}

function outcomeOf({ state }: JobRecord, taken: LedgerEntry['taken']): JobOutcome {
  switch (state) {
    case 'done':
      return 'made'
    case 'late':
      return 'late'
    case 'intent':
    case 'sent':
      return 'open'
    // What was confirmed and then lost by the service is not in doubt: it took the job.
    case 'unknown':
      return taken === 'yes' ? 'failed' : 'unknown'
    case 'failed':
      return taken === 'yes' ? 'failed' : 'not taken'
  }
}

function isOver({ state }: JobRecord): boolean {
  return state === 'done' || state === 'failed' || state === 'unknown'
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
