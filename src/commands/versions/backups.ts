/** The folder `backups/`: where former versions are kept, each under its name; a further file of that name gets a number. */
import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { VERSION_FOLDERS } from '../../store/location.ts'

const ENDING = '.nbflow'

/** Beside `testing/` and `approved/` where the file lies in one of them, else beside the file. */
export function backupsFolder(sourceFolder: string): string {
  return join(homeOf(sourceFolder), 'backups')
}

/** What holds all versions of a workflow. */
export function homeOf(sourceFolder: string): string {
  return VERSION_FOLDERS.has(basename(sourceFolder)) ? dirname(sourceFolder) : sourceFolder
}

/** Paths of the files of that name, the one that came last at the end. */
export function backupsOf(sourceFolder: string, name: string): string[] {
  const folder = backupsFolder(sourceFolder)
  return numbered(folder, name).map(({ file }) => join(folder, file))
}

/** `S1-V0-1`, then `S1-V0-1_2`, always above the highest: with a hyphen it would be the name of another version. */
export function freeBackup(sourceFolder: string, name: string): string {
  const folder = backupsFolder(sourceFolder)
  const highest = numbered(folder, name).at(-1)?.number ?? 0
  return join(folder, highest === 0 ? name + ENDING : `${name}_${highest + 1}${ENDING}`)
}

export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // A folder that is not there, or cannot be listed, holds nothing to go by; no file is ever written over unseen.
    return []
  }
}

function numbered(folder: string, name: string): { file: string; number: number }[] {
  const start = name.toLowerCase()
  return filesIn(folder)
    .flatMap((file) => {
      const rest = /^(?:_(\d{1,9}))?\.nbflow$/i.exec(file.slice(name.length))
      if (rest === null || !file.toLowerCase().startsWith(start)) return []
      return [{ file, number: Number(rest[1] ?? 1) }]
    })
    .sort((a, b) => a.number - b.number)
}
