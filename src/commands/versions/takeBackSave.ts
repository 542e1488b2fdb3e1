/** Takes back that a source was written anew: the former file stands in its place again, the written one goes to `backups/`. */
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { refuseLinkOut } from '../../outputs/refuseLinkOut.ts'
import type { ActionRecord } from '../../store/actions.ts'
import { fromStoredPath } from '../../store/location.ts'
import type { Store } from '../../store/store.ts'
import { parseName } from '../../workflow/versionName.ts'
import type { App } from '../app.ts'
import { backupsOf, freeBackup } from './backups.ts'
import { readIfThere, replaceVersion, sha256Of } from './replaceVersion.ts'
import type { SaveDetails } from './savedDetails.ts'

export interface TakenBack {
  /** Absolute path of the source that stands again. */
  readonly path: string
  /** Absolute path of the file that the undone action had written, as it is kept; null where it was gone already. */
  readonly backup: string | null
}

export interface TakingBack extends TakenBack {
  /** Once it is entered as undone: takes the copy of the former file out of the backups. */
  tidy(): Promise<void>
}

/** @throws RetakeError `usage`, changing nothing, where a file is no longer what was written, or another stands in the way */
export async function takeBackSave(
  app: App,
  action: ActionRecord,
  details: SaveDetails,
  { project }: Store,
): Promise<TakingBack> {
  const [former, written, copy] = [details.former, details.written, details.backup].map((stored) =>
    fromStoredPath(project, stored),
  ) as [string, string, string]
  const place = (path: string) => relative(app.cwd, path) || path
  const now = await readIfThere(written)
  const standing = former === written ? null : await readIfThere(former)
  const tidy = () => removeCopy(copy, details.formerSha256)
  if (now === null && standing !== null && sha256Of(standing) === details.formerSha256)
    return { path: former, backup: null, tidy }
  // An undo in place that was cut off before it was entered.
  if (former === written && now !== null && sha256Of(now) === details.formerSha256)
    return { path: former, backup: null, tidy }
  if (now === null || sha256Of(now) !== details.writtenSha256) {
    throw refused(
      action,
      `${place(written)} ${now === null ? 'is gone' : 'has been changed since'}`,
      copy,
      app,
    )
  }
  if (standing !== null && sha256Of(standing) !== details.formerSha256) {
    throw refused(action, `another ${place(former)} stands where the former file has to go`, copy, app)
  }
  const bytes = await formerBytes(former, copy, details)
  if (bytes === null) throw refused(action, 'the former file is no longer in the backups', copy, app)
  const backup = freeBackup(dirname(written), basename(written, '.nbflow'))
  refuseLinkOut(dirname(backup), [project])
  await replaceVersion({ former: { path: written, bytes: now }, path: former, bytes, backup })
  return { path: former, backup, tidy }
}

/** From the backup that was written then, or from one of that name that somebody has moved. */
async function formerBytes(former: string, copy: string, details: SaveDetails): Promise<Uint8Array | null> {
  const copies = [copy, ...backupsOf(dirname(former), basename(former, '.nbflow'))]
  for (const path of copies) {
    const bytes = existsSync(path) ? await readFile(path) : null
    if (bytes !== null && sha256Of(bytes) === details.formerSha256) return bytes
  }
  return null
}

/** Its bytes stand in their place again. */
async function removeCopy(copy: string, sha256: string): Promise<void> {
  const bytes = await readIfThere(copy)
  if (bytes !== null && sha256Of(bytes) === sha256) await rm(copy)
}

function refused({ summary }: ActionRecord, reason: string, copy: string, app: App): RetakeError {
  const { code, version } = parseName(basename(copy, '.nbflow').replace(/_\d+$/, ''))
  const place = relative(app.cwd, copy) || copy
  const next =
    version === null
      ? `Take from ${place} by hand what is wanted.`
      : `Take from ${place} by hand what is wanted, or bring it back as a new version: retake restore ${code} --version ${version}`
  return new RetakeError('usage', `"${summary}" cannot be undone: ${reason}. Nothing was changed.`, { next })
}
