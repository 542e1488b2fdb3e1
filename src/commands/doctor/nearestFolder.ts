/** Where a path that may not be there yet would be made. */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The path itself, or the nearest folder above it that is there. */
export function nearestFolder(path: string): string {
  let folder = path
  while (!isFolder(folder) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
