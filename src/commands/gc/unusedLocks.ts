/** Locks that nobody will ask for again: of uploads to the mirror, whose process has died and left nothing open. */
import { join } from 'node:path'
import { isLockHeld } from '../../store/heldLocks.ts'
import type { Store } from '../../store/store.ts'
import { filesIn } from '../versions/backups.ts'

const ENDING = '.lock'

/** Their names. */
export async function unusedLocks({ folder, database }: Store): Promise<string[]> {
  const uploads = await database.query.selectFrom('upload').select('owner').execute()
  const owners = new Set(uploads.map(({ owner }) => owner))
  const names = filesIn(join(folder, 'locks'))
    .filter((name) => /^mirror-\d+-[0-9a-f]{8}\.lock$/.test(name))
    .map((name) => name.slice(0, -ENDING.length))
  return names.filter((name) => !owners.has(name) && !isLockHeld(folder, name))
}
