/**
 * The connection: SQLite, WAL, every commit synced. Writes go through `commit`, which gathers what is asked for in the
 * same turn of the event loop into one transaction, so that a hundred starting jobs cost one sync.
 */

import { type Compilable, Kysely, SqliteDialect, type SqliteStatement } from 'kysely'
import { RetakeError } from '../errors.ts'
import { faultPoint } from '../faultPoint.ts'
import { type Connection, connect } from './connect.ts'
import type { Schema } from './schema.ts'
import { FROM_BACKUP, isDiskFailure, storeError } from './storeError.ts'

/** Runs one statement inside a commit and gives its rows (`returning …`). */
export type Execute = <Row>(statement: Compilable<Row>) => Row[]

export interface Database {
  /** Builds queries; reads may be awaited directly. */
  readonly query: Kysely<Schema>
  /** All rows of a large result at once, as SQLite's own JSON: half the time of row by row. Text, numbers, null. */
  bulk<Row>(select: Compilable<Row>, columns: readonly (keyof Row & string)[]): Row[]
  /** Resolves when the work is on disk. Work is synchronous; if one piece of a group throws, none of it is kept. */
  commit<Result>(work: (execute: Execute) => Result): Promise<Result>
  /** Changes whenever another connection has committed. */
  version(): number
  /** Reads the whole file, so only before money is spent. @throws RetakeError `store_unusable` where it is damaged */
  refuseDamaged(): void
  close(): void
}

interface Waiting {
  work: () => void
  done: () => void
  failed: (error: unknown) => void
}

export function openDatabase(file: string): Database {
  const raw = connect(file)
  const query = new Kysely<Schema>({ dialect: new SqliteDialect({ database: guarded(raw, file) }) })
  const execute = executor(raw)
  let waiting: Waiting[] = []
  const flush = () => {
    const group = waiting
    waiting = []
    try {
      inTransaction(raw, () => {
        for (const one of group) one.work()
      })
    } catch (error) {
      if (isDiskFailure(error)) forgetFailed(raw)
      const refusal = storeError(file, error)
      for (const one of group) one.failed(refusal)
      return
    }
    faultPoint('write:commit')
    for (const one of group) one.done()
  }
  return {
    query,
    commit: (work) =>
      new Promise((resolve, reject) => {
        let result: ReturnType<typeof work>
        waiting.push({
          work: () => {
            result = work(execute)
          },
          done: () => resolve(result),
          failed: reject,
        })
        if (waiting.length === 1) setImmediate(flush)
      }),
    bulk: <Row>(select: Compilable<Row>, columns: readonly (keyof Row & string)[]) => {
      const { sql, parameters } = select.compile()
      const fields = columns.map((column) => `'${column}', "${column}"`).join(', ')
      const whole = `SELECT json_group_array(json_object(${fields})) AS json FROM (${sql})`
      const row = told(file, () => raw.prepare(whole).get(parameters)) as { json: string }
      return JSON.parse(row.json) as Row[]
    },
    version: () => {
      const row = told(file, () => raw.prepare('PRAGMA data_version').get()) as { data_version: number }
      return Number(row.data_version)
    },
    refuseDamaged: () => refuseDamaged(raw, file),
    close: () => {
      if (waiting.length > 0) flush()
      raw.close()
    },
  }
}

/** The connection as kysely reads through it: what SQLite says of the file is told for people. */
function guarded(raw: Connection, file: string) {
  const prepare = (sql: string): SqliteStatement => {
    const statement = told(file, () => raw.prepare(sql))
    return {
      reader: statement.reader,
      all: (parameters) => told(file, () => statement.all(parameters)),
      run: (parameters) => told(file, () => statement.run(parameters)),
      iterate: (parameters) => statement.iterate(parameters) as IterableIterator<unknown>,
    }
  }
  return { prepare, close: () => raw.close() }
}

/** After some failures SQLite has rolled back by itself: to do it again would fail, and hide why. */
function inTransaction(raw: Connection, work: () => void): void {
  raw.exec('BEGIN IMMEDIATE')
  try {
    work()
    raw.exec('COMMIT')
  } catch (error) {
    if (raw.inTransaction) raw.exec('ROLLBACK')
    throw error
  }
}

function told<Result>(file: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw storeError(file, error)
  }
}

/** A commit whose sync failed must not be read by the next process as one that is on disk. */
function forgetFailed(raw: Connection): void {
  try {
    raw.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // The disk takes nothing any more: the error of the commit is what is told.
  }
}

function refuseDamaged(raw: Connection, file: string): void {
  const rows = told(file, () => raw.prepare('PRAGMA quick_check(1)').all()) as { quick_check: string }[]
  const found = rows[0]?.quick_check ?? 'ok'
  if (found === 'ok') return
  throw new RetakeError('store_unusable', `The store ${file} cannot be used: it is damaged (${found}).`, {
    next: FROM_BACKUP,
  })
}

/** Compiled statements are prepared once per SQL text. */
function executor(raw: Connection): Execute {
  const prepared = new Map<string, ReturnType<Connection['prepare']>>()
  return <Row>(statement: Compilable<Row>) => {
    const { sql, parameters } = statement.compile()
    let ready = prepared.get(sql)
    if (ready === undefined) {
      ready = raw.prepare(sql)
      prepared.set(sql, ready)
    }
    if (ready.reader) return ready.all(parameters) as Row[]
    ready.run(parameters)
    return []
  }
}
