/** Makes takes and hands them over: a take belongs to every generation that claims it, under a number of its own. */
import { chunksOf } from './chunks.ts'
import type { Database, Execute } from './database.ts'
import type { TakeReroll } from './history.ts'

export interface NewTake {
  readonly generationId: number
  readonly recipe: string
  readonly backendType: string
  /** The normalised request as JSON. */
  readonly request: string
  readonly assumed: boolean
  readonly reroll: TakeReroll | null
}

/** @returns the take's id and its number for the generation */
export function createTake(
  database: Database,
  execute: Execute,
  take: NewTake,
): { id: number; number: number } {
  const { generationId, recipe, backendType, request, reroll } = take
  const made = {
    rerollId: reroll?.id ?? null,
    freshSlots: reroll?.slots == null ? null : JSON.stringify(reroll.slots),
    baseTakeId: reroll?.baseTakeId ?? null,
  }
  const [row] = execute(
    database.query
      .insertInto('take')
      .values({ recipe, backendType, request, assumed: take.assumed ? 1 : 0, createdAt: Date.now(), ...made })
      .returning('id'),
  )
  return { id: row!.id, number: claimTake(database, execute, generationId, row!.id, 1) }
}

export function moveToReroll(database: Database, execute: Execute, takeId: number, rerollId: number): void {
  execute(database.query.updateTable('take').set({ rerollId }).where('id', '=', takeId))
}

/** Claims a take under the wished number, or the next free one above the generation's highest. */
export function claimTake(
  database: Database,
  execute: Execute,
  generationId: number,
  takeId: number,
  wished: number,
): number {
  const [highest] = execute(
    database.query
      .selectFrom('claim')
      .select((select) => select.fn.max('number').as('number'))
      .where('generationId', '=', generationId),
  )
  const number = Math.max(wished, (highest?.number ?? 0) + 1)
  execute(
    database.query
      .insertInto('claim')
      .values({ generationId, takeId, number })
      .onConflict((conflict) => conflict.columns(['generationId', 'takeId']).doNothing()),
  )
  return number
}

export interface NewCandidate {
  readonly takeId: number
  readonly slot: number
  readonly sha256: string | null
  readonly url: string | null
  readonly mediaType: string | null
  readonly byteCount: number | null
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  readonly seed: number | null
  readonly backend: string
  readonly jobId: string | null
}

/** A candidate that is there is never replaced. */
export function writeCandidate(database: Database, execute: Execute, candidate: NewCandidate): void {
  const row = { ...candidate, createdAt: Date.now() }
  execute(
    database.query
      .insertInto('candidate')
      .values(row)
      .onConflict((conflict) => conflict.columns(['takeId', 'slot']).doNothing()),
  )
}

/** The normalised request (JSON) of each of these takes. */
export async function requestsOfTakes(
  database: Database,
  takeIds: readonly number[],
): Promise<Map<number, string>> {
  const requests = new Map<number, string>()
  for (const some of chunksOf(takeIds)) {
    const rows = await database.query
      .selectFrom('take')
      .select(['id', 'request'])
      .where('id', 'in', some)
      .execute()
    for (const { id, request } of rows) requests.set(id, request)
  }
  return requests
}
