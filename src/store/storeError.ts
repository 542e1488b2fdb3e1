/** What SQLite says of a file of the store, told for people by its code: which file, why, and what to do. */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { RetakeError } from '../errors.ts'

const AGAIN = 'then run the same command again: what was paid for is kept.'
const LEFT = 'It is left as it is, and nothing more is sent. Copy the whole folder, then put the file back'
/** How to go on from a file that holds no store, or not a whole one. */
export const FROM_BACKUP = `${LEFT} from a backup; "retake fsck" tells which media it does not know.`

/** By SQLite's code, the more special first. */
const TROUBLES: readonly (readonly [code: RegExp, what: string, next: string])[] = [
  [/^SQLITE_FULL/, 'the disk is full', `Free some space, ${AGAIN}`],
  [/^SQLITE_(READONLY|PERM|AUTH)/, 'it is read-only', `Make the file and its folder writable, ${AGAIN}`],
  [
    /^SQLITE_(BUSY|LOCKED|PROTOCOL)/,
    'another program holds it, or its file system knows no locks',
    `Let that program end, or move the store to a local disk (RETAKE_STORE), ${AGAIN}`,
  ],
  [/^SQLITE_CORRUPT/, 'it is damaged', FROM_BACKUP],
  [/^SQLITE_NOTADB/, 'it is no store, or its beginning is damaged', FROM_BACKUP],
  [
    /^SQLITE_(IOERR|NOMEM)/,
    'the disk reports an error; a used-up quota looks like that, too',
    `Look after the disk and its backup first, ${AGAIN}`,
  ],
  [
    /^SQLITE_CANTOPEN/,
    'it cannot be opened',
    `See that it is a file and that it and its folder may be written, ${AGAIN}`,
  ],
]

/** @returns what is told in its stead, or the error itself where it says nothing of the file */
export function storeError(file: string, error: unknown): unknown {
  if (error instanceof RetakeError || !(error instanceof Error)) return error
  const code = codeOf(file, error)
  const seen = /^SQLITE_(IOERR|CANTOPEN)/.test(code) ? seenAt(file) : null
  const trouble = TROUBLES.find(([pattern]) => pattern.test(seen ?? code))
  if (trouble === undefined) return error
  const [, what, next] = trouble
  return new RetakeError('store_unusable', `The store ${file} cannot be used: ${what} (${code}).`, {
    next,
    cause: error,
  })
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error).startsWith('SQLITE_BUSY')
}

export function isDiskFailure(error: unknown): boolean {
  return sqliteCode(error).startsWith('SQLITE_IOERR')
}

function sqliteCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** A connection that cannot be made has no code. No file is opened to see why: to close it would end our own locks on it. */
function codeOf(file: string, error: Error): string {
  const code = sqliteCode(error)
  if (code !== '' || !error.message.startsWith('ConnectionFailed')) return code
  return statSync(file, { throwIfNoEntry: false })?.isDirectory()
    ? 'SQLITE_CANTOPEN: EISDIR'
    : 'SQLITE_CANTOPEN'
}

/** SQLite has one code for many errors of a disk; that it is full, or read-only, can be seen. */
function seenAt(file: string): string | null {
  try {
    accessSync(dirname(file), constants.W_OK)
    if (existsSync(file)) accessSync(file, constants.W_OK)
    return statfsSync(dirname(file)).bavail === 0 ? 'SQLITE_FULL' : null
  } catch {
    return 'SQLITE_READONLY'
  }
}
