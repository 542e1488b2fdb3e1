/** Which locks of a store are held now, and by whom. Looks, and takes none. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import LibsqlDatabase from 'libsql'
import { readHolder } from './lock.ts'

const ENDING = '.lock'

/** A phrase for each holder. */
export function heldLocks(storeFolder: string): string[] {
  const folder = join(storeFolder, 'locks')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING) && isHeld(join(folder, name)))
    .map((name) => readHolder(join(folder, `${name.slice(0, -ENDING.length)}.json`)))
}

/** An exclusive transaction lets nobody read. */
function isHeld(file: string): boolean {
  const raw = new LibsqlDatabase(file)
  try {
    raw.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return true
    throw error
  } finally {
    raw.close()
  }
}
