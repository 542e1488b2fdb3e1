/** Writes files whole: to a temporary name, synced, renamed. A reader sees the old bytes or the new, never half. */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { faultPoint } from '../faultPoint.ts'
import { onDisk } from './onDisk.ts'

/** Windows reports these while a virus scanner or an editor still has the file open. */
const BUSY_CODES = new Set(['EPERM', 'EBUSY', 'EACCES'])
const BUSY_PAUSES_MS = [10, 40, 160, 640]

export async function replaceFile(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = temporaryBeside(path)
  try {
    await onDisk(path, async () => {
      await writeAndClose(await open(temporary, 'wx'), bytes)
      faultPoint('write:file-synced')
      await renameInto(temporary, path)
      faultPoint('write:file-named')
    })
  } catch (error) {
    await discard(temporary)
    throw error
  }
}

/** Renames, and syncs the folder where the system can. */
async function renameInto(temporary: string, path: string): Promise<void> {
  await renamePatiently(temporary, path)
  await syncFolder(dirname(path))
}

/** Renames, patiently where the target is briefly held open. */
export async function renamePatiently(temporary: string, path: string): Promise<void> {
  for (const pauseMs of [...BUSY_PAUSES_MS, null]) {
    try {
      await rename(temporary, path)
      return
    } catch (error) {
      if (pauseMs === null || process.platform !== 'win32' || !BUSY_CODES.has(codeOf(error))) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}

export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 40)}.${randomBytes(6).toString('hex')}.tmp`)
}

/** Takes a temporary file away, where the disk still lets us: why it is not wanted any more is what is told. */
export async function discard(temporary: string): Promise<void> {
  await rm(temporary, { force: true }).catch(() => {})
}

/** The name of a new file lasts only once its folder is synced; Windows has no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export async function writeAndClose(file: FileHandle, bytes: Uint8Array | string): Promise<void> {
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
