/** Which locks of a store are held now, and by whom. Looks, and takes none. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import LibsqlDatabase from 'libsql'
import { readHolder } from './lock.ts'
import { isBusy, storeError } from './storeError.ts'

const ENDING = '.lock'

/** A phrase for each holder. */
export function heldLocks(storeFolder: string): string[] {
  const folder = join(storeFolder, 'locks')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING) && isHeld(join(folder, name)))
    .map((name) => readHolder(join(folder, `${name.slice(0, -ENDING.length)}.json`)))
}

export function isLockHeld(storeFolder: string, name: string): boolean {
  const file = join(storeFolder, 'locks', `${name}${ENDING}`)
  return existsSync(file) && isHeld(file)
}

/** An exclusive transaction lets nobody read. */
function isHeld(file: string): boolean {
  const raw = new LibsqlDatabase(file)
  try {
    raw.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw storeError(file, error)
  } finally {
    raw.close()
  }
}
