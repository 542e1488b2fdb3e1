/** Jobs whose process died, or lost the line, between intent and handle; and what else may be in a service's list. */
import type { MediaKind } from '../workflow/model.ts'
import type { Database, Execute } from './database.ts'

export interface IntentRecord {
  readonly id: string
  readonly recipe: string
  /** The normalised request as JSON. */
  readonly request: string
  readonly kind: MediaKind
  readonly intendedAt: number
  /** Of the run that was to send it. */
  readonly workflowId: number
  /** When it was given up as perhaps paid; null while it is open. */
  readonly givenUpAt: number | null
}

/** All jobs of a backend without a handle that its service may have taken: the open ones, and those given up. */
export async function intentsWithoutHandle(database: Database, backend: string): Promise<IntentRecord[]> {
  const rows = await database.query
    .selectFrom('job')
    .innerJoin('run', 'run.id', 'job.runId')
    .innerJoin('take', 'take.id', 'job.takeId')
    .innerJoin('claim', 'claim.takeId', 'take.id')
    .innerJoin('generation', 'generation.id', 'claim.generationId')
    .select(['job.id', 'job.state', 'job.intendedAt', 'job.finishedAt', 'take.recipe', 'take.request'])
    .select(['generation.kind', 'run.workflowId'])
    .where('job.state', '<>', 'done')
    .where('job.backend', '=', backend)
    .where('job.handle', 'is', null)
    .where('job.state', 'in', ['intent', 'unknown'])
    .groupBy('job.id')
    .orderBy('job.intendedAt')
    .execute()
  return rows.map(({ state, finishedAt, ...row }) => ({
    ...row,
    givenUpAt: state === 'intent' ? null : (finishedAt ?? row.intendedAt),
  }))
}

/** Handles that a backend has given out since then, as JSON. */
export async function knownHandles(database: Database, backend: string, since: number): Promise<string[]> {
  const rows = await database.query
    .selectFrom('job')
    .select('handle')
    .where('backend', '=', backend)
    .where('handle', 'is not', null)
    .where('submittedAt', '>=', since)
    .execute()
  return rows.flatMap(({ handle }) => (handle === null ? [] : [handle]))
}

/** How many jobs of a run nobody knows yet whether the service took. */
export async function countIntents(database: Database, runId: number): Promise<number> {
  const row = await database.query
    .selectFrom('job')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('runId', '=', runId)
    .where('state', '=', 'intent')
    .executeTakeFirstOrThrow()
  return row.count
}

/** Whether nobody has found out meanwhile what became of it. */
export function isStillOpen(database: Database, execute: Execute, jobId: string): boolean {
  const [row] = execute(database.query.selectFrom('job').select('state').where('id', '=', jobId))
  return row?.state === 'intent'
}

export async function handleOf(database: Database, jobId: string): Promise<string | null> {
  const row = await database.query
    .selectFrom('job')
    .select('handle')
    .where('id', '=', jobId)
    .executeTakeFirst()
  return row?.handle ?? null
}
