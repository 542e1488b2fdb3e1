/** A workflow, whichever version, by what people call it; also one whose files are all gone. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { databaseFile, type Store } from '../../store/store.ts'
import { workflowsOfCode } from '../../store/workflows.ts'
import { parseName } from '../../workflow/versionName.ts'
import type { App, Project } from '../app.ts'
import type { Report } from '../command.ts'
import { nameSource } from './nameSource.ts'

export interface NamedWorkflow {
  readonly code: string
  /** Of the current source; null where all files are gone and the store alone knows the code. */
  readonly path: string | null
  readonly project: Project
}

/** @throws RetakeError `usage` when neither a file nor the store knows it */
export async function workflowNamed(app: App, given: string, report: Report): Promise<NamedWorkflow> {
  try {
    const { path, folder, name, note } = nameSource(app.cwd, given)
    if (note !== null) report({ type: 'note', message: note })
    const { code } = parseName(name)
    return { code, path, project: await app.project(folder) }
  } catch (error) {
    if (!(error instanceof RetakeError)) throw error
    const project = await app.project(app.cwd)
    const { code } = parseName(basename(given))
    const isKnown = existsSync(databaseFile(project.location)) && (await isInStore(project.store(), code))
    if (isKnown) return { code, path: null, project }
    throw error
  }
}

async function isInStore({ database }: Store, code: string): Promise<boolean> {
  return (await workflowsOfCode(database, code)).length > 0
}
