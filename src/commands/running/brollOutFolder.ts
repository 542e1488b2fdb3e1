/** Where files of B-roll go: they have the same names in every folder, so that two folders cannot share one. */
import { existsSync, statSync } from 'node:fs'
import { relative } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { fromStoredPath, storedPath } from '../../store/location.ts'
import { outputFolderOf, ownersOfFolder } from '../../store/outputs.ts'
import type { App } from '../app.ts'
import { brollFiles } from '../finding/brollFolder.ts'
import { outFolder } from './outFolder.ts'
import type { Prepared } from './prepare.ts'

/** @throws RetakeError `usage` where the files of another folder of B-roll lie, or would */
export async function refuseSharedFolder(
  app: App,
  { source, store, workflow }: Prepared,
  folder: string,
): Promise<void> {
  if (source.broll === null || folder === source.folder) return
  const owners = await ownersOfFolder(store.database, storedPath(store.project, folder), 'generated')
  const other = owners.find(
    ({ workflowId, path }) => workflowId !== workflow.id && isFolder(fromStoredPath(store.project, path)),
  )
  if (other === undefined && brollFiles(folder) === null) return
  const whose = other === undefined ? 'another folder of B-roll' : other.name
  const shown = relative(app.cwd, folder) || folder
  throw new RetakeError('usage', `${shown} is for the files of ${whose}, which have the same names.`, {
    next: 'Name another folder with --out. Nothing was sent.',
  })
}

/** For views that are drawn again: where the person had them written last. */
export async function lastBrollFolder(app: App, { source, store, workflow }: Prepared): Promise<string> {
  const last = await outputFolderOf(store.database, workflow.id)
  const path = last === null ? null : fromStoredPath(store.project, last)
  return path !== null && source.broll !== null && existsSync(path) ? path : outFolder(app, source, {})
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
