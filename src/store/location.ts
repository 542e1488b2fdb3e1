/** Where the store of a workflow is, or is to be made: the rule of the house in one place. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { RetakeError } from '../errors.ts'

const STORE_FOLDER = '.retake'
const VERSION_FOLDERS = new Set(['testing', 'approved', 'backups'])
const CONFIG_NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `retake.config.${ending}`)

export interface StoreLocation {
  /** The `.retake` folder. */
  readonly folder: string
  /** The project folder: what paths in the store are relative to. */
  readonly project: string
}

/**
 * `RETAKE_STORE`, else the nearest `.retake` upward, else the nearest folder with a config or `.git`, else above
 * `testing|approved|backups`, else beside the file.
 * @param start folder of the workflow file
 */
export function locateStore(start: string, configured: string | undefined): StoreLocation {
  if (configured !== undefined) {
    const folder = resolve(configured)
    return { folder, project: dirname(folder) }
  }
  const from = resolve(start)
  const upward = foldersUpward(from)
  const project =
    upward.find((folder) => isFolder(join(folder, STORE_FOLDER))) ??
    upward.find((folder) => [...CONFIG_NAMES, '.git'].some((name) => existsSync(join(folder, name)))) ??
    (VERSION_FOLDERS.has(basename(from)) ? dirname(from) : from)
  return { folder: join(project, STORE_FOLDER), project }
}

/** Makes the folder; it ignores itself for git. */
export function makeStoreFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    const ignore = join(folder, '.gitignore')
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
  } catch (error) {
    throw new RetakeError('store_unusable', `The store folder ${folder} cannot be made: ${String(error)}.`, {
      next: 'Make the folder writable, or set RETAKE_STORE to a folder that is.',
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
  return isAbsolute(stored) ? stored : join(project, ...stored.split('/'))
}

function foldersUpward(start: string): string[] {
  const folders = [start]
  for (let folder = dirname(start); folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder)
  return folders
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
