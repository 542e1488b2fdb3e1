/** What has been made: takes with their candidates and unfinished jobs, by the generations that claim them. */

import { type Selectable, sql } from 'kysely'
import type { MediaKind, NodeRow } from '../workflow/model.ts'
import { chunksOf } from './chunks.ts'
import type { Database } from './database.ts'
import type { JobRowState, Schema } from './schema.ts'

export type CandidateRecord = Readonly<Selectable<Schema['candidate']>>

/** The newest job of a slot that has no candidate. */
export interface SlotJob {
  readonly id: string
  readonly slot: number
  readonly state: Exclude<JobRowState, 'done'>
  readonly backend: string
  readonly handle: string | null
  readonly errorType: string | null
  readonly message: string | null
  /** How often this slot was sent. */
  readonly attempts: number
}

export interface TakeRecord {
  readonly id: number
  readonly recipe: string
  readonly backendType: string
  readonly assumed: boolean
  /** Set for a take of a re-roll. */
  readonly reroll: TakeReroll | null
  /** Unix milliseconds. */
  readonly createdAt: number
  /** By slot; a run keeps them up to date. */
  readonly candidates: Map<number, CandidateRecord>
  readonly jobs: Map<number, SlotJob>
}

/** What a re-roll makes anew, and which take the other slots are of. */
export interface TakeReroll {
  readonly id: number
  /** Null: every slot. */
  readonly slots: readonly number[] | null
  readonly baseTakeId: number | null
}

/** A take as one generation holds it. */
export interface Claim extends NodeRow {
  readonly generationId: number
  readonly workflowId: number
  readonly title: string
  readonly kind: MediaKind
  /** The take's number for that generation, from 1. */
  readonly number: number
  readonly take: TakeRecord
}

/** All claims of one workflow's generations, oldest take first. */
export function claimsOfWorkflow(database: Database, workflowId: number): Promise<Claim[]> {
  return loadClaims(database, (query) => query.where('generation.workflowId', '=', workflowId))
}

/** All claims, of any workflow, to takes with one of these recipes, oldest take first. */
export async function claimsOfRecipes(database: Database, recipes: readonly string[]): Promise<Claim[]> {
  const claims: Claim[] = []
  for (const some of chunksOf(recipes)) {
    claims.push(...(await loadClaims(database, (query) => query.where('take.recipe', 'in', some))))
  }
  return claims
}

type ClaimQuery = ReturnType<typeof claimQuery>

function claimQuery(database: Database) {
  return database.query
    .selectFrom('claim')
    .innerJoin('generation', 'generation.id', 'claim.generationId')
    .innerJoin('take', 'take.id', 'claim.takeId')
}

const CLAIM_COLUMNS = [
  'claim.generationId',
  'claim.takeId',
  'claim.number',
  'generation.workflowId',
  'generation.tab',
  'generation.nodeId',
  'generation.row',
  'generation.title',
  'generation.kind',
  'take.recipe',
  'take.backendType',
  'take.assumed',
  'take.createdAt',
  'take.rerollId',
  'take.freshSlots',
  'take.baseTakeId',
] as const

type ClaimColumn = (typeof CLAIM_COLUMNS)[number] extends `${string}.${infer Name}` ? Name : never

const CLAIM_FIELDS = CLAIM_COLUMNS.map((column) => column.slice(column.indexOf('.') + 1) as ClaimColumn)

const CANDIDATE_FIELDS = [
  'takeId',
  'slot',
  'sha256',
  'url',
  'mediaType',
  'byteCount',
  'width',
  'height',
  'durationMs',
  'seed',
  'backend',
  'jobId',
  'createdAt',
] as const

async function loadClaims(database: Database, narrow: (query: ClaimQuery) => ClaimQuery): Promise<Claim[]> {
  const rows = database.bulk(narrow(claimQuery(database)).select(CLAIM_COLUMNS), CLAIM_FIELDS)
  const candidates = database.bulk(
    narrow(claimQuery(database))
      .innerJoin('candidate', 'candidate.takeId', 'claim.takeId')
      .selectAll('candidate'),
    CANDIDATE_FIELDS,
  )
  const jobs = await narrow(claimQuery(database))
    .innerJoin('job', (join) => join.onRef('job.takeId', '=', 'claim.takeId').on('job.state', '<>', 'done'))
    .selectAll('job')
    // Not by time: clocks are set back. Within an attempt only the last job can be open.
    .orderBy('job.runId')
    .orderBy('job.attempt')
    .orderBy(sql`job.state IN ('intent', 'sent', 'late')`)
    .orderBy('job.intendedAt')
    .execute()
  rows.sort((a, b) => a.takeId - b.takeId)
  const takes = new Map<number, TakeRecord>()
  const takeOf = (id: number) => takes.get(id)!
  for (const row of rows) {
    if (takes.has(row.takeId)) continue
    takes.set(row.takeId, {
      id: row.takeId,
      recipe: row.recipe,
      backendType: row.backendType,
      assumed: row.assumed === 1,
      reroll: rerollOf(row),
      createdAt: row.createdAt,
      ...emptyTake(),
    })
  }
  for (const candidate of candidates) takeOf(candidate.takeId).candidates.set(candidate.slot, candidate)
  const seen = new Set<string>()
  for (const job of jobs) {
    const take = takeOf(job.takeId)
    if (seen.has(job.id) || take.candidates.has(job.slot)) continue
    seen.add(job.id)
    take.jobs.set(job.slot, slotJob(job, take.jobs.get(job.slot)?.attempts ?? 0))
  }
  return rows.map((row) => ({
    generationId: row.generationId,
    workflowId: row.workflowId,
    tab: row.tab,
    nodeId: row.nodeId,
    row: row.row,
    title: row.title,
    kind: row.kind,
    number: row.number,
    take: takeOf(row.takeId),
  }))
}

function rerollOf({
  rerollId,
  freshSlots,
  baseTakeId,
}: Pick<Selectable<Schema['take']>, 'rerollId' | 'freshSlots' | 'baseTakeId'>): TakeReroll | null {
  if (rerollId === null) return null
  return { id: rerollId, slots: freshSlots === null ? null : JSON.parse(freshSlots), baseTakeId }
}

function emptyTake() {
  return { candidates: new Map<number, CandidateRecord>(), jobs: new Map<number, SlotJob>() }
}

function slotJob(row: Selectable<Schema['job']>, earlierAttempts: number): SlotJob {
  return {
    id: row.id,
    slot: row.slot,
    state: row.state as SlotJob['state'],
    backend: row.backend,
    handle: row.handle,
    errorType: row.errorType,
    message: row.message,
    attempts: earlierAttempts + (wasSent(row) ? 1 : 0),
  }
}

/** A refused connection sends nothing, unless the line broke after it was sent. */
function wasSent({ state, errorType, mayHaveBeenPaid }: Selectable<Schema['job']>): boolean {
  return !(state === 'failed' && errorType === 'connection refused' && mayHaveBeenPaid === 0)
}
