/** FILE as a place and a name, without reading it: a file need not be sound to be asked about. */
import { basename, dirname } from 'node:path'
import { brollName } from './brollFolder.ts'
import { findBroll } from './findBroll.ts'
import { findSource } from './findSource.ts'

export interface NamedSource {
  /** Absolute; of B-roll its folder. */
  readonly path: string
  readonly folder: string
  readonly name: string
  /** Something the person should know about the choice, or null. */
  readonly note: string | null
}

/** @throws RetakeError `usage` when there is none, or more than one */
export function nameSource(cwd: string, given: string): NamedSource {
  const broll = findBroll(cwd, given)
  if (broll !== null)
    return { path: broll.folder, folder: broll.folder, name: brollName(broll.folder), note: null }
  const { path, note } = findSource(cwd, given)
  return { path, folder: dirname(path), name: basename(path, '.nbflow'), note }
}
