/** `errors.json`: what did not land, for all current versions whose output is in a folder. Rebuilt whole, under a lock. */
import { createHash } from 'node:crypto'
import { existsSync, lstatSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { faultPoint } from '../faultPoint.ts'
import { replaceFile } from '../media/replaceFile.ts'
import { failuresOf } from '../store/failures.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { waitForLock } from '../store/lock.ts'
import { type OutputVariant, ownersOfFolder } from '../store/outputs.ts'
import type { Store } from '../store/store.ts'
import { compareVersions } from '../workflow/versionName.ts'
import { errorEntry } from './errorEntry.ts'
import { fileStamp } from './timestamp.ts'

const FILE_NAME = 'errors.json'
const LOCK_WAIT_MS = 5_000

/**
 * @returns the path of the file, or null when nothing failed and so there is none
 * @param folder where the outputs are
 */
export async function rebuildErrorsFile(folder: string, store: Store): Promise<string | null> {
  const path = join(folder, FILE_NAME)
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const lock = await waitForLock(store.folder, `errors-${place}`, 'writing errors.json', LOCK_WAIT_MS)
  try {
    const { content, isForeign } = await errorsFileOf(folder, store)
    if (content === null) {
      if (!isForeign) await rm(path, { force: true })
      return null
    }
    if (isForeign) await rename(path, path.replace(/\.json$/, `-backup-${fileStamp(new Date())}.json`))
    faultPoint('write:file-moved')
    await replaceFile(path, content)
    return path
  } finally {
    lock.release()
  }
}

export interface ErrorsFile {
  readonly path: string
  /** What it is to hold; null where nothing failed. */
  readonly content: string | null
  /** Whether something that we did not write lies there. */
  readonly isForeign: boolean
}

/** What a folder's `errors.json` is to be. Writes nothing. */
export async function errorsFileOf(folder: string, store: Store): Promise<ErrorsFile> {
  const path = join(folder, FILE_NAME)
  const entries = [
    ...(await entriesFor(folder, 'generated', store)),
    ...(await entriesFor(folder, 'sketch', store)),
  ]
  const content = entries.length === 0 ? null : `${JSON.stringify(entries, null, 2)}\n`
  return { path, content, isForeign: await holdsForeign(path) }
}

async function entriesFor(folder: string, variant: OutputVariant, store: Store) {
  const here = storedPath(store.project, folder)
  const owners = await ownersOfFolder(store.database, here, variant)
  const known = owners.filter(({ path }) => existsSync(fromStoredPath(store.project, path)))
  const newest = known.filter(
    ({ code, version }) =>
      !known.some((other) => other.code === code && compareVersions(other.version, version) > 0),
  )
  const byId = new Map(newest.map((workflow) => [workflow.workflowId, workflow]))
  const failures = await failuresOf(store.database, [...byId.keys()], variant)
  return failures.map((failure) => {
    const { name, output } = byId.get(failure.workflowId)!
    return errorEntry(name, output, failure)
  })
}

/** A file of another form is somebody's: it is renamed before ours is written, else left alone. */
async function holdsForeign(path: string): Promise<boolean> {
  const status = lstatSync(path, { throwIfNoEntry: false })
  if (status === undefined) return false
  // A folder; a pipe, which would be waited for without end; a link, whose target is nobody's business here.
  if (!status.isFile()) return true
  try {
    return !isOurs(await readFile(path, 'utf8'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return false
    if (code === 'EISDIR') return true
    throw error
  }
}

function isOurs(text: string): boolean {
  try {
    const entries: unknown = JSON.parse(text)
    if (!Array.isArray(entries)) return false
    return entries.every(
      (entry) => typeof entry === 'object' && entry !== null && 'errorType' in entry && 'strategy' in entry,
    )
  } catch {
    // What is not JSON was not written by Retake.
    return false
  }
}
