/** A folder that a stranger's files bring along is written into, but not where it is a link that leads out of the project. */
import { lstatSync, realpathSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import { RetakeError } from '../errors.ts'

/**
 * @param home folders that it may lead into: the project, and where the person wants the outputs
 * @throws RetakeError `usage`, before anything is written
 */
export function refuseLinkOut(folder: string, home: readonly string[]): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return
  const target = realIfThere(folder)
  if (target !== null && home.some((each) => isInside(realIfThere(each), target))) return
  const where = target === null ? 'to a place that is not there' : `out of the project, to ${target}`
  throw new RetakeError('usage', `${folder} is a link that leads ${where}. Nothing was written.`, {
    next: 'Put a folder in its place; or move the store up (RETAKE_STORE), or name another folder with --out.',
  })
}

function realIfThere(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    // A link that leads nowhere, or in a circle.
    return null
  }
}

function isInside(folder: string | null, path: string): boolean {
  if (folder === null) return false
  const inside = relative(folder, path)
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)
}
