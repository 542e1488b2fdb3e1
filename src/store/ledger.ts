/** Every job that was ever written down, with what became of it: what the ledger is made of. */
import { sql } from 'kysely'
import type { MediaKind, NodeRow } from '../workflow/model.ts'
import type { Database } from './database.ts'
import type { JobRowState } from './schema.ts'

/** `tab` to `take`: null where no generation of that workflow holds the take. */
export interface JobRecord {
  readonly id: string
  readonly workflowId: number
  /** As typed. */
  readonly command: string
  readonly who: string | null
  readonly place: (NodeRow & { readonly title: string; readonly take: number }) | null
  readonly kind: MediaKind | null
  /** As the service calls it; null where it has only one. */
  readonly model: string | null
  readonly slot: number
  readonly attempt: number
  readonly backend: string
  readonly state: JobRowState
  /** JSON; null where the service never confirmed the job. */
  readonly handle: string | null
  readonly priceUsd: number | null
  readonly costUsd: number | null
  readonly errorType: string | null
  readonly message: string | null
  /** Unix milliseconds. */
  readonly intendedAt: number
  readonly submittedAt: number | null
  readonly finishedAt: number | null
  /** Whether a candidate is of this job. */
  readonly isKept: boolean
  /** Whether its slot has a candidate, of whichever job. */
  readonly isSlotFilled: boolean
  /** Whether a later job for the same slot of the same take was taken, or may have been. */
  readonly isSentAgain: boolean
}

const MAY_BE_TAKEN = sql<number>`(later.submittedAt IS NOT NULL OR later.state IN ('done', 'intent', 'unknown'))`

const OWN_GENERATION = sql<number>`(SELECT min(claim.generationId) FROM claim
  JOIN generation AS of_workflow ON of_workflow.id = claim.generationId
  WHERE claim.takeId = job.takeId AND of_workflow.workflowId = run.workflowId)`

const LATER_JOB = sql<number>`EXISTS (SELECT 1 FROM job AS later
  WHERE later.takeId = job.takeId AND later.slot = job.slot AND later.id <> job.id AND ${MAY_BE_TAKEN}
  AND (later.intendedAt > job.intendedAt OR (later.runId = job.runId AND later.attempt > job.attempt)))`

/**
 * In the order in which they were sent.
 * @param workflowIds whose jobs; null: all of the store
 * @param since Unix milliseconds; null: from the beginning
 */
export function jobsOf(
  database: Database,
  workflowIds: readonly number[] | null,
  since: number | null,
): JobRecord[] {
  const query = database.query
    .selectFrom('job')
    .innerJoin('run', 'run.id', 'job.runId')
    .innerJoin('take', 'take.id', 'job.takeId')
    .leftJoin('generation', (join) => join.on('generation.id', '=', OWN_GENERATION))
    .leftJoin('claim', (join) =>
      join.onRef('claim.generationId', '=', 'generation.id').onRef('claim.takeId', '=', 'job.takeId'),
    )
    .leftJoin('candidate', (join) =>
      join.onRef('candidate.takeId', '=', 'job.takeId').onRef('candidate.slot', '=', 'job.slot'),
    )
    .select(['job.id', 'run.workflowId', 'run.command', 'run.who', 'job.slot', 'job.attempt', 'job.backend'])
    .select(['job.state', 'job.handle', 'job.priceUsd', 'job.costUsd', 'job.errorType', 'job.message'])
    .select(['job.intendedAt', 'job.submittedAt', 'job.finishedAt'])
    .select([
      'generation.tab',
      'generation.nodeId',
      'generation.row',
      'generation.title',
      'claim.number as take',
    ])
    .select([
      sql<MediaKind | null>`coalesce(generation.kind, json_extract(take.request, '$.kind'))`.as('kind'),
      sql<string | null>`json_extract(take.request, '$.model')`.as('model'),
      sql<number>`candidate.jobId IS job.id`.as('isKept'),
      sql<number>`candidate.takeId IS NOT NULL`.as('isSlotFilled'),
      LATER_JOB.as('isSentAgain'),
    ])
    .$if(workflowIds !== null, (all) => all.where('run.workflowId', 'in', workflowIds ?? []))
    .$if(since !== null, (all) => all.where('job.intendedAt', '>=', since ?? 0))
    .orderBy('job.intendedAt')
    .orderBy('job.runId')
    .orderBy('job.takeId')
    .orderBy('job.slot')
    .orderBy('job.attempt')
  return database.bulk(query, JOB_FIELDS).map(({ tab, nodeId, row, title, take, ...job }) => ({
    ...job,
    place:
      tab === null || nodeId === null || row === null
        ? null
        : { tab, nodeId, row, title: title ?? '', take: take ?? 1 },
    isKept: job.isKept === 1,
    isSlotFilled: job.isSlotFilled === 1,
    isSentAgain: job.isSentAgain === 1,
  }))
}

const JOB_FIELDS = [
  ...(['id', 'workflowId', 'command', 'who', 'slot', 'attempt', 'backend', 'state', 'handle'] as const),
  ...(['priceUsd', 'costUsd', 'errorType', 'message', 'intendedAt', 'submittedAt', 'finishedAt'] as const),
  ...(['tab', 'nodeId', 'row', 'title', 'take', 'kind', 'model'] as const),
  ...(['isKept', 'isSlotFilled', 'isSentAgain'] as const),
] as const

export interface ReusedCandidate {
  readonly backend: string
  /** What its job cost; null where no price is known. */
  readonly costUsd: number | null
}

/**
 * Candidates in the newest take of a generation that were made for another one (a version before it, a copy, a node that
 * was moved or renamed), once for each generation that has them.
 * @param since Unix milliseconds: of versions that the store first saw since then
 */
export function reusedCandidates(
  database: Database,
  workflowIds: readonly number[] | null,
  since: number | null,
): ReusedCandidate[] {
  const query = database.query
    .selectFrom('claim as held')
    .innerJoin('generation as holder', 'holder.id', 'held.generationId')
    .innerJoin('workflow', 'workflow.id', 'holder.workflowId')
    .innerJoin('candidate', 'candidate.takeId', 'held.takeId')
    .innerJoin('job', 'job.id', 'candidate.jobId')
    .innerJoin('run', 'run.id', 'job.runId')
    .select(['job.backend', sql<number | null>`coalesce(job.costUsd, job.priceUsd)`.as('costUsd')])
    .where(
      sql<boolean>`held.number = (SELECT max(other.number) FROM claim AS other WHERE other.generationId = holder.id)`,
    )
    .where(sql<boolean>`holder.id IS NOT ${OWN_GENERATION}`)
    .$if(workflowIds !== null, (all) => all.where('holder.workflowId', 'in', workflowIds ?? []))
    .$if(since !== null, (all) => all.where('workflow.createdAt', '>=', since ?? 0))
  return database.bulk(query, ['backend', 'costUsd'])
}
