/** Finishes what a cut-off command had begun to write: the same command, given again, finds it here. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { createFile } from '../../media/createFile.ts'
import { actionsOf } from '../../store/actions.ts'
import { fromStoredPath } from '../../store/location.ts'
import { endSave, lastSave } from '../../store/saves.ts'
import type { Store } from '../../store/store.ts'
import { parseName } from '../../workflow/versionName.ts'
import type { App } from '../app.ts'
import type { Source } from '../finding/source.ts'
import { enterSave, type SavedSource } from './enterSave.ts'
import { moveOnto, readIfThere, sha256Of } from './replaceVersion.ts'
import { SAVE_DETAILS, type SaveDetails } from './savedDetails.ts'

const ADOPTED = z.object({
  tab: z.string(),
  nodeId: z.number(),
  row: z.number(),
  title: z.string(),
  kind: z.enum(['image', 'video']),
  adopted: z.string(),
})

/** What `saveSource` keeps of a save before it writes. */
const BEGUN_SAVE = z.object({
  name: z.string(),
  details: SAVE_DETAILS,
  adopted: z.array(ADOPTED),
  summary: z.string(),
  /** Keys of the generations that are made after it. */
  targets: z.array(z.string()),
})

export interface GoneOnWith {
  readonly saved: SavedSource
  readonly targets: readonly string[]
  /** Unix milliseconds. */
  readonly startedAt: number
  /** The command came to its end: there is nothing to go on with. */
  readonly isOver: boolean
}

/** Null where the last save was not of that wish, or its file is not there, or not what was written. */
export async function goOnWithSave(app: App, source: Source, wish: string): Promise<GoneOnWith | null> {
  const store = source.project.store()
  const { code } = parseName(source.name)
  const last = await lastSave(store.database, code, wish)
  if (last === null) return null
  const { name, details, adopted, summary, targets } = BEGUN_SAVE.parse(JSON.parse(last.details))
  const { startedAt, id } = last
  if (!(await isWritten(details, store))) {
    await store.database.commit((execute) => endSave(store.database, execute, id))
    return null
  }
  await setFormerAside(details, store)
  const isEntered = (await actionsOf(store.database, code)).some(
    (action) => action.kind === 'save' && action.details === JSON.stringify(details),
  )
  const begun = { id, isAll: targets.length === 0 }
  const path = fromStoredPath(store.project, details.written)
  const saved = isEntered
    ? { path, name, backup: fromStoredPath(store.project, details.backup), begun: id }
    : await enterSave(store, { name, details, adopted, summary, begun }, app.who)
  return { saved, targets, startedAt, isOver: last.endedAt !== null }
}

async function isWritten({ written, writtenSha256 }: SaveDetails, { project }: Store): Promise<boolean> {
  const now = await readIfThere(fromStoredPath(project, written))
  return now !== null && sha256Of(now) === writtenSha256
}

/** Both versions may be there still. */
async function setFormerAside(
  { former, written, backup, formerSha256 }: SaveDetails,
  { project }: Store,
): Promise<void> {
  if (former === written) return
  const [path, copy] = [fromStoredPath(project, former), fromStoredPath(project, backup)]
  const standing = await readIfThere(path)
  if (standing === null || sha256Of(standing) !== formerSha256) return
  if (!existsSync(copy)) {
    mkdirSync(dirname(copy), { recursive: true })
    await createFile(copy, standing)
  }
  await moveOnto(path, copy)
}
