/** The versions of a workflow: when each was first seen, and where its file is now. */
import { existsSync } from 'node:fs'
import { fromStoredPath } from '../../store/location.ts'
import type { SeenWorkflow } from '../../store/workflows.ts'
import { compareVersions } from '../../workflow/versionName.ts'
import { versionFiles } from './versionFiles.ts'

export interface LoggedVersion {
  readonly name: string
  readonly version: string | null
  /** ISO; null for a file that the store has not seen. */
  readonly firstSeen: string | null
  /** Absolute path of its file, in its place or in the backups; null where it is gone. */
  readonly path: string | null
  /** `beside`: it has its place, and another one is current. */
  readonly place: 'current' | 'beside' | 'backups' | 'gone'
}

export interface VersionsOf {
  readonly code: string
  /** Of the current source. */
  readonly folder: string
  /** Path of the current source, or null. */
  readonly current: string | null
  /** The project folder. */
  readonly project: string
}

export function loggedVersions(
  { code, folder, current, project }: VersionsOf,
  records: readonly SeenWorkflow[],
): LoggedVersion[] {
  const versions = new Map<string, LoggedVersion>()
  for (const { name, version, path, isBackup } of versionFiles(folder, code)) {
    const place = path === current ? 'current' : isBackup ? 'backups' : 'beside'
    versions.set(name.toLowerCase(), { name, version, firstSeen: null, path, place })
  }
  for (const { name, version, path: stored, createdAt } of records) {
    const key = name.toLowerCase()
    const known = versions.get(key)
    const seen = new Date(createdAt).toISOString()
    const firstSeen = known?.firstSeen != null && known.firstSeen < seen ? known.firstSeen : seen
    const path = fromStoredPath(project, stored)
    const isThere = existsSync(path)
    const found = { name, version, path: isThere ? path : null, place: isThere ? 'beside' : 'gone' } as const
    versions.set(key, { ...(known ?? found), firstSeen })
  }
  return [...versions.values()].sort((a, b) => compareVersions(a.version, b.version))
}
