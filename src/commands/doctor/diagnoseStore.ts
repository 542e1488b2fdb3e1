/** The store: where it is, whether it can be written, who is at work in it, and whether its place is a good one. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { SCHEMA_VERSION } from '../../store/definitions.ts'
import { heldLocks } from '../../store/heldLocks.ts'
import { databaseFile } from '../../store/store.ts'
import type { Project } from '../app.ts'
import { type Diagnosis, note, notWell, well } from './diagnosis.ts'
import { nearestFolder } from './nearestFolder.ts'
import { readableBytes } from './readableBytes.ts'
import { syncServiceOf } from './syncServiceOf.ts'

export async function diagnoseStore(project: Project): Promise<Diagnosis[]> {
  const { location } = project
  const isThere = existsSync(databaseFile(location))
  const found = isThere ? await diagnoseContent(project) : diagnoseNew(location.folder)
  return [...found, ...diagnosePlace(location.folder)]
}

async function diagnoseContent(project: Project): Promise<Diagnosis[]> {
  const { folder } = project.location
  try {
    // A transaction without a change: it needs the right to write, and that nobody blocks it.
    await project.store().database.commit(() => {})
    const unwritable = writeProblem(folder)
    if (unwritable !== null) return [unwritable]
    const size = readableBytes(await sizeOf(folder))
    return [
      well('store', `${folder}: ${size}, version ${SCHEMA_VERSION}, can be written`),
      ...heldLocks(folder).map((holder) => note('store', `at work in it: ${holder}`)),
    ]
  } catch (error) {
    if (!(error instanceof RetakeError)) throw error
    return [notWell('store', error.message, error.next ?? 'Set RETAKE_STORE to another folder.')]
  }
}

function diagnoseNew(folder: string): Diagnosis[] {
  const unwritable = writeProblem(nearestFolder(folder))
  return [unwritable ?? well('store', `${folder}: not there yet, the first run makes it`)]
}

/** Rights alone do not tell: shares and read-only disks refuse what they seem to grant. */
function writeProblem(folder: string): Diagnosis | null {
  try {
    rmSync(mkdtempSync(join(folder, '.retake-doctor-')), { recursive: true })
    return null
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const next = 'Make the folder writable, or set RETAKE_STORE to a folder that is.'
    return notWell('store', `${folder} cannot be written: ${reason}`, next)
  }
}

function diagnosePlace(folder: string): Diagnosis[] {
  const service = syncServiceOf(nearestFolder(folder), folder)
  if (service === null) return []
  const message = `${folder} is in a folder of ${service}, which copies files while they are written: the database can be damaged, and runs can fail on locked files`
  const next = `With no run under way, move ${folder} to a folder that ${service} leaves alone, and set RETAKE_STORE to its new place.`
  return [notWell('store', message, next)]
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  let bytes = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    // A run beside this one may have taken its temporary file away meanwhile.
    const status = await stat(join(entry.parentPath, entry.name)).catch(() => null)
    bytes += status?.size ?? 0
  }
  return bytes
}
