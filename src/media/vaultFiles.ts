/** What lies in a vault's folders: the bytes by their names, and what a process that died was taking in. */
import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { statusOf } from './soundness.ts'
import { DAMAGED_FOLDER, INCOMING_FOLDER, MEDIA_FOLDER } from './vault.ts'

export interface VaultFile {
  readonly path: string
  readonly name: string
  readonly byteCount: number
  /** When it was last written or used, Unix milliseconds. */
  readonly usedAt: number
}

/** Files that are named as the vault names them, in their place. Names are SHA-256. */
export function storedFiles(storeFolder: string): VaultFile[] {
  const media = join(storeFolder, MEDIA_FOLDER)
  const shards = entriesOf(media).filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name))
  return shards.flatMap(({ name: shard }) => {
    const isOurs = ({ name }: Dirent) => /^[0-9a-f]{64}$/.test(name) && name.startsWith(shard)
    return filesOf(join(media, shard), isOurs)
  })
}

/** Streams that were cut off: nobody can finish them. */
export function incomingFiles(storeFolder: string): VaultFile[] {
  return filesOf(join(storeFolder, INCOMING_FOLDER), ({ name }) => /^([0-9a-f]{16}|probe-\d+)$/.test(name))
}

/** What was moved aside. */
export function damagedFiles(storeFolder: string): VaultFile[] {
  return filesOf(join(storeFolder, MEDIA_FOLDER, DAMAGED_FOLDER), () => true)
}

function filesOf(folder: string, isWanted: (entry: Dirent) => boolean): VaultFile[] {
  return entriesOf(folder)
    .filter(isWanted)
    .flatMap(({ name }) => {
      const path = join(folder, name)
      const status = statusOf(path)
      if (status === null) return []
      return [{ path, name, byteCount: status.isFile() ? status.size : 0, usedAt: status.mtimeMs }]
    })
}

/** A folder that is not there, or is none, holds nothing. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}
