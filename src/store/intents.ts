/** Jobs whose process died, or lost the line, between intent and handle. */
import type { MediaKind } from '../workflow/model.ts'
import type { Database } from './database.ts'

export interface OpenIntentRecord {
  readonly id: string
  readonly recipe: string
  /** The normalised request as JSON. */
  readonly request: string
  readonly kind: MediaKind
  readonly intendedAt: number
}

/** All open intents of one workflow at one backend, and the one asked for, whichever workflow it was sent for. */
export function openIntents(
  database: Database,
  workflowId: number,
  backend: string,
  jobId: string,
): Promise<OpenIntentRecord[]> {
  return database.query
    .selectFrom('job')
    .innerJoin('run', 'run.id', 'job.runId')
    .innerJoin('take', 'take.id', 'job.takeId')
    .innerJoin('claim', 'claim.takeId', 'take.id')
    .innerJoin('generation', (join) =>
      join
        .onRef('generation.id', '=', 'claim.generationId')
        .onRef('generation.workflowId', '=', 'run.workflowId'),
    )
    .select(['job.id', 'take.recipe', 'take.request', 'generation.kind', 'job.intendedAt'])
    .where('job.state', '=', 'intent')
    .where('job.backend', '=', backend)
    .where((where) => where.or([where('run.workflowId', '=', workflowId), where('job.id', '=', jobId)]))
    .groupBy('job.id')
    .execute()
}

/** Handles that a backend has given out, as JSON. */
export async function knownHandles(database: Database, backend: string): Promise<string[]> {
  const rows = await database.query
    .selectFrom('job')
    .select('handle')
    .where('backend', '=', backend)
    .where('handle', 'is not', null)
    .execute()
  return rows.flatMap(({ handle }) => (handle === null ? [] : [handle]))
}
