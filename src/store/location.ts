/** Where the store of a workflow is, or is to be made: the rule of the house in one place. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { RetakeError } from '../errors.ts'

const STORE_FOLDER = '.retake'
/** Folders that hold versions: what belongs to all of them lies above. */
export const VERSION_FOLDERS = new Set(['testing', 'approved', 'backups'])

export interface StoreLocation {
  /** The `.retake` folder. */
  readonly folder: string
  /** The project folder: what paths in the store are relative to. */
  readonly project: string
}

/**
 * The project is the nearest folder upward with a `.retake`, else with a config or `.git`, else what is above
 * `testing|approved|backups`, else the file's own. The store is in it, unless `RETAKE_STORE` says where.
 * @param start folder of the workflow file
 * @param configFolder folder of the nearest config, or null
 */
export function locateStore(
  start: string,
  configured: string | undefined,
  configFolder: string | null,
): StoreLocation {
  const from = resolve(start)
  const upward = foldersUpward(from)
  const project =
    upward.find((folder) => isFolder(join(folder, STORE_FOLDER))) ??
    upward.find((folder) => folder === configFolder || existsSync(join(folder, '.git'))) ??
    (VERSION_FOLDERS.has(basename(from)) ? dirname(from) : from)
  return { folder: configured === undefined ? join(project, STORE_FOLDER) : resolve(configured), project }
}

/** Makes the folder; it ignores itself for git. */
export function makeStoreFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    const ignore = join(folder, '.gitignore')
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RetakeError('store_unusable', `The store folder ${folder} cannot be made: ${reason}.`, {
      next: 'Make the folder writable, with room on its disk, or set RETAKE_STORE to a folder that is.',
      cause: error,
    })
  }
}

/** A path as the store keeps it: relative to the project with `/`, absolute where it lies outside. */
export function storedPath(project: string, path: string): string {
  const inside = relative(project, path)
  const outside = inside.startsWith('..') || isAbsolute(inside)
  return (outside ? path : inside).split(sep).join('/')
}

export function fromStoredPath(project: string, stored: string): string {
  return isAbsolute(stored) ? resolve(stored) : join(project, ...stored.split('/'))
}

function foldersUpward(start: string): string[] {
  const folders = [start]
  for (let folder = dirname(start); folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder)
  return folders
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
