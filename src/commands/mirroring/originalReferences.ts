/** What public URLs of references stand for in a source: the files that they are copies of. */
import { resolve } from 'node:path'
import { allMirrored } from '../../store/mirror.ts'
import { recallReference } from '../../store/references.ts'
import type { Source } from '../finding/source.ts'

/** The reference as the source spells it, by public URL, whichever mirror that is at. */
export async function originalReferences({
  wiring,
  folder,
  project,
}: Pick<Source, 'wiring' | 'folder' | 'project'>): Promise<Map<string, string>> {
  const { database } = project.store()
  const spelled = new Map<string, string>()
  for (const { inputs } of wiring.generations) {
    for (const input of inputs) {
      if (input.from !== 'reference' || /^(https?|data|file):/i.test(input.url)) continue
      const known = await recallReference(database, `file:${resolve(folder, input.url)}`)
      if (known !== null) spelled.set(known.sha256, input.url)
    }
  }
  const mirrored = await allMirrored(database, spelled.keys())
  return new Map(mirrored.map(({ url, sha256 }) => [url, spelled.get(sha256) ?? url]))
}
