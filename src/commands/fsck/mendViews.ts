/** Brings views back: bytes of the vault under the names that they had, else drawn again from the store. Writes over nothing. */
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { createFile } from '../../media/createFile.ts'
import { statusOf } from '../../media/soundness.ts'
import { copyWhole } from '../../outputs/copies.ts'
import { rebuildErrorsFile } from '../../outputs/errorsFile.ts'
import { refuseLinkOut } from '../../outputs/refuseLinkOut.ts'
import { writeSheet } from '../../outputs/writeOutputs.ts'
import { takeLock, workflowLock } from '../../store/lock.ts'
import type { OutputVariant } from '../../store/outputs.ts'
import type { Store } from '../../store/store.ts'
import type { App, Project } from '../app.ts'
import type { Report } from '../command.ts'
import { registerSource } from '../finding/registerSource.ts'
import { openSource } from '../finding/source.ts'
import { refreshViews } from '../picking/refreshViews.ts'
import { NOTHING_DONE } from '../running/executePlan.ts'
import { prepare } from '../running/prepare.ts'
import { standingOf } from '../running/standing.ts'
import { viewOf } from '../running/viewOf.ts'
import type { Mend } from './checkViews.ts'

/** @returns why it could not be done, or null */
export async function mendView(
  app: App,
  project: Project,
  mend: Mend,
  report: Report,
): Promise<string | null> {
  switch (mend.by) {
    case 'bytes':
      return told(() => bringBack(mend.files, project))
    case 'drawing':
      return drawAgain(app, project, mend, report)
    case 'errors':
      return told(async () => {
        await rebuildErrorsFile(mend.folder, project.store())
      })
  }
}

async function bringBack(
  files: readonly { readonly sha256: string; readonly path: string }[],
  project: Project,
): Promise<void> {
  const vault = project.vault()
  for (const { sha256, path } of files) {
    refuseLinkOut(dirname(path), [project.location.project, dirname(dirname(path))])
    if (statusOf(path) !== null || (await vault.check(sha256)).is !== 'sound') continue
    mkdirSync(dirname(path), { recursive: true })
    if (path.endsWith('.nbflow')) await createFile(path, await readFile(vault.path(sha256)))
    else await copyWhole(vault.path(sha256), path)
  }
}

/** As after an approval. Sends nothing; what a run is at, it draws itself at its end. */
async function drawAgain(
  app: App,
  project: Project,
  { source: path, variant, sheetOf }: Extract<Mend, { by: 'drawing' }>,
  report: Report,
): Promise<string | null> {
  return told(async () => {
    const source = await openSource(app, path)
    const store = project.store()
    if (source.project.location.folder !== store.folder)
      throw new RetakeError('usage', `${path} belongs to another store now.`)
    await refuseAtWork(store, (await registerSource(source, store)).id)
    const backend = await backendFor(variant, project)
    if (sheetOf === null) {
      await refreshViews(app, source, { backend }, report)
      return
    }
    const { prepared, planned } = await standingOf(app, source, { backend }, report)
    const extras = { outFolder: dirname(sheetOf), isFolderAsked: false, isPickOnly: true, cost: null }
    await writeSheet(await viewOf(prepared, planned.resolution, NOTHING_DONE, extras), sheetOf)
  })
}

/** Takes in again what a workflow refers to: a picture may stand in the document itself (`data:`). Draws nothing. */
export async function readReferences(app: App, project: Project, path: string): Promise<string | null> {
  return told(async () => {
    const source = await openSource(app, path)
    const projectBackend = await project.backend(undefined)
    await prepare(app, source, { gates: 'hold', selected: new Set(), projectBackend })
  })
}

/** @throws RetakeError `locked`, naming who is at it */
async function refuseAtWork({ folder }: Store, workflowId: number): Promise<void> {
  takeLock(folder, workflowLock(workflowId), 'looking whether a run is at it').release()
}

async function backendFor(variant: OutputVariant, project: Project): Promise<string | undefined> {
  const usual = await project.backend(undefined)
  if (usual.variant === variant) return undefined
  for (const name of project.backendNames) {
    if ((await project.backend(name)).variant === variant) return name
  }
  return undefined
}

async function told(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof RetakeError) return error.message
    const code = error instanceof Error && 'code' in error ? error.code : null
    // Somebody put a file there at this moment: it is theirs.
    if (code === 'EEXIST') return null
    throw error
  }
}
