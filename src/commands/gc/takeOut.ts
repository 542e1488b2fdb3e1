/** Deletes a file, unless somebody has begun to use it since it was looked at. */
import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { faultPoint } from '../../faultPoint.ts'
import { statusOf } from '../../media/soundness.ts'
import { INCOMING_FOLDER } from '../../media/vault.ts'
import type { VaultFile } from '../../media/vaultFiles.ts'

/**
 * Out of the way first, then judged: whoever takes the same bytes in either marks the file before, which shows, or finds
 * none and puts its own. @returns whether it is gone
 */
export async function takeOut({ path, usedAt }: VaultFile, storeFolder: string): Promise<boolean> {
  const incoming = join(storeFolder, INCOMING_FOLDER)
  await mkdir(incoming, { recursive: true })
  const aside = join(incoming, randomBytes(8).toString('hex'))
  const status = statusOf(path)
  if (status?.isDirectory()) return emptied(path)
  if ((status?.mtimeMs ?? 0) > usedAt) return false
  try {
    await rename(path, aside)
    faultPoint('write:file-moved')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT') return false
    // A file beside the outputs may lie on another disk: nobody takes such a one in.
    if (code !== 'EXDEV') throw error
    await rm(path, { force: true })
    return true
  }
  if ((statusOf(aside)?.mtimeMs ?? 0) > usedAt) {
    if (statusOf(path) === null) await rename(aside, path)
    else await rm(aside, { force: true })
    return false
  }
  await rm(aside, { force: true })
  faultPoint('write:file-gone')
  return true
}

/** A folder that holds something is somebody's. */
async function emptied(path: string): Promise<boolean> {
  try {
    await rmdir(path)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false
    throw error
  }
}
