/** Remembers which generations the verb `edit` changed. */
import { dirname } from 'node:path'
import { writeEdited } from '../../store/edited.ts'
import type { Generation } from '../../workflow/model.ts'
import type { App } from '../app.ts'
import { registerSource } from '../finding/registerSource.ts'
import { openSource } from '../finding/source.ts'
import { askedFingerprint } from './edited.ts'

/** @param path of the source as it was written; `changed` as it reads there */
export async function recordEdited(app: App, path: string, changed: readonly Generation[]): Promise<void> {
  if (changed.length === 0) return
  const source = await openSource(app, path)
  const store = (await app.project(dirname(path))).store()
  const { id } = await registerSource(source, store)
  const edited = changed.map((generation) => ({ ...generation, fingerprint: askedFingerprint(generation) }))
  await writeEdited(store.database, id, edited)
}
