/**
 * The connection: SQLite, WAL, every commit synced. Writes go through `commit`, which gathers what is asked for in the
 * same turn of the event loop into one transaction, so that a hundred starting jobs cost one sync.
 */

import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Compilable, Kysely, SqliteDialect } from 'kysely'
import LibsqlDatabase from 'libsql'
import { RetakeError } from '../errors.ts'
import { faultPoint } from '../faultPoint.ts'
import { DEFINITIONS, MIGRATIONS, SCHEMA_VERSION } from './definitions.ts'
import type { Schema } from './schema.ts'

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
  close(): void
}

type Raw = InstanceType<typeof LibsqlDatabase>

interface Waiting {
  work: () => void
  done: () => void
  failed: (error: unknown) => void
}

export function openDatabase(file: string): Database {
  const raw = connect(file)
  const query = new Kysely<Schema>({ dialect: new SqliteDialect({ database: raw }) })
  const execute = executor(raw)
  let waiting: Waiting[] = []
  const flush = () => {
    const group = waiting
    waiting = []
    try {
      raw
        .transaction(() => {
          for (const one of group) one.work()
        })
        .immediate()
    } catch (error) {
      const told = storeError(file, error)
      for (const one of group) one.failed(told)
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
      const whole = raw.prepare(`SELECT json_group_array(json_object(${fields})) AS json FROM (${sql})`)
      return JSON.parse((whole.get(parameters) as { json: string }).json) as Row[]
    },
    version: () =>
      Number((raw.prepare('PRAGMA data_version').get() as { data_version: number }).data_version),
    close: () => {
      if (waiting.length > 0) flush()
      raw.close()
    },
  }
}

function connect(file: string): Raw {
  refuseEmptied(file)
  let raw: Raw
  try {
    raw = new LibsqlDatabase(file)
    raw.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    const { user_version: version } = raw.prepare('PRAGMA user_version').get() as { user_version: number }
    if (version < SCHEMA_VERSION) define(raw)
    else if (version > SCHEMA_VERSION) {
      throw new RetakeError(
        'store_unusable',
        `${file} was written by a newer Retake (store version ${version}).`,
        {
          next: `Update Retake, or point RETAKE_STORE at another folder; this one reads up to version ${SCHEMA_VERSION}.`,
        },
      )
    }
    return raw
  } catch (error) {
    throw storeError(file, error)
  }
}

/** A database of no bytes beside media is a lost one, not a new one: to go on would be to pay for everything again. */
function refuseEmptied(file: string): void {
  const isEmpty = statSync(file, { throwIfNoEntry: false })?.size === 0
  if (!isEmpty || !existsSync(join(dirname(file), 'media'))) return
  throw new RetakeError('store_unusable', `The store ${file} is empty, but there are media beside it.`, {
    next: 'Put it back from a backup. To start anew and pay anew, move the whole folder away.',
  })
}

/** Makes a new database, or brings an older one up to date, in one transaction: another process may be at it too. */
function define(raw: Raw): void {
  raw.exec('BEGIN IMMEDIATE')
  const { user_version: version } = raw.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version === 0) raw.exec(DEFINITIONS)
  else for (let from = version; from < SCHEMA_VERSION; from += 1) raw.exec(MIGRATIONS.get(from) ?? '')
  raw.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
}

/** Compiled statements are prepared once per SQL text. */
function executor(raw: Raw): Execute {
  const prepared = new Map<string, ReturnType<Raw['prepare']>>()
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

function storeError(file: string, error: unknown): RetakeError {
  if (error instanceof RetakeError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new RetakeError('store_unusable', `The store ${file} cannot be used: ${reason}.`, {
    next: 'Check that the disk is not full and the folder can be written; run "retake check" again afterwards.',
    cause: error,
  })
}
