/** What did not land, per generation and error type: the text of `errors.json`. */
import type { NodeRow } from '../workflow/model.ts'
import type { Database } from './database.ts'
import type { OutputVariant } from './outputs.ts'

export interface FailureRecord {
  readonly errorType: string
  readonly slots: readonly number[]
  readonly attempts: number
  readonly message: string
  readonly strategy: string
}

/**
 * Replaces what is known of these generations (none means healed), and forgets those that the workflow has no more.
 * @param present rows of all generations that the workflow has now
 */
export async function replaceFailures(
  database: Database,
  variant: OutputVariant,
  failures: ReadonlyMap<number, readonly FailureRecord[]>,
  workflow: { readonly id: number; readonly present: ReadonlySet<number> },
): Promise<void> {
  const before = await database.query
    .selectFrom('failure')
    .innerJoin('generation', 'generation.id', 'failure.generationId')
    .selectAll('failure')
    .where('generation.workflowId', '=', workflow.id)
    .where('variant', '=', variant)
    .execute()
  const known = new Map(before.map((row) => [`${row.generationId} ${row.errorType}`, row]))
  const touched = new Set(before.map((row) => row.generationId))
  const gone = [...touched].filter((id) => !workflow.present.has(id)).map((id) => [id, []] as const)
  if (failures.size === 0 && gone.length === 0) return
  await database.commit((execute) => {
    for (const [generationId, list] of [...failures, ...gone]) {
      if (touched.has(generationId)) {
        execute(
          database.query
            .deleteFrom('failure')
            .where('generationId', '=', generationId)
            .where('variant', '=', variant),
        )
      }
      for (const { errorType, slots, attempts, message, strategy } of list) {
        const same = known.get(`${generationId} ${errorType}`)
        const isStanding =
          same?.message === message && same.attempts === attempts && same.slots === JSON.stringify(slots)
        const at = isStanding ? same.at : Date.now()
        const row = {
          generationId,
          errorType,
          variant,
          slots: JSON.stringify(slots),
          attempts,
          message,
          strategy,
          at,
        }
        execute(database.query.insertInto('failure').values(row))
      }
    }
  })
}

export interface StandingFailure extends FailureRecord, NodeRow {
  readonly workflowId: number
  readonly title: string
  /** Unix milliseconds. */
  readonly at: number
}

export async function failuresOf(
  database: Database,
  workflowIds: readonly number[],
  variant: OutputVariant,
): Promise<StandingFailure[]> {
  if (workflowIds.length === 0) return []
  const rows = await database.query
    .selectFrom('failure')
    .innerJoin('generation', 'generation.id', 'failure.generationId')
    .selectAll('failure')
    .select([
      'generation.workflowId',
      'generation.tab',
      'generation.nodeId',
      'generation.row',
      'generation.title',
    ])
    .where('failure.variant', '=', variant)
    .where('generation.workflowId', 'in', workflowIds)
    .orderBy('generation.id')
    .execute()
  return rows.map(({ slots, ...row }) => ({ ...row, slots: JSON.parse(slots) }))
}
