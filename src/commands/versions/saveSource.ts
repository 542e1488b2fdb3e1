/** Writes a source anew: in place while its version has no takes, else as the next version. The former file is kept, and `undo` brings it back. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fingerprint } from '../../engine/adopt.ts'
import { rebaseUrl } from '../../outputs/generatedFile.ts'
import { refuseLinkOut } from '../../outputs/refuseLinkOut.ts'
import { adoptedLists } from '../../store/adoptions.ts'
import { fromStoredPath, storedPath } from '../../store/location.ts'
import { beginSave } from '../../store/saves.ts'
import type { Store } from '../../store/store.ts'
import { type AdoptedGeneration, findWorkflow, type WorkflowIdentity } from '../../store/workflows.ts'
import { readDocument } from '../../workflow/document.ts'
import { parseName } from '../../workflow/versionName.ts'
import { wire } from '../../workflow/wire.ts'
import type { App } from '../app.ts'
import type { Source } from '../finding/source.ts'
import { freeBackup } from './backups.ts'
import { enterSave, type SavedSource, type SaveEntry } from './enterSave.ts'
import { replaceVersion, sha256Of } from './replaceVersion.ts'
import type { SaveDetails } from './savedDetails.ts'
import { graduatedName, type TargetOptions, targetName } from './targetName.ts'

export interface SaveOptions extends TargetOptions {
  /** As the log calls it: `edit`, `bump`, `check --fix`. */
  readonly verb: string
  /** It becomes the approved version, in that folder. */
  readonly move?: { readonly folder: string }
  /** What was asked for, and what is made after it: a command that is cut off is gone on with. */
  readonly intent?: { readonly wish: string; readonly targets: readonly string[] }
}

/**
 * @param bytesFor the new content, given the name it will have
 * @throws RetakeError `usage` where the version to write is not clear, or taken
 */
export async function saveSource(
  app: App,
  source: Source,
  options: SaveOptions,
  bytesFor: (name: string) => Uint8Array,
): Promise<SavedSource> {
  const name = options.move === undefined ? targetName(source, options) : graduatedName(source)
  const folder = options.move?.folder ?? source.folder
  const path = join(folder, `${name}.nbflow`)
  const bytes = bytesFor(name)
  const store = source.project.store()
  const adopted = path === source.path ? [] : await broughtAlong(source, store, { folder, bytes })
  const backup = freeBackup(source.folder, source.name)
  for (const written of [dirname(backup), ...(options.move ? [folder] : [])])
    refuseLinkOut(written, [store.project])
  const details: SaveDetails = {
    former: storedPath(store.project, source.path),
    written: storedPath(store.project, path),
    backup: storedPath(store.project, backup),
    formerSha256: source.sha256,
    writtenSha256: sha256Of(bytes),
  }
  const summary = `${options.verb} ${name === source.name ? `${name}, in place` : `${source.name} → ${name}`}`
  const entry = { name, details, adopted, summary }
  const begun = options.intent === undefined ? null : await begin(store, entry, options.intent)
  await replaceVersion({ former: source, path, bytes, backup })
  return enterSave(store, { ...entry, begun }, app.who)
}

/** Before the first file. */
async function begin(
  { database }: Store,
  entry: Omit<SaveEntry, 'begun'>,
  { wish, targets }: NonNullable<SaveOptions['intent']>,
): Promise<SaveEntry['begun']> {
  const { code } = parseName(entry.name)
  const details = JSON.stringify({ ...entry, targets })
  return { id: await beginSave(database, { code, wish, details }), isAll: targets.length === 0 }
}

function identityOf(path: string, name: string, { project }: Store): WorkflowIdentity {
  const { code, version } = parseName(name)
  return { path: storedPath(project, path), name, code, version }
}

/** Candidates that the former version brought and that are in the store: under a changed recipe they are no longer the takes to use. */
async function broughtAlong(
  source: Source,
  store: Store,
  written: { folder: string; bytes: Uint8Array },
): Promise<AdoptedGeneration[]> {
  const isGone = (stored: string) => !existsSync(fromStoredPath(store.project, stored))
  const identity = identityOf(source.path, source.name, store)
  const former = await findWorkflow(store.database, identity, source.sha256, isGone)
  if (former === null) return []
  const lists = await adoptedLists(store.database, former.id)
  if (lists.size === 0) return []
  return wire(readDocument(written.bytes, source.name)).generations.flatMap((generation) => {
    const { key, saved, tab, nodeId, row, title, kind } = generation
    const before = saved.map((url) => rebaseUrl(url, written.folder, source.folder))
    if (saved.length === 0 || ![fingerprint(saved), fingerprint(before)].includes(lists.get(key) ?? ''))
      return []
    return [{ tab, nodeId, row, title, kind, adopted: fingerprint(saved) }]
  })
}
