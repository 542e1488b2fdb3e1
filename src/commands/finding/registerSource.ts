/** The store's row for a source file, made where it is new. */
import { existsSync } from 'node:fs'
import { fromStoredPath, storedPath } from '../../store/location.ts'
import type { Store } from '../../store/store.ts'
import { registerWorkflow, type WorkflowRecord } from '../../store/workflows.ts'
import { parseName } from '../../workflow/versionName.ts'
import type { Source } from './source.ts'

export function registerSource(
  { path, name, sha256 }: Pick<Source, 'path' | 'name' | 'sha256'>,
  { database, project }: Store,
): Promise<WorkflowRecord> {
  const { code, version } = parseName(name)
  const identity = { path: storedPath(project, path), name, code, version }
  return registerWorkflow(
    database,
    identity,
    sha256,
    (stored) => !existsSync(fromStoredPath(project, stored)),
  )
}
