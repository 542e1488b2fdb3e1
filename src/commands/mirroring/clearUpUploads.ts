/** Takes back uploads in parts that a process began which is no more. */
import { RetakeError } from '../../errors.ts'
import { MirrorFailure } from '../../media/mirror/mirrorFailure.ts'
import type { MirrorTarget } from '../../media/mirror/mirrorTarget.ts'
import { type Lock, takeLock } from '../../store/lock.ts'
import { endUpload, openUploads, type UploadRecord } from '../../store/mirror.ts'
import type { Store } from '../../store/store.ts'

/** @throws MirrorFailure `passing`, when it should be tried again */
export async function clearUpUploads(mirror: MirrorTarget, store: Store, signal: AbortSignal): Promise<void> {
  const owners = new Map<string, UploadRecord[]>()
  for (const upload of await openUploads(store.database, mirror.place))
    owners.set(upload.owner, [...(owners.get(upload.owner) ?? []), upload])
  for (const [owner, uploads] of owners) {
    const lock = freeLock(store, owner)
    if (lock === null) continue
    try {
      for (const upload of uploads) await clearUp(upload, mirror, store, signal)
    } finally {
      lock.discard()
    }
  }
}

/** Null while the process that began the uploads is still at it. */
function freeLock({ folder }: Store, owner: string): Lock | null {
  try {
    return takeLock(folder, owner, 'clearing up uploads')
  } catch (error) {
    if (error instanceof RetakeError && error.code === 'locked') return null
    throw error
  }
}

async function clearUp(
  upload: UploadRecord,
  mirror: MirrorTarget,
  { database }: Store,
  signal: AbortSignal,
): Promise<void> {
  try {
    await mirror.clearUp(upload, signal)
    await endUpload(database, upload.id)
  } catch (error) {
    // Who may not take back an upload may still upload; it stays remembered.
    if (!(error instanceof MirrorFailure) || error.scope === 'passing') throw error
  }
}
