/** A version as people name it, for looking at: sources, what has moved to backups, and generated files alike. */
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { compareVersions, isVersion, parseName } from '../../workflow/versionName.ts'
import { backupsFolder, backupsOf, homeOf } from '../versions/backups.ts'
import { versionFiles } from '../versions/versionFiles.ts'
import { findBroll } from './findBroll.ts'
import { ENDING, isFile, nameOfFile, nearestNames, workflowFilesBelow } from './workflowFiles.ts'

const PASSED_OVER = new Set(['node_modules'])
const NOWHERE: ReadonlySet<string> = new Set()

/**
 * The absolute path. A name that stands in its place goes before the same name in backups; a code alone is its newest
 * version, a version alone (`V0-2`) that of the only workflow that has it.
 * @throws RetakeError `usage` when there is none, or more than one
 */
export function findVersion(cwd: string, given: string): string {
  const direct = [resolve(cwd, given), resolve(cwd, given + ENDING)].find((path) => isFile(path))
  if (direct !== undefined) return direct
  if (findBroll(cwd, given) !== null) {
    throw new RetakeError('usage', `${given} is a folder of B-roll: it has takes, and no versions.`, {
      next: `See its takes: retake show ${given} "broll 1 image"`,
    })
  }
  if (existsSync(resolve(cwd, given))) {
    throw new RetakeError('usage', `${given} is a folder.`, { next: 'Name a workflow file in it.' })
  }
  const all = filesAround(dirname(resolve(cwd, given)))
  const name = nameOfFile(given).toLowerCase()
  const named = all.filter((path) => nameOfFile(path).toLowerCase() === name)
  const versions = all.filter((path) => parseName(nameOfFile(path)).generated === null)
  const found =
    named.length > 0 ? named : isVersion(name) ? ofVersion(name, versions) : ofCode(name, versions)
  if (found.length > 0) return single(cwd, given, inPlaceFirst(found))
  throw new RetakeError('usage', `There is no version "${given}" in ${cwd} or below it.`, {
    next: nearestNames(cwd, basename(given), all),
  })
}

/**
 * What stood there before this file: for a generated file its source, else the version before, else the last backup of
 * the same name.
 * @throws RetakeError `usage` when there is none
 */
export function versionBefore(cwd: string, path: string): string {
  const [folder, name] = [dirname(path), nameOfFile(path)]
  const { code, version, generated } = parseName(name)
  if (generated !== null)
    return findVersion(cwd, join(folder, version === null ? code : `${code}-${version}`))
  const earlier = versionFiles(folder, code).filter((file) => compareVersions(file.version, version) < 0)
  const [last] = earlier.sort((one, other) => compareVersions(other.version, one.version))
  const before = last?.path ?? backupsOf(folder, name).findLast((backup) => backup !== path)
  if (before !== undefined) return before
  throw new RetakeError(
    'usage',
    `There is nothing before ${relative(cwd, path) || path} to compare it with.`,
    {
      next: 'Name two files: retake diff BEFORE AFTER',
    },
  )
}

/** A folder, what is below it, and the backups beside or above it. */
function filesAround(folder: string): string[] {
  const home = homeOf(folder)
  const above = workflowFilesBelow(backupsFolder(dirname(home)), NOWHERE)
  return [...new Set([...workflowFilesBelow(home, PASSED_OVER), ...above])]
}

function ofVersion(wanted: string, paths: readonly string[]): string[] {
  return paths.filter((path) => versionOf(path)?.toLowerCase() === wanted)
}

function ofCode(wanted: string, paths: readonly string[]): string[] {
  const versions = paths.filter((path) => parseName(nameOfFile(path)).code.toLowerCase() === wanted)
  const ordered = inPlaceFirst(versions).toSorted((a, b) => compareVersions(versionOf(b), versionOf(a)))
  return ordered.filter((path) => compareVersions(versionOf(path), versionOf(ordered[0] ?? '')) === 0)
}

function inPlaceFirst(paths: readonly string[]): readonly string[] {
  const inPlace = paths.filter((path) => basename(dirname(path)) !== 'backups')
  return inPlace.length > 0 ? inPlace : paths
}

function versionOf(path: string): string | null {
  return parseName(nameOfFile(path)).version
}

function single(cwd: string, given: string, paths: readonly string[]): string {
  const [path] = paths
  if (path !== undefined && paths.length === 1) return path
  const list = paths.map((one) => `  ${relative(cwd, one)}`).join('\n')
  throw new RetakeError('usage', `"${given}" could be any of these:\n${list}`, {
    next: 'Give the path of one.',
  })
}
