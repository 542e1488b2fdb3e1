/** The public URLs of what a view shows, as the store knows them now. */
import { candidatesOf } from '../../engine/claims.ts'
import type { Mirrored, ViewedGeneration } from '../../outputs/view.ts'
import { allMirrored } from '../../store/mirror.ts'
import type { Prepared } from '../running/prepare.ts'
import { localReferences } from './toMirror.ts'

/**
 * Those at the mirror that is set up, else at one of before: a command typed where none is set must not take URLs out of
 * a file that hold.
 */
export async function mirroredIn(
  prepared: Prepared,
  generations: readonly Pick<ViewedGeneration, 'held'>[],
): Promise<Mirrored> {
  if (prepared.projectBackend.isFree) return NOTHING_MIRRORED
  const { mirror } = prepared.source.project
  const references = localReferences(prepared)
  const candidates = generations.flatMap(({ held }) => candidatesOf(held))
  const wanted = [
    ...references.map(({ sha256 }) => sha256),
    ...candidates.flatMap(({ sha256 }) => sha256 ?? []),
  ]
  const contents = new Map<string, string>()
  const here = new Set<string>()
  for (const { target, sha256, url, goneAt } of await allMirrored(prepared.store.database, wanted)) {
    if (goneAt !== null || here.has(sha256)) continue
    if (target === mirror?.id) here.add(sha256)
    contents.set(sha256, url)
  }
  const known = references.flatMap(({ url, sha256 }) => {
    const publicUrl = contents.get(sha256)
    return publicUrl === undefined ? [] : [[url, publicUrl] as const]
  })
  return { contents, references: new Map(known) }
}

const NOTHING_MIRRORED: Mirrored = { contents: new Map(), references: new Map() }
