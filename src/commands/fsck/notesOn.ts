/** What lies in a store and is nothing wrong: who is at work in it, what nothing names, what was cut off or moved aside. */
import { damagedFiles, incomingFiles, storedFiles, type VaultFile } from '../../media/vaultFiles.ts'
import { namedAnywhere } from '../../store/fsck.ts'
import { heldLocks } from '../../store/heldLocks.ts'
import type { Store } from '../../store/store.ts'
import { readableBytes } from '../doctor/readableBytes.ts'

/** @param isWhole whether it is about the whole store: what nothing names is of no workflow */
export function notesOn({ folder, database }: Store, isWhole: boolean): string[] {
  const atWork = heldLocks(folder).map(
    (holder) => `At work meanwhile: ${holder}. Files that it writes at its end may be told as out of date.`,
  )
  if (!isWhole) return atWork
  const named = namedAnywhere(database)
  const orphans = storedFiles(folder).filter(({ name }) => !named.has(name))
  const cutOff = incomingFiles(folder)
  const damaged = damagedFiles(folder)
  return [
    ...atWork,
    ...counted(orphans, 'in the vault named by nothing in the store; "retake gc" shows what could go'),
    ...counted(cutOff, 'cut off while they were taken in; "retake gc" shows what could go'),
    ...counted(damaged, `moved aside as damaged, in ${folder}/media/damaged; nothing needs them`),
  ]
}

function counted(files: readonly VaultFile[], rest: string): string[] {
  if (files.length === 0) return []
  const bytes = files.reduce((sum, { byteCount }) => sum + byteCount, 0)
  return [`${files.length} file${files.length === 1 ? ' is' : 's are'} ${rest} (${readableBytes(bytes)}).`]
}
