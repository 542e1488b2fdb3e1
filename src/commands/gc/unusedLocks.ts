/** Locks that nobody will ask for again: of uploads to the mirror, whose process has died and left nothing open. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isLockHeld } from '../../store/heldLocks.ts'
import type { Store } from '../../store/store.ts'

const ENDING = '.lock'

/** Their names. */
export async function unusedLocks({ folder, database }: Store): Promise<string[]> {
  const uploads = await database.query.selectFrom('upload').select('owner').execute()
  const owners = new Set(uploads.map(({ owner }) => owner))
  const names = readdirSync(join(folder, 'locks'), { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && /^mirror-\d+-[0-9a-f]{8}\.lock$/.test(entry.name)
      ? [entry.name.slice(0, -ENDING.length)]
      : [],
  )
  return names.filter((name) => !owners.has(name) && !isLockHeld(folder, name))
}
