/** FILE as people give it: a path, a name, or a bare code that stands for its newest source. */
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { compareVersions, parseName } from '../../workflow/versionName.ts'
import { ENDING, isFile, nearestNames, workflowFilesBelow } from './workflowFiles.ts'

const PASSED_OVER = new Set(['node_modules', 'backups'])

export interface FoundSource {
  readonly path: string
  /** Something the person should know about the choice, or null. */
  readonly note: string | null
  /** The generated file that was named in its stead, or null. */
  readonly copy: string | null
}

/** @throws RetakeError `usage` when there is none, or more than one */
export function findSource(cwd: string, given: string): FoundSource {
  const direct = [resolve(cwd, given), resolve(cwd, given + ENDING)].find((path) => isFile(path))
  if (direct !== undefined) return checkSource(cwd, direct)
  if (existsSync(resolve(cwd, given))) {
    throw new RetakeError('usage', `${given} is a folder.`, { next: 'Name a workflow file in it.' })
  }
  const name = basename(given, ENDING)
  const sources = sourcesBelow(given.includes('/') ? dirname(resolve(cwd, given)) : cwd)
  const exact = sources.filter((path) => basename(path, ENDING).toLowerCase() === name.toLowerCase())
  const wanted = parseName(name)
  const ofCode = sources.filter(
    (path) => parseName(basename(path, ENDING)).code.toLowerCase() === wanted.code.toLowerCase(),
  )
  const newest = newestOf(ofCode)
  if (exact.length > 0) return { path: single(cwd, given, exact), note: null, copy: null }
  if (newest.length === 0) throw notFound(cwd, given, sources)
  const path = single(cwd, given, newest)
  if (wanted.version === null) return { path, note: null, copy: null }
  if (!hasBackup(path, name)) throw notFound(cwd, given, sources)
  const note = `${name} has moved to backups; ${relative(cwd, path)} is its current version.`
  return { path, note, copy: null }
}

/** A generated file stands for its source: near it, else by its name where the person stands. */
function checkSource(cwd: string, path: string): FoundSource {
  const name = basename(path, ENDING)
  const { generated, code, version } = parseName(name)
  if (generated === null) return { path, note: null, copy: null }
  const base = version === null ? code : `${code}-${version}`
  const near = [dirname(path), dirname(dirname(path))]
    .flatMap((folder) => [folder, ...['testing', 'approved'].map((sub) => join(folder, sub))])
    .map((folder) => join(folder, base + ENDING))
    .find((candidate) => isFile(candidate))
  const source = near ?? sourceNamed(cwd, base)
  if (source === null) return { path, note: null, copy: null }
  const note = `${relative(cwd, path) || path} is a generated file; its source is ${relative(cwd, source) || source}.`
  return { path: source, note, copy: path }
}

/** The version that is named, else, where that has moved to backups, the current one. */
function sourceNamed(cwd: string, base: string): string | null {
  const sources = sourcesBelow(cwd)
  const exact = sources.filter((path) => basename(path, ENDING).toLowerCase() === base.toLowerCase())
  if (exact.length > 0) return single(cwd, base, exact)
  const { code } = parseName(base)
  const ofCode = sources.filter(
    (path) => parseName(basename(path, ENDING)).code.toLowerCase() === code.toLowerCase(),
  )
  const [newest] = newestOf(ofCode)
  return newest !== undefined && hasBackup(newest, base) ? newest : null
}

function newestOf(paths: readonly string[]): string[] {
  const versionOf = (path: string) => parseName(basename(path, ENDING)).version
  const ordered = [...paths].sort((a, b) => compareVersions(versionOf(b), versionOf(a)))
  return ordered.filter((path) => compareVersions(versionOf(path), versionOf(ordered[0]!)) === 0)
}

function single(cwd: string, given: string, paths: readonly string[]): string {
  if (paths.length === 1) return paths[0]!
  const list = paths.map((path) => `  ${relative(cwd, path)}`).join('\n')
  throw new RetakeError('usage', `"${given}" could be any of these:\n${list}`, {
    next: 'Give the path of one.',
  })
}

function notFound(cwd: string, given: string, sources: readonly string[]): RetakeError {
  return new RetakeError('usage', `There is no workflow "${given}" in ${cwd} or below it.`, {
    next: nearestNames(cwd, given, sources),
  })
}

/** Backups passed over, generated files left out. */
function sourcesBelow(start: string): string[] {
  return workflowFilesBelow(start, PASSED_OVER).filter((path) => isSourceName(basename(path)))
}

function isSourceName(name: string): boolean {
  return name.endsWith(ENDING) && parseName(basename(name, ENDING)).generated === null
}

function hasBackup(path: string, name: string): boolean {
  const folder = dirname(path)
  return [folder, dirname(folder)].some((above) => existsSync(join(above, 'backups', name + ENDING)))
}
