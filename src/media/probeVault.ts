/** Whether media can be kept, found out before anything is paid for: a disk that is full or read-only takes no result. */
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { onDisk } from './onDisk.ts'
import { INCOMING_FOLDER, MEDIA_FOLDER } from './vault.ts'

/** Less has no room for any result. */
const PROBE_BYTES = 64 * 1024

/** @throws RetakeError `file_unusable` when the vault takes no bytes, or gives them no name */
export async function probeVault(storeFolder: string): Promise<void> {
  const [incoming, media] = [join(storeFolder, INCOMING_FOLDER), join(storeFolder, MEDIA_FOLDER)]
  await onDisk(incoming, async () => {
    await mkdir(incoming, { recursive: true })
    const probe = join(incoming, `probe-${process.pid}`)
    try {
      writeFileSync(probe, Buffer.alloc(PROBE_BYTES))
    } finally {
      rmSync(probe, { force: true })
    }
  })
  await onDisk(media, async () => {
    await mkdir(media, { recursive: true })
    rmdirSync(mkdtempSync(join(media, 'probe-')))
  })
}
