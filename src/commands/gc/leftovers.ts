/** What processes of ours that died have left: temporary files by their names, in the folders that we write to. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { statusOf } from '../../media/soundness.ts'
import { MEDIA_FOLDER } from '../../media/vault.ts'
import { incomingFiles, type VaultFile } from '../../media/vaultFiles.ts'
import { fromStoredPath } from '../../store/location.ts'
import type { Store } from '../../store/store.ts'
import { backupsFolder } from '../versions/backups.ts'

/** As `temporaryBeside` and `probeFolder` name them. */
const OURS = /^\..{1,40}\.[0-9a-f]{12}\.tmp$|^\..+-generated-20261231-235959\.nbflow\.probe$/

/** As `probeVault` and `doctor` name the empty folders that they try a disk with. */
const OUR_FOLDER = /^(probe-|\.retake-doctor-)[A-Za-z0-9]{6}$/

export async function leftovers(store: Store): Promise<VaultFile[]> {
  const found = incomingFiles(store.folder)
  for (const folder of [store.folder, join(store.folder, MEDIA_FOLDER)]) {
    for (const name of namesIn(folder)) {
      const path = join(folder, name)
      const status = OUR_FOLDER.test(name) ? statusOf(path) : null
      if (status?.isDirectory()) found.push({ path, name, byteCount: 0, usedAt: status.mtimeMs })
    }
  }
  for (const folder of await foldersOf(store)) {
    for (const name of namesIn(folder)) {
      const path = join(folder, name)
      const status = OURS.test(name) ? statusOf(path) : null
      if (status?.isFile() !== true) continue
      found.push({ path, name, byteCount: status.size, usedAt: status.mtimeMs })
    }
  }
  return found
}

/** Every folder that a file of ours was ever written to. */
async function foldersOf({ database, project, folder }: Store): Promise<Set<string>> {
  const { query } = database
  const workflows = await query.selectFrom('workflow').select(['path', 'outputFolder']).execute()
  const outputs = await query.selectFrom('output').select('path').execute()
  const copies = await query.selectFrom('copy').select('path').execute()
  const files = [...workflows, ...outputs, ...copies].map(({ path }) => fromStoredPath(project, path))
  const folders = new Set([folder, ...files.map((path) => dirname(path))])
  for (const { path, outputFolder } of workflows) {
    // The source of B-roll is a folder.
    folders.add(fromStoredPath(project, path))
    folders.add(backupsFolder(dirname(fromStoredPath(project, path))))
    if (outputFolder !== null) folders.add(fromStoredPath(project, outputFolder))
  }
  return folders
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // One that is gone, or is none, holds nothing of ours; one that cannot be listed keeps what it holds.
    return []
  }
}
