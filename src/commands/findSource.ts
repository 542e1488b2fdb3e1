/** FILE as people give it: a path, a name, or a bare code that stands for its newest source. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { RetakeError } from '../errors.ts'
import { editDistance } from '../workflow/editDistance.ts'
import { compareVersions, parseName } from '../workflow/versionName.ts'

const ENDING = '.nbflow'
const MOST_FOLDERS = 5_000
const MOST_DEPTH = 8
const PASSED_OVER = new Set(['node_modules', 'backups'])

export interface FoundSource {
  readonly path: string
  /** Something the person should know about the choice, or null. */
  readonly note: string | null
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
  if (exact.length > 0) return { path: single(cwd, given, exact), note: null }
  if (newest.length === 0) throw notFound(cwd, given, sources)
  const path = single(cwd, given, newest)
  if (wanted.version === null) return { path, note: null }
  if (!hasBackup(path, name)) throw notFound(cwd, given, sources)
  return { path, note: `${name} has moved to backups; ${relative(cwd, path)} is its current version.` }
}

/** A generated file stands for nothing of its own: its source is what runs. */
function checkSource(cwd: string, path: string): FoundSource {
  const { generated, ...name } = parseName(basename(path, ENDING))
  if (generated === null) return { path, note: null }
  const base = basename(path, ENDING).slice(0, -`-${generated.variant}-${generated.stamp}`.length)
  const source = [dirname(path), dirname(dirname(path))]
    .flatMap((folder) => [
      join(folder, base + ENDING),
      ...['testing', 'approved'].map((sub) => join(folder, sub, base + ENDING)),
    ])
    .find((candidate) => isFile(candidate))
  if (source === undefined) return { path, note: null }
  throw new RetakeError('usage', `${relative(cwd, path)} is a generated file of ${name.code}.`, {
    next: `Name its source: ${relative(cwd, source)}`,
  })
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
  const nearest = [...sources]
    .map((path) => ({
      path,
      distance: editDistance(basename(path, ENDING).toLowerCase(), given.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ path }) => relative(cwd, path))
  const next =
    nearest.length === 0 ? 'There is no .nbflow file here or below.' : `Did you mean ${nearest.join(', ')}?`
  return new RetakeError('usage', `There is no workflow "${given}" in ${cwd} or below it.`, { next })
}

/** Breadth first, hidden folders and backups passed over, generated files left out. */
function sourcesBelow(start: string): string[] {
  const found: string[] = []
  let level = [start]
  for (let depth = 0, seen = 0; depth <= MOST_DEPTH && seen < MOST_FOLDERS && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const folder of level) {
      seen += 1
      for (const entry of readFolder(folder)) {
        if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) continue
        if (entry.isDirectory()) next.push(join(folder, entry.name))
        else if (isSourceName(entry.name)) found.push(join(folder, entry.name))
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
    // A folder that cannot be listed holds nothing that could be named here.
    return []
  }
}

function isSourceName(name: string): boolean {
  return name.endsWith(ENDING) && parseName(basename(name, ENDING)).generated === null
}

function hasBackup(path: string, name: string): boolean {
  const folder = dirname(path)
  return [folder, dirname(folder)].some((above) => existsSync(join(above, 'backups', name + ENDING)))
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  } catch {
    // A link that leads to itself, a folder that may not be entered: no file that could be read.
    return false
  }
}
