/** What of a workflow has a public copy: the candidates on show, and references that are files here. */
import { statSync } from 'node:fs'
import { candidatesOf } from '../../engine/claims.ts'
import { identify } from '../../media/identify.ts'
import { mirrorKey } from '../../media/mirror/mirrorKey.ts'
import type { MirrorObject } from '../../media/mirror/mirrorTarget.ts'
import { brollCandidateName, type CopyWanted, readableName } from '../../outputs/copies.ts'
import type { View } from '../../outputs/view.ts'
import { safeFileName } from '../../workflow/fileName.ts'
import { parseName } from '../../workflow/versionName.ts'
import { plainNames } from '../finding/brollFolder.ts'
import type { Source } from '../finding/source.ts'
import type { Prepared } from '../running/prepare.ts'

export type ToMirror =
  | (CopyWanted & { readonly is: 'candidate' })
  | { readonly is: 'reference'; readonly url: string; readonly sha256: string }

export function candidatesOnShow({ generations }: View): ToMirror[] {
  return generations.flatMap(({ node, held }) =>
    candidatesOf(held).map((candidate): ToMirror => {
      const { generation } = node
      return { is: 'candidate', generation, takeNumber: held!.number, candidate }
    }),
  )
}

/** A URL of the web is there for the canvas already; `data:` is in the file itself. */
export function localReferences({ references }: Prepared): Extract<ToMirror, { is: 'reference' }>[] {
  return [...references].flatMap(([url, content]) => {
    if (/^(https?|data):/i.test(url) || content.status !== 'had') return []
    return [{ is: 'reference' as const, url, sha256: content.sha256 }]
  })
}

/** Null where there are no bytes here: then there is nothing to send. */
export async function toMirror(each: ToMirror, { source }: Prepared): Promise<MirrorObject | null> {
  const { config } = source.project
  const vault = source.project.vault()
  const sha256 = each.is === 'candidate' ? each.candidate.sha256 : each.sha256
  if (sha256 === null) return null
  const path = vault.path(sha256)
  const file = statSync(path, { throwIfNoEntry: false })
  if (file?.isFile() !== true) return null
  const mediaType = each.is === 'candidate' ? each.candidate.mediaType : (await identify(path)).mediaType
  if (mediaType === null) return null
  const workflow = safeFileName(parseName(source.name).code)
  return {
    sha256,
    byteCount: file.size,
    mediaType,
    key: mirrorKey(config.mirror.prefix, workflow, sha256, mediaType),
    downloadName: nameOf(each, source),
    path,
  }
}

/** What it is called here. */
export function nameOf(each: ToMirror, { broll }: Source): string {
  if (each.is === 'reference') return each.url.split(/[\\/]/).at(-1) ?? each.sha256
  const plain = broll === null ? undefined : plainNames(broll.clips).get(each.generation.key)
  return plain === undefined ? readableName(each) : brollCandidateName(plain, each)
}
