/** Opens the file of a store, or makes it: refuses what is damaged, lost, newer, or somebody else's, before it is touched. */
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import LibsqlDatabase from 'libsql'
import { RetakeError } from '../errors.ts'
import { DEFINITIONS, MIGRATIONS, SCHEMA_VERSION } from './definitions.ts'
import { FROM_BACKUP, storeError } from './storeError.ts'
import { lostCommits } from './walDamage.ts'

export type Connection = InstanceType<typeof LibsqlDatabase>

export function connect(file: string): Connection {
  refuseLost(file)
  const log = `${file}-wal`
  const isLogLeft = sizeOf(log) > 0
  if (isLogLeft) refuseTornLog(log)
  try {
    const raw = new LibsqlDatabase(file)
    raw.exec('PRAGMA busy_timeout = 5000')
    const version = versionOf(raw)
    refuseForeign(raw, file, version)
    if (version > SCHEMA_VERSION) refuseNewer(file, version)
    raw.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    // Of what a dead process left, a sync may have failed: in the file itself it is written and synced anew.
    if (isLogLeft) raw.exec('PRAGMA wal_checkpoint(PASSIVE)')
    if (version < SCHEMA_VERSION) define(raw)
    return raw
  } catch (error) {
    throw storeError(file, error)
  }
}

/** No database, or one of no bytes, beside media is a lost one, not a new one: to go on would be to pay for everything again. */
function refuseLost(file: string): void {
  if (sizeOf(file) > 0 || !hasMedia(join(dirname(file), 'media'))) return
  const state = sizeOf(file) === 0 ? 'empty' : 'gone'
  throw new RetakeError('store_unusable', `The store ${file} is ${state}, but there are media beside it.`, {
    next: 'Put it back from a backup. To start anew and pay anew, move the whole folder away.',
  })
}

function refuseTornLog(log: string): void {
  if (!lostCommits(log)) return
  throw new RetakeError(
    'store_unusable',
    `${log} is damaged: what was committed last cannot be read any more.`,
    {
      next: `${FROM_BACKUP} To go on without it, and perhaps pay again for what was made last, move that one file away.`,
    },
  )
}

/** The tables that every version of the store has had. */
const OWN_TABLES = ['workflow', 'take', 'pick', 'run']

function refuseForeign(raw: Connection, file: string, version: number): void {
  const rows = raw.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  const names = new Set(rows.map(({ name }) => name))
  if (names.size === 0 || (version > 0 && OWN_TABLES.every((name) => names.has(name)))) return
  throw new RetakeError(
    'store_unusable',
    `${file} is the database of another program. It was left as it is.`,
    {
      next: 'Move it away, or point RETAKE_STORE at another folder.',
    },
  )
}

function refuseNewer(file: string, version: number): never {
  const message = `${file} was written by a newer Retake (store version ${version}).`
  throw new RetakeError('store_unusable', message, {
    next: `Update Retake, or point RETAKE_STORE at another folder; this one reads up to version ${SCHEMA_VERSION}.`,
  })
}

/** Makes a new database, or brings an older one up to date, in one transaction: another process may be at it too. */
function define(raw: Connection): void {
  raw.exec('BEGIN IMMEDIATE')
  const version = versionOf(raw)
  if (version === 0) raw.exec(DEFINITIONS)
  else for (let from = version; from < SCHEMA_VERSION; from += 1) raw.exec(MIGRATIONS.get(from) ?? '')
  raw.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
}

function versionOf(raw: Connection): number {
  return Number((raw.prepare('PRAGMA user_version').get() as { user_version: number }).user_version)
}

/** -1 where there is none. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? -1
}

function hasMedia(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true && readdirSync(folder).length > 0
}
