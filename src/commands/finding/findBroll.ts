/** A B-roll folder as people give it: its path, or the name that Retake calls it by (`XYZG3-broll`). */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { brollFiles, brollName } from './brollFolder.ts'

export interface FoundBroll {
  /** Absolute path. */
  readonly folder: string
  /** Of the files in it. */
  readonly names: readonly string[]
}

/**
 * Null where something else is meant.
 * @throws RetakeError `usage` for a name that several folders have
 */
export function findBroll(cwd: string, given: string): FoundBroll | null {
  const direct = resolve(cwd, given)
  const names = brollFiles(direct)
  if (names !== null) return { folder: direct, names }
  if (existsSync(direct) || existsSync(`${direct}.nbflow`) || !/b-?roll/i.test(given)) return null
  const found = foldersBelow(cwd).filter(
    ({ folder }) => brollName(folder).toLowerCase() === given.toLowerCase(),
  )
  if (found.length > 1) {
    const list = found.map(({ folder }) => `  ${relative(cwd, folder)}`).join('\n')
    throw new RetakeError('usage', `"${given}" could be any of these:\n${list}`, {
      next: 'Give the path of one.',
    })
  }
  return found[0] ?? null
}

const MOST_FOLDERS = 5_000
const PASSED_OVER = new Set(['node_modules', 'backups'])

function foldersBelow(start: string): FoundBroll[] {
  const found: FoundBroll[] = []
  const open = [start]
  for (let seen = 0; seen < MOST_FOLDERS && open.length > 0; seen += 1) {
    const folder = open.shift()!
    const names = brollFiles(folder)
    if (names !== null) found.push({ folder, names })
    open.push(...subfolders(folder))
  }
  return found
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !PASSED_OVER.has(entry.name))
      .map((entry) => join(folder, entry.name))
  } catch {
    // A folder that cannot be listed holds nothing that could be named here.
    return []
  }
}
