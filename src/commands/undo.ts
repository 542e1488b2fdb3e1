/** `undo`: takes back the last pick, rejection or change of the source that still stands. As often as there are; sends nothing, deletes no take. */
import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { type ActionRecord, actionsOf, markUndone, pathOfVerdict, takeBackVerdict } from '../store/actions.ts'
import { fromStoredPath } from '../store/location.ts'
import { databaseFile, type Store } from '../store/store.ts'
import { parseName } from '../workflow/versionName.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { nameSource } from './finding/nameSource.ts'
import { openSource } from './finding/source.ts'
import { type Refreshed, refreshViews } from './picking/refreshViews.ts'
import { homeOf } from './versions/backups.ts'
import { SAVE_DETAILS, VERDICT_DETAILS } from './versions/savedDetails.ts'
import { type TakenBack, takeBackSave } from './versions/takeBackSave.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
})

type UndoInput = z.infer<typeof INPUT>

export interface UndoReport {
  /** The current version now. */
  readonly workflow: string
  /** Absolute path of its source. */
  readonly path: string
  /** Null where nothing is left to undo. */
  readonly undone: UndoneAction | null
  /** What was done with files; null for picks and rejections. */
  readonly files: TakenBack | null
  /** The views, drawn anew after picks and rejections; else null. */
  readonly views: Refreshed | null
  /** How many more can be undone. */
  readonly left: number
}

export interface UndoneAction {
  readonly kind: ActionRecord['kind']
  readonly summary: string
  readonly who: string | null
  /** When it was done, ISO. */
  readonly at: string
}

export const undo: Command<UndoInput, UndoReport> = {
  name: 'undo',
  summary: 'Take back the last pick, rejection, edit or bump, as often as there are',
  example: 'retake undo XYZG3',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, { file }: UndoInput, report: Report): Promise<UndoReport> => {
    const { path, folder, name: workflow, note } = nameSource(app.cwd, file)
    if (note !== null) report({ type: 'note', message: note })
    const project = await app.project(folder)
    const nothing = { workflow, path, undone: null, files: null, views: null, left: 0 }
    if (!existsSync(databaseFile(project.location))) return nothing
    const store = project.store()
    const open = await openActions(path, parseName(workflow).code, store)
    const action = open.at(-1)
    if (action === undefined) return nothing
    const { kind, summary, who } = action
    const undone = { kind, summary, who, at: new Date(action.at).toISOString() }
    const left = open.length - 1
    if (kind === 'save') {
      const files = await takeBackSave(app, action, SAVE_DETAILS.parse(JSON.parse(action.details)), store)
      await store.database.commit((execute) => markUndone(store.database, execute, action.id))
      await files.tidy()
      const { tidy: _, ...taken } = files
      return {
        workflow: basename(taken.path, '.nbflow'),
        path: taken.path,
        undone,
        files: taken,
        views: null,
        left,
      }
    }
    const stands = await takeBackPick(action, store, report)
    const views = stands === null ? null : await refreshViews(app, await openSource(app, stands), {}, report)
    return { workflow, path, undone, files: null, views, left }
  },
}

/** Oldest first. What was done to a workflow of the same code in another folder is its own affair. */
async function openActions(
  path: string,
  code: string,
  { database, project }: Store,
): Promise<ActionRecord[]> {
  const open: ActionRecord[] = []
  for (const action of await actionsOf(database, code)) {
    if (action.undoneAt !== null) continue
    const details: unknown = JSON.parse(action.details)
    const stored =
      action.kind === 'save'
        ? SAVE_DETAILS.parse(details).written
        : await pathOfVerdict(database, VERDICT_DETAILS.parse(details))
    const file = stored === null ? path : fromStoredPath(project, stored)
    if (homeOf(dirname(file)) === homeOf(dirname(path)) || !existsSync(file)) open.push(action)
  }
  return open
}

/** @returns path of the source that the pick belongs to, or null where it is gone */
async function takeBackPick(action: ActionRecord, { database, project }: Store, report: Report) {
  const verdict = VERDICT_DETAILS.parse(JSON.parse(action.details))
  const isAsItWas = await database.commit((execute) => {
    return !markUndone(database, execute, action.id) || takeBackVerdict(database, execute, verdict)
  })
  if (!isAsItWas) {
    const message = 'A re-roll or another pick has overtaken it since: what stands now is left as it is.'
    report({ type: 'note', message })
  }
  const stored = await pathOfVerdict(database, verdict)
  const path = stored === null ? null : fromStoredPath(project, stored)
  return path !== null && existsSync(path) ? path : null
}
