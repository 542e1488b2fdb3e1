/** What the store promises: a database that is whole, and the bytes of everything that it names by SHA-256. */
import { sql } from 'kysely'
import type { Database } from './database.ts'

/** One thing that is named by its content. */
export interface Named {
  readonly sha256: string
  readonly by: 'candidate' | 'input' | 'reference' | 'source' | 'generated file'
  /** The workflow that it is of; null for a reference, which may be of several. */
  readonly workflow: NamedWorkflow | null
  /** Of a candidate or an input. */
  readonly place: NamedPlace | null
  /** Of a reference: where it came from. Of a generated file: its stored path. Of a source: the command of its run. */
  readonly from: string | null
}

export interface NamedWorkflow {
  readonly id: number
  readonly name: string
  readonly code: string
  /** Stored path. */
  readonly path: string
}

export interface NamedPlace {
  readonly tab: string
  readonly nodeId: number
  readonly row: number
  readonly title: string
  readonly take: number
  /** Null for an input. */
  readonly slot: number | null
}

/** What SQLite finds wrong, in its own words; empty where the database is whole. */
export async function databaseProblems({ query }: Database): Promise<string[]> {
  try {
    const { rows: whole } = await sql<{ integrity_check: string }>`PRAGMA integrity_check`.execute(query)
    const { rows: lost } = await sql<ForeignKey>`PRAGMA foreign_key_check`.execute(query)
    return [
      ...whole.flatMap(({ integrity_check: said }) => (said === 'ok' ? [] : [said])),
      ...lost.map(
        ({ table, rowid, parent }) => `row ${rowid} of ${table} names a ${parent} that is not there`,
      ),
    ]
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

interface ForeignKey {
  readonly table: string
  readonly rowid: number
  readonly parent: string
}

/** Everything whose bytes are to be in the vault. */
export function namedContents(database: Database): Named[] {
  return [
    ...candidates(database),
    ...inputs(database),
    ...references(database),
    ...sources(database),
    ...generatedFiles(database),
  ]
}

/** SHA-256 of all that anything in the store names, whether its bytes have to be there or not. */
export function namedAnywhere(database: Database): Set<string> {
  const { query } = database
  const named = new Set(namedContents(database).map(({ sha256 }) => sha256))
  // Of all takes, those included that no generation claims.
  const texts = [
    ...database.bulk(query.selectFrom('candidate').select('sha256 as text').where('sha256', 'is not', null), [
      'text',
    ]),
    ...database.bulk(query.selectFrom('take').select('request as text'), ['text']),
    ...database.bulk(query.selectFrom('copy').select('sha256 as text'), ['text']),
    ...database.bulk(query.selectFrom('mirrored').select('sha256 as text'), ['text']),
    ...database.bulk(query.selectFrom('takenIn').select('sha256 as text'), ['text']),
    ...database.bulk(query.selectFrom('action').select('details as text'), ['text']),
  ]
  for (const { text } of texts) for (const sha256 of hashesIn(String(text))) named.add(sha256)
  return named
}

/** Every SHA-256 that a text spells. */
export function hashesIn(text: string): string[] {
  return text.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g) ?? []
}

const PLACE = ['workflowId', 'name', 'code', 'path', 'tab', 'nodeId', 'row', 'title', 'take'] as const

interface PlacedRow {
  readonly workflowId: number
  readonly name: string
  readonly code: string
  readonly path: string
  readonly tab: string
  readonly nodeId: number
  readonly row: number
  readonly title: string
  readonly take: number
}

function claims({ query }: Database) {
  return (
    query
      .selectFrom('claim')
      .innerJoin('generation', 'generation.id', 'claim.generationId')
      .innerJoin('workflow', 'workflow.id', 'generation.workflowId')
      .select(['workflow.id as workflowId', 'workflow.name', 'workflow.code', 'workflow.path'])
      .select([
        'generation.tab',
        'generation.nodeId',
        'generation.row',
        'generation.title',
        'claim.number as take',
      ])
      // The newest version first: that is the one to tell of.
      .orderBy('workflow.id', 'desc')
  )
}

function candidates(database: Database): Named[] {
  const rows = database.bulk(
    claims(database)
      .innerJoin('candidate', 'candidate.takeId', 'claim.takeId')
      .select(['candidate.sha256', 'candidate.slot'])
      .where('candidate.sha256', 'is not', null),
    [...PLACE, 'sha256', 'slot'],
  )
  return rows.map(({ sha256, slot, ...row }) => ({
    sha256: sha256!,
    by: 'candidate',
    from: null,
    ...placed(row, slot),
  }))
}

/** Media that a take was asked for with: whatever came of them since, they are part of what was paid for. */
function inputs(database: Database): Named[] {
  const rows = database.bulk(
    claims(database).innerJoin('take', 'take.id', 'claim.takeId').select('take.request'),
    [...PLACE, 'request'],
  )
  return rows.flatMap(({ request, ...row }) =>
    mediaOf(request).map((sha256) => ({ sha256, by: 'input' as const, from: null, ...placed(row, null) })),
  )
}

/** A prompt may spell a hash as well: only what stands alone as a value is a medium. */
function mediaOf(request: string): string[] {
  return request.match(/(?<=")[0-9a-f]{64}(?=")/g) ?? []
}

function references({ query, bulk }: Database): Named[] {
  const rows = bulk(query.selectFrom('reference').select(['sha256', 'url']), ['sha256', 'url'])
  return rows.map(({ sha256, url }) => ({ sha256, by: 'reference', workflow: null, place: null, from: url }))
}

function sources({ query, bulk }: Database): Named[] {
  const rows = bulk(
    query
      .selectFrom('run')
      .innerJoin('workflow', 'workflow.id', 'run.workflowId')
      .select(['workflow.id', 'name', 'code', 'path', 'sourceSha256', 'command'])
      .orderBy('run.id', 'desc'),
    ['id', 'name', 'code', 'path', 'sourceSha256', 'command'],
  )
  return rows.map(({ sourceSha256: sha256, command, ...workflow }) => {
    return { sha256, by: 'source', workflow, place: null, from: command }
  })
}

function generatedFiles({ query, bulk }: Database): Named[] {
  const rows = bulk(
    query
      .selectFrom('output')
      .innerJoin('workflow', 'workflow.id', 'output.workflowId')
      .select(['workflow.id', 'name', 'code', 'workflow.path', 'sha256', 'output.path as output'])
      .orderBy('output.id', 'desc'),
    ['id', 'name', 'code', 'path', 'sha256', 'output'],
  )
  return rows.map(({ sha256, output, ...workflow }) => {
    return { sha256, by: 'generated file', workflow, place: null, from: output }
  })
}

function placed(row: PlacedRow, slot: number | null): Pick<Named, 'workflow' | 'place'> {
  const { workflowId: id, name, code, path, ...place } = row
  return { workflow: { id, name, code, path }, place: { ...place, slot } }
}
