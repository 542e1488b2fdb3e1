/** The workflow files of a folder and all below it: breadth first, hidden folders passed over. */
import { readdirSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { editDistance } from '../../workflow/editDistance.ts'

export const ENDING = '.nbflow'
const MOST_FOLDERS = 5_000
const MOST_DEPTH = 8

/** @param passedOver names of folders that are not looked into */
export function workflowFilesBelow(start: string, passedOver: ReadonlySet<string>): string[] {
  const found: string[] = []
  let level = [start]
  for (let depth = 0, seen = 0; depth <= MOST_DEPTH && seen < MOST_FOLDERS && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const folder of level) {
      seen += 1
      for (const entry of readFolder(folder)) {
        if (entry.name.startsWith('.') || passedOver.has(entry.name)) continue
        if (entry.isDirectory()) next.push(join(folder, entry.name))
        else if (entry.name.endsWith(ENDING)) found.push(join(folder, entry.name))
      }
    }
    level = next
  }
  return found.sort()
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // A folder that is not there, or cannot be listed, holds nothing that could be named here.
    return []
  }
}

export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  } catch {
    // A link that leads to itself, a folder that may not be entered: no file that could be read.
    return false
  }
}

/** Base name without the ending. */
export function nameOfFile(path: string): string {
  return basename(path, ENDING)
}

const MOST_NEAREST = 3

/** What a person may have meant, as the next step. */
export function nearestNames(cwd: string, given: string, paths: readonly string[]): string {
  const nearest = paths
    .map((path) => ({ path, distance: editDistance(nameOfFile(path).toLowerCase(), given.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_NEAREST)
    .map(({ path }) => relative(cwd, path))
  return nearest.length === 0
    ? 'There is no .nbflow file here or below.'
    : `Did you mean ${nearest.join(', ')}?`
}
