/**
 * A generated file that somebody changed, as a source again: without the candidates and picks that Retake wrote into it,
 * and with references as seen from where sources lie. What somebody made in it stays, to be taken in.
 */
import type { Document } from '../document.ts'
import type { Edit } from '../edits.ts'
import type { JsonPath } from '../json.ts'
import { idText } from '../reading/ids.ts'
import type { DocumentNode } from '../reading/nodes.ts'
import { type Rebase, rebaseReferences } from '../showing/rebaseReferences.ts'

const GENERATION_KEYS = [
  ...['_savedImages', '_savedPreviewIndex', '_savedVideos', '_savedVideoUrl'],
  ...['_savedClips', '_savedGalleryIndex', '_savedGallerySlots'],
]

const GATE_KEYS = [
  ...['_savedApprovalImages', '_savedApprovalVideos', '_savedApprovalIndex', '_savedApprovalVideoIndex'],
  ...['lastData', '_savedCurrentMediaType', '_lastApprovedData', '_disabled', '_savedRowMapping'],
  ...['galleryImages', 'galleryVideos', 'galleryIndex'],
  ...['_savedGalleryImages', '_savedGalleryVideos', '_savedGalleryIndex', '_savedGallerySlots'],
]

export interface CopyOptions {
  /** `tab:node` of generations and gates that keep what the copy has. */
  readonly kept: ReadonlySet<string>
  /** A relative reference of the copy, as seen from the source. */
  readonly rebase: Rebase
  /** A reference of the web: what it is a public copy of, else as it is. */
  readonly ofWeb: Rebase
}

/** Edits of the copy. A node that the source has gets its values of these keys back; another loses them. */
export function sourceOfCopy(copy: Document, source: Document, { kept, rebase, ofWeb }: CopyOptions): Edit[] {
  const originals = new Map<string, DocumentNode>(
    source.tabs.flatMap(({ name, nodes }) =>
      nodes.map((node) => [`${name}:${idText(node.id)}`, node] as const),
    ),
  )
  return copy.tabs.flatMap(({ name, path, nodes }) =>
    nodes.flatMap((node) => {
      const key = `${name}:${idText(node.id)}`
      const place = [...path, 'nodes', node.index, 'properties']
      const edits = kept.has(key) ? [] : restored(node, originals.get(key), place)
      const written = new Set(edits.map((edit) => String(edit.path.at(-1))))
      return [...edits, ...rebaseReferences(node, place, written, rebase, ofWeb)]
    }),
  )
}

function restored(node: DocumentNode, original: DocumentNode | undefined, place: JsonPath): Edit[] {
  return keysOf(node).flatMap((key): Edit[] => {
    const before = original?.properties[key]
    if (before === undefined && !Object.hasOwn(node.properties, key)) return []
    return [{ path: [...place, key], value: before }]
  })
}

/** A new gate that is switched off was switched off by a person. */
function keysOf({ kind }: DocumentNode): readonly string[] {
  if (kind === 'gate') return GATE_KEYS
  return kind === 'image' || kind === 'video' ? GENERATION_KEYS : []
}
