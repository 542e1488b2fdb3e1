/** Writes a new file whole: to a temporary name, synced, linked. Never over a file, not even one that appears meanwhile. */
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { faultPoint } from '../faultPoint.ts'
import { syncFolder, temporaryBeside } from './replaceFile.ts'

/** Rejects with code `EEXIST` where a file of that name is there; that one stays as it is. */
export async function createFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    faultPoint('write:file-synced')
    await nameNew(temporary, path)
    faultPoint('write:file-named')
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(path))
}

/** Some file systems (exFAT, network drives) know no links: there the name is taken by an empty file first. */
async function nameNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error
    const placeholder = await open(path, 'wx')
    await placeholder.close()
    await rename(temporary, path)
  }
}
