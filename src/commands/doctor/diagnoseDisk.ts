/** Room for what is to come, where the store is and where the outputs go. */
import { stat, statfs } from 'node:fs/promises'
import { type Diagnosis, notWell, well } from './diagnosis.ts'
import { nearestFolder } from './nearestFolder.ts'
import { readableBytes } from './readableBytes.ts'

const LOW_BYTES = 2_000_000_000

/** @param folders what each is for → its path; one line where two are on the same disk */
export async function diagnoseDisk(folders: ReadonlyMap<string, string>): Promise<Diagnosis[]> {
  const disks = new Map<number, { readonly uses: string[]; readonly folder: string }>()
  for (const [use, path] of folders) {
    const folder = nearestFolder(path)
    const { dev } = await stat(folder)
    const disk = disks.get(dev) ?? { uses: [], folder }
    disk.uses.push(use)
    disks.set(dev, disk)
  }
  return Promise.all([...disks.values()].map(diagnoseOne))
}

async function diagnoseOne({
  uses,
  folder,
}: {
  uses: readonly string[]
  folder: string
}): Promise<Diagnosis> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const message = `${readableBytes(free)} free for ${uses.join(' and ')}, at ${folder}`
  if (free >= LOW_BYTES) return well('disk', message)
  return notWell(
    'disk',
    message,
    'Make room before a run: candidates are kept in the store, and copied beside the outputs.',
  )
}
