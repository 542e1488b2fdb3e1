/** Writes a source anew: in place while its version has no takes, else as the next version. The former file is kept. */
import { existsSync, mkdirSync } from 'node:fs'
import { copyFile, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RetakeError } from '../errors.ts'
import { replaceFile } from '../media/replaceFile.ts'
import { VERSION_FOLDERS } from '../store/location.ts'
import { isApproved, isVersion, nextVersion, parseName } from '../workflow/versionName.ts'
import type { Source } from './source.ts'

export interface SavedSource {
  readonly path: string
  readonly name: string
  /** Where the former file is now. */
  readonly backup: string
}

export interface SaveOptions {
  /** Whether this version has takes: then it is not changed in place. */
  readonly hasTakes: boolean
  /** The version to write, where the person names one. */
  readonly as: string | undefined
}

/**
 * @param bytesFor the new content, given the name it will have
 * @throws RetakeError `usage` where the version to write is not clear, or taken
 */
export async function saveSource(
  source: Source,
  options: SaveOptions,
  bytesFor: (name: string) => Uint8Array,
): Promise<SavedSource> {
  const name = targetName(source, options)
  const path = join(source.folder, `${name}.nbflow`)
  const backup = freeBackup(source)
  const bytes = bytesFor(name)
  mkdirSync(dirname(backup), { recursive: true })
  if (name === source.name) {
    await copyFile(source.path, backup)
    await replaceFile(path, bytes)
  } else {
    await replaceFile(path, bytes)
    await rename(source.path, backup)
  }
  return { path, name, backup }
}

function targetName({ name, folder }: Source, { hasTakes, as }: SaveOptions): string {
  const { code, version } = parseName(name)
  if (as !== undefined) {
    if (!isVersion(as)) throw usage(`"${as}" is no version.`, 'Versions look like V0-4, V1, V1-2 or V2-0-1.')
    const target = `${code}-${as}`
    if (target !== name && existsSync(join(folder, `${target}.nbflow`))) {
      throw usage(`${target} is there already.`, 'Name a version that is not taken.')
    }
    return target
  }
  if (version !== null && isApproved(version)) {
    const next = 'Say --as V1-1 for the next variant of it, or --as V2-0-1 for a new test.'
    throw usage(`${name} is approved: it is not changed.`, next)
  }
  if (!hasTakes) return name
  const next = version === null ? null : nextVersion(version)
  if (next === null) {
    throw usage(`${name} has takes and no version to count on from.`, 'Give it one: --as V0-1')
  }
  const target = `${code}-${next}`
  if (!existsSync(join(folder, `${target}.nbflow`))) return target
  throw usage(
    `The next version, ${target}, is there already.`,
    'Work on that one, or name another with --as.',
  )
}

function usage(message: string, next: string): RetakeError {
  return new RetakeError('usage', `${message} Nothing was written.`, { next })
}

/** `backups/` beside `testing/` and `approved/` where the file lies in one of them, else beside the file. */
function freeBackup({ folder, name }: Source): string {
  const home = VERSION_FOLDERS.has(basename(folder)) ? dirname(folder) : folder
  for (let more = 1; ; more += 1) {
    const path = join(home, 'backups', more === 1 ? `${name}.nbflow` : `${name}-${more}.nbflow`)
    if (!existsSync(path)) return path
  }
}
