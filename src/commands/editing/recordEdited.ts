/** Remembers which generations the verb `edit` changes, before it does: a crash in between must not let them pass. */
import { writeEdited } from '../../store/edited.ts'
import type { Generation } from '../../workflow/model.ts'
import { registerSource } from '../finding/registerSource.ts'
import type { Source } from '../finding/source.ts'
import { askedFingerprint } from '../running/edited.ts'

/** @param changed as they will read: what the source asks for until then has another fingerprint */
export async function recordEdited(source: Source, changed: readonly Generation[]): Promise<void> {
  if (changed.length === 0) return
  const store = source.project.store()
  const { id } = await registerSource(source, store)
  const edited = changed.map((generation) => ({ ...generation, fingerprint: askedFingerprint(generation) }))
  await writeEdited(store.database, id, edited)
}
