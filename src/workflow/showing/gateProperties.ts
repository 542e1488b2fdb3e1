/** What a gate keeps of its gallery, pick and lock. The table of keys is at the head of `showCandidates.ts`. */

import type { JsonObject, JsonValue } from '../json.ts'
import type { MediaKind } from '../model.ts'
import type { DocumentNode } from '../reading/nodes.ts'
import { approvedUrlOf } from '../reading/savedMedia.ts'
import type { Gallery } from './gallery.ts'
import { gallerySlots } from './generationProperties.ts'

/** `approvedUrl` is that of an approved pick that passes, else null. A `kind` that is not known is read off the node. */
export function gateProperties(
  node: DocumentNode,
  kind: MediaKind | null,
  gallery: Gallery,
  approvedUrl: string | null,
): JsonObject {
  const { properties } = node
  const shownKind = kind ?? (properties._savedCurrentMediaType === 'video' ? 'video' : 'image')
  return {
    ...galleryProperties(properties, shownKind, gallery),
    ...lockProperties(node, approvedUrl),
  }
}

function galleryProperties(properties: JsonObject, kind: MediaKind, gallery: Gallery): JsonObject {
  const { urls, rowOfEach, rowCount, shown } = gallery
  const isVideo = kind === 'video'
  const list = isVideo ? '_savedApprovalVideos' : '_savedApprovalImages'
  if (urls.length === 0 && !Object.hasOwn(properties, list)) return {}
  const copies: JsonObject = isVideo
    ? { galleryVideos: urls, _savedGalleryVideos: urls, galleryIndex: shown, _savedGalleryIndex: shown }
    : { galleryImages: urls, _savedGalleryImages: urls, galleryIndex: shown, _savedGalleryIndex: shown }
  const mapping: JsonObject = { _savedRowMapping: rowOfEach }
  return {
    [list]: urls,
    [isVideo ? '_savedApprovalVideoIndex' : '_savedApprovalIndex']: shown,
    ...presentIn(properties, copies),
    ...gallerySlots(properties, urls),
    lastData: urls[shown] ?? null,
    _savedCurrentMediaType: kind,
    ...(rowCount > 1 ? mapping : presentIn(properties, mapping)),
  }
}

function presentIn(properties: JsonObject, values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([key]) => Object.hasOwn(properties, key)))
}

function lockProperties(node: DocumentNode, approvedUrl: string | null): JsonObject {
  if (approvedUrl !== null) return { _lastApprovedData: approvedUrl, _disabled: true }
  const wasLocked = node.properties._disabled === true && approvedUrlOf(node) !== null
  const unlocked: JsonObject = wasLocked ? { _disabled: false } : {}
  const lifted: Record<string, JsonValue> = { _lastApprovedData: null }
  return { ...presentIn(node.properties, lifted), ...unlocked }
}
