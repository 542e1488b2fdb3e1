/** Which generations bring candidates that the store has never seen: those are to be adopted, once. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { adoptedLists, knownUrls } from '../../store/adoptions.ts'
import { isCandidateOf } from '../../store/knownBytes.ts'
import { storedPath } from '../../store/location.ts'
import { knownCopies } from '../../store/outputs.ts'
import type { Store } from '../../store/store.ts'
import type { Generation } from '../../workflow/model.ts'
import type { Source } from '../finding/source.ts'

/** @param fingerprint what says that a list of URLs was adopted */
export async function adoptableKeys(
  { folder, wiring, broll }: Source,
  { database, project }: Store,
  workflowId: number,
  fingerprint: (urls: readonly string[]) => string,
): Promise<Set<string>> {
  const bringing = wiring.generations.filter(({ saved }) => saved.length > 0)
  if (bringing.length === 0) return new Set()
  const adopted = await adoptedLists(database, workflowId)
  const fresh = bringing.filter(({ key, saved }) => adopted.get(key) !== fingerprint(saved))
  const isRemote = (url: string) => /^(https?|data):/i.test(url)
  const toPath = (url: string) => storedPath(project, resolve(folder, url))
  const urls = fresh.flatMap(({ saved }) => saved)
  const ours = await knownCopies(database, urls.filter((url) => !isRemote(url)).map(toPath))
  const known = await knownUrls(database, urls.filter(isRemote))
  const isNew = ({ saved }: Generation) => saved.every((url) => !known.has(url) && !ours.has(toPath(url)))
  const keys = new Set<string>()
  for (const generation of fresh.filter(isNew)) {
    // A folder is copied, results and all, and its texts are changed: what was made for the former text is not adopted.
    const isFormer = broll !== null && (await isMadeHere(folder, generation, database))
    if (!isFormer) keys.add(generation.key)
  }
  return keys
}

async function isMadeHere(
  folder: string,
  { saved, tab, nodeId }: Generation,
  database: Store['database'],
): Promise<boolean> {
  for (const name of saved) {
    // A file that cannot be read is told as the reference that it is.
    const bytes = await readFile(resolve(folder, name)).catch(() => null)
    if (bytes === null) continue
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (await isCandidateOf(database, sha256, { tab, nodeId })) return true
  }
  return false
}
