/** Where the files of all versions of a workflow are: beside the current one, in `testing/` and `approved/`, in `backups/`. */
import { basename, join } from 'node:path'
import { parseName } from '../../workflow/versionName.ts'
import { backupsFolder, backupsOf, filesIn, homeOf } from './backups.ts'

export interface VersionFile {
  readonly name: string
  readonly version: string | null
  readonly path: string
  readonly isBackup: boolean
}

const ENDING = '.nbflow'

/** Each version once; of several backups the one that came last, and none where the version still has its place. */
export function versionFiles(folder: string, code: string): VersionFile[] {
  const home = homeOf(folder)
  const backups = backupsFolder(folder)
  const places = new Set([folder, home, join(home, 'testing'), join(home, 'approved')])
  places.delete(backups)
  const inPlace = [...places].flatMap((place) =>
    namesIn(place).map((name) => ({ name, path: join(place, name + ENDING), isBackup: false })),
  )
  const kept = namesIn(backups).flatMap((file) => {
    const name = file.replace(/_\d{1,9}$/, '')
    const path = backupsOf(folder, name).at(-1)
    return path === undefined ? [] : [{ name, path, isBackup: true }]
  })
  const found = new Map<string, VersionFile>()
  for (const file of [...inPlace, ...kept]) {
    const { version, generated, ...parsed } = parseName(file.name)
    const isOne = generated === null && parsed.code.toLowerCase() === code.toLowerCase()
    const key = file.name.toLowerCase()
    if (isOne && !found.has(key)) found.set(key, { ...file, version })
  }
  return [...found.values()]
}

function namesIn(folder: string): string[] {
  return filesIn(folder)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => basename(file, ENDING))
}
