/** Writes a new file whole: to a temporary name, synced, linked. Never over a file, not even one that appears meanwhile. */
import { link, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { faultPoint } from '../faultPoint.ts'
import { onDisk } from './onDisk.ts'
import { discard, syncFolder, temporaryBeside, writeAndClose } from './replaceFile.ts'

/** Rejects with code `EEXIST` where a file of that name is there; that one stays as it is. */
export async function createFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path)
  try {
    await onDisk(path, async () => {
      await writeAndClose(await open(temporary, 'wx'), bytes)
      faultPoint('write:file-synced')
      await nameNew(temporary, path)
      faultPoint('write:file-named')
    })
  } finally {
    await discard(temporary)
  }
  await onDisk(path, () => undoneUnless(path, () => syncFolder(dirname(path))))
}

/** How systems say that a file system knows no links: exFAT, network drives. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EISDIR', 'UNKNOWN'])

/** Where there are no links, the name is taken by an empty file first. */
async function nameNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NO_LINKS.has(String(error.code)))) throw error
    const placeholder = await open(path, 'wx')
    await undoneUnless(path, async () => {
      await placeholder.close()
      await rename(temporary, path)
    })
  }
}

/** What was made under the name goes again if the rest fails. */
async function undoneUnless(path: string, rest: () => Promise<void>): Promise<void> {
  try {
    await rest()
  } catch (error) {
    await discard(path)
    throw error
  }
}
