/** Puts a file in the place of another, which goes to `backups/`. What breaks off on the way leaves a copy too many, never one too few. */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { faultPoint } from '../../faultPoint.ts'
import { createFile } from '../../media/createFile.ts'
import { renamePatiently, replaceFile, syncFolder } from '../../media/replaceFile.ts'

export interface Replacement {
  /** The file that goes: where it is, and what it was when it was read. */
  readonly former: { readonly path: string; readonly bytes: Uint8Array }
  /** Where the new one is written; the same path for a change in place. */
  readonly path: string
  readonly bytes: Uint8Array
  /** Where the former one goes. Nothing may be there. */
  readonly backup: string
}

/** @throws RetakeError when a file is in the way, has changed since it was read, or cannot be written; all is as it was then */
export async function replaceVersion({ former, path, bytes, backup }: Replacement): Promise<void> {
  if (!(await holds(former.path, former.bytes))) {
    throw new RetakeError('usage', `${basename(former.path)} was changed meanwhile. Nothing was written.`, {
      next: 'Look what it holds now, then run this again.',
    })
  }
  const made: string[] = []
  try {
    mkdirSync(dirname(backup), { recursive: true })
    await createFile(backup, former.bytes)
    made.push(backup)
    if (path === former.path) await replaceFile(path, bytes)
    else {
      if (await createOrFind(path, bytes)) made.push(path)
      await moveOnto(former.path, backup)
      // From here on both files are the only ones: nothing is taken back.
      made.length = 0
    }
  } catch (error) {
    for (const file of made) await rm(file, { force: true })
    throw told(error, path)
  }
  // The files are whole and in their places; a folder that cannot be synced only makes that last less surely.
  for (const folder of new Set([dirname(former.path), dirname(backup)]))
    await syncFolder(folder).catch(() => {})
}

/** @returns false where a file of just these bytes is there already: an earlier attempt was cut off after it */
async function createOrFind(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await createFile(path, bytes)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !(await holds(path, bytes))) throw error
    return false
  }
}

/** The copy that is there already gives way to the file itself, with whatever somebody wrote into it this very moment. */
export async function moveOnto(path: string, copy: string): Promise<void> {
  // A link goes, what it leads to stays: in another folder it would lead elsewhere.
  if (lstatSync(path).isSymbolicLink()) return rm(path)
  try {
    await renamePatiently(path, copy)
    faultPoint('write:file-moved')
  } catch (error) {
    // The backups may be a drive of their own.
    if (codeOf(error) !== 'EXDEV') throw error
    await rm(path)
  }
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await readIfThere(path)
  return found !== null && Buffer.compare(found, bytes) === 0
}

export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function told(error: unknown, path: string): RetakeError {
  if (error instanceof RetakeError) return error
  const reason = error instanceof Error ? error.message : String(error)
  if (codeOf(error) === 'EEXIST' && reason.includes(path)) {
    return new RetakeError('usage', `${path} is there already. Nothing was written.`, {
      next: 'Move it away, or name another version with --as.',
    })
  }
  return new RetakeError(
    'file_unusable',
    `${basename(path)} cannot be written: ${reason}. All is as it was.`,
    {
      next: 'Make the folder and the backups beside it writable (is the disk full?), then run this again.',
      cause: error,
    },
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
