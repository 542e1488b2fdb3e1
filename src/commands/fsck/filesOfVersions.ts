/** The files of all versions of some workflows, their backups included: a source may have moved there. */
import { dirname, join } from 'node:path'
import type { Named } from '../../store/fsck.ts'
import { fromStoredPath } from '../../store/location.ts'
import { backupsFolder, filesIn } from '../versions/backups.ts'

/** Absolute paths, where they stood and in `backups/`. */
export function filesOfVersions(named: readonly Named[], project: string): string[] {
  const paths = new Set<string>()
  for (const { workflow } of named) {
    if (workflow === null) continue
    const path = fromStoredPath(project, workflow.path)
    paths.add(path)
    for (const folder of [dirname(path), backupsFolder(dirname(path))]) {
      for (const name of filesIn(folder)) if (name.endsWith('.nbflow')) paths.add(join(folder, name))
    }
  }
  return [...paths]
}
