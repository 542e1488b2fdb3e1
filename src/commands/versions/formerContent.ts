/** What an earlier version held: its file, in its place or in `backups/`; else, where it was run, the vault. */
import { existsSync } from 'node:fs'
import { basename, dirname, relative } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { fromStoredPath } from '../../store/location.ts'
import { lastSource } from '../../store/runs.ts'
import { databaseFile } from '../../store/store.ts'
import { type WorkflowRecord, workflowsOfCode } from '../../store/workflows.ts'
import { compareVersions, isVersion, parseName } from '../../workflow/versionName.ts'
import { readSource, type Source } from '../finding/source.ts'
import { versionFiles } from './versionFiles.ts'

export interface FormerContent {
  readonly name: string
  readonly version: string
  readonly bytes: Uint8Array
  /** The file it was read from; null for the vault. */
  readonly path: string | null
  /** The folder that its relative references start from. */
  readonly folder: string
}

/** @throws RetakeError `usage` for a version that there is not, or that is the current one */
export async function formerContent(source: Source, given: string): Promise<FormerContent> {
  const { code } = parseName(source.name)
  const wanted = parseName(given).version ?? given
  const isWanted = (version: string | null) => isVersion(wanted) && compareVersions(version, wanted) === 0
  if (isWanted(parseName(source.name).version)) {
    throw new RetakeError('usage', `${source.name} is the current version.`, {
      next: `To go on from it under the next name: retake bump ${source.name}`,
    })
  }
  const files = versionFiles(source.folder, code)
  const records = await recordsOf(source, code)
  const file = files.find(({ version }) => isWanted(version))
  const record = records.find(({ version }) => isWanted(version))
  const folder = record === undefined ? source.folder : folderOf(record, source)
  if (file !== undefined) {
    const { name, path, isBackup } = file
    const bytes = await readSource(path, relative(source.folder, path))
    return { name, version: parseName(name).version!, bytes, path, folder: isBackup ? folder : dirname(path) }
  }
  const kept = record && (await fromVault(record, source))
  if (record !== undefined && kept != null)
    return { name: record.name, version: record.version!, bytes: kept, path: null, folder }
  throw unknown(source, given, [...files, ...(await withContent(records, source))])
}

async function recordsOf({ project }: Source, code: string): Promise<WorkflowRecord[]> {
  return existsSync(databaseFile(project.location)) ? workflowsOfCode(project.store().database, code) : []
}

/** Where it stood; a file that was opened in the backups stood where the current one does. */
function folderOf({ path }: WorkflowRecord, { project, folder }: Source): string {
  const stood = dirname(fromStoredPath(project.store().project, path))
  return basename(stood) === 'backups' ? folder : stood
}

async function fromVault({ id }: WorkflowRecord, { project }: Source): Promise<Uint8Array | null> {
  const sha256 = await lastSource(project.store().database, id)
  return sha256 === null ? null : project.vault().read(sha256)
}

async function withContent(records: readonly WorkflowRecord[], source: Source): Promise<WorkflowRecord[]> {
  const found: WorkflowRecord[] = []
  for (const record of records) if ((await fromVault(record, source)) !== null) found.push(record)
  return found
}

function unknown(source: Source, given: string, known: readonly { version: string | null }[]): RetakeError {
  const { code, version: current } = parseName(source.name)
  const versions = [...new Set(known.flatMap(({ version }) => version ?? []))]
    .filter((version) => compareVersions(version, current) !== 0)
    .sort(compareVersions)
  const next = versions.length === 0 ? `${source.name} is the only one.` : `There are ${versions.join(', ')}.`
  return new RetakeError('usage', `There is no version "${given}" of ${code} to bring back.`, { next })
}
