/** What has happened to the versions of a workflow, for people: runs with their jobs and money, takes, picks, rejections. */
import { sql } from 'kysely'
import type { NodeRow } from '../workflow/model.ts'
import type { Amount } from './amount.ts'
import type { Database } from './database.ts'

export interface JournalRun {
  readonly id: number
  readonly workflowId: number
  readonly command: string
  readonly who: string | null
  readonly startedAt: number
  readonly endedAt: number | null
  readonly exitCode: number | null
  /** Jobs that a service took. */
  readonly sent: number
  readonly done: number
  readonly failed: number
  /** Of those that a service took, or may have taken. */
  readonly cost: Amount
}

/** As in `costOfRun`. */
const COUNTS = sql`(job.submittedAt IS NOT NULL OR job.state IN ('done', 'unknown'))`

/** Oldest first. */
export async function journalRuns(database: Database, workflowIds: readonly number[]): Promise<JournalRun[]> {
  const rows = await database.query
    .selectFrom('run')
    .leftJoin('job', 'job.runId', 'run.id')
    .select(['run.id', 'workflowId', 'command', 'who', 'startedAt', 'endedAt', 'exitCode'])
    .select([
      sql<number>`count(job.submittedAt)`.as('sent'),
      sql<number>`count(CASE WHEN job.state = 'done' THEN 1 END)`.as('done'),
      sql<number>`count(CASE WHEN job.state = 'failed' THEN 1 END)`.as('failed'),
      sql<number>`count(CASE WHEN ${COUNTS} THEN 1 END)`.as('counted'),
      sql<number>`count(CASE WHEN ${COUNTS} THEN coalesce(job.costUsd, job.priceUsd) END)`.as('priced'),
      sql<number>`coalesce(sum(CASE WHEN ${COUNTS} THEN round(coalesce(job.costUsd, job.priceUsd) * 1000000) END), 0)`.as(
        'micros',
      ),
    ])
    .where('workflowId', 'in', workflowIds)
    .groupBy('run.id')
    .orderBy('run.id')
    .execute()
  return rows.map(({ counted, priced, micros, ...run }) => ({
    ...run,
    cost: { jobs: counted, usd: micros / 1_000_000, unpriced: counted - priced },
  }))
}

export interface JournalTake extends NodeRow {
  readonly takeId: number
  readonly workflowId: number
  readonly title: string
  /** Its number for that generation, from 1. */
  readonly number: number
  readonly createdAt: number
  /** The run whose jobs began it; null for candidates that came with the file. */
  readonly runId: number | null
  readonly candidates: number
  readonly rerollId: number | null
  /** Slots (JSON list) that a re-roll made anew; null: all. */
  readonly freshSlots: string | null
  /** False where it was made for another generation and taken over. */
  readonly isFirst: boolean
}

/** As each generation of these versions holds them, oldest first. */
export function journalTakes(database: Database, workflowIds: readonly number[]): JournalTake[] {
  const rows = database.bulk(
    database.query
      .selectFrom('claim')
      .innerJoin('generation', 'generation.id', 'claim.generationId')
      .innerJoin('take', 'take.id', 'claim.takeId')
      .select(['claim.takeId', 'claim.number', 'workflowId', 'tab', 'nodeId', 'row', 'title'])
      .select(['take.createdAt', 'rerollId', 'freshSlots'])
      .select([
        sql<number | null>`(SELECT min(runId) FROM job WHERE job.takeId = claim.takeId)`.as('runId'),
        sql<number>`(SELECT count(*) FROM candidate WHERE candidate.takeId = claim.takeId)`.as('candidates'),
        sql<number>`(SELECT min(other.generationId) FROM claim AS other WHERE other.takeId = claim.takeId) = claim.generationId`.as(
          'isFirst',
        ),
      ])
      .where('workflowId', 'in', workflowIds)
      .orderBy('claim.takeId'),
    TAKE_FIELDS,
  )
  return rows.map((row) => ({ ...row, isFirst: row.isFirst === 1 }))
}

const TAKE_FIELDS = [
  'takeId',
  'number',
  'workflowId',
  'tab',
  'nodeId',
  'row',
  'title',
  'createdAt',
  'rerollId',
  'freshSlots',
  'runId',
  'candidates',
  'isFirst',
] as const

export interface JournalVerdict extends NodeRow {
  readonly id: number
  readonly workflowId: number
  readonly takeId: number
  readonly slot: number
  readonly at: number
  readonly liftedAt: number | null
  readonly who: string | null
}

/** What people approved, oldest first: no auto picks, and no copies that came along with a take that was taken over. */
export function journalPicks(database: Database, workflowIds: readonly number[]): Promise<JournalVerdict[]> {
  return database.query
    .selectFrom('pick')
    .select(['id', 'workflowId', 'tab', 'nodeId', 'row', 'takeId', 'slot', 'at', 'liftedAt', 'who'])
    .where('workflowId', 'in', workflowIds)
    .where('by', '=', 'approved')
    .where((where) =>
      where.or([
        where('who', 'is not', null),
        where.not(
          where.exists(
            where
              .selectFrom('pick as earlier')
              .select('earlier.id')
              .whereRef('earlier.takeId', '=', 'pick.takeId')
              .whereRef('earlier.slot', '=', 'pick.slot')
              .whereRef('earlier.by', '=', 'pick.by')
              .whereRef('earlier.id', '<', 'pick.id')
              .whereRef('earlier.workflowId', '<>', 'pick.workflowId'),
          ),
        ),
      ]),
    )
    .orderBy('id')
    .execute()
}

/** Oldest first; those that nobody made are copies. */
export function journalRejections(
  database: Database,
  workflowIds: readonly number[],
): Promise<(JournalVerdict & { readonly tell: string })[]> {
  return database.query
    .selectFrom('rejection')
    .select(['id', 'workflowId', 'tab', 'nodeId', 'row', 'takeId', 'slot', 'tell', 'at', 'liftedAt', 'who'])
    .where('workflowId', 'in', workflowIds)
    .where('who', 'is not', null)
    .orderBy('id')
    .execute()
}
