/** Enters a source that was written anew: its version, the action that can be undone, and the end of what was begun. */

import { writeAction } from '../../store/actions.ts'
import { fromStoredPath } from '../../store/location.ts'
import { endSave } from '../../store/saves.ts'
import type { Store } from '../../store/store.ts'
import { type AdoptedGeneration, addVersion } from '../../store/workflows.ts'
import { parseName } from '../../workflow/versionName.ts'
import type { SaveDetails } from './savedDetails.ts'

export interface SavedSource {
  readonly path: string
  readonly name: string
  /** Where the former file is now. */
  readonly backup: string
  /** The row of `save` that ends with what follows; null where nothing was entered before it was written. */
  readonly begun: number | null
}

export interface SaveEntry {
  /** Of the source as it is written. */
  readonly name: string
  readonly details: SaveDetails
  readonly adopted: readonly AdoptedGeneration[]
  /** For people. */
  readonly summary: string
  /** The row of `save` that it was begun with, and whether nothing follows it; null where none was. */
  readonly begun: { readonly id: number; readonly isAll: boolean } | null
}

export async function enterSave(
  { database, project }: Store,
  { name, details, adopted, summary, begun }: SaveEntry,
  who: string,
): Promise<SavedSource> {
  const { code, version } = parseName(name)
  const path = details.written
  await database.commit((execute) => {
    if (path !== details.former) addVersion(database, execute, { path, name, code, version }, adopted)
    writeAction(database, execute, {
      code,
      kind: 'save',
      details: JSON.stringify(details),
      summary,
      who,
    })
    if (begun?.isAll) endSave(database, execute, begun.id)
  })
  return {
    path: fromStoredPath(project, path),
    name,
    backup: fromStoredPath(project, details.backup),
    begun: begun?.id ?? null,
  }
}
