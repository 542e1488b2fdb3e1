/** What a generation node keeps of its candidates. The table of keys is at the head of `showCandidates.ts`. */

import { isJsonArray, type JsonObject, type JsonValue } from '../json.ts'
import type { DocumentNode } from '../reading/nodes.ts'
import type { Gallery } from './gallery.ts'

/** Without candidates only a list that is there is emptied. */
export function generationProperties({ kind, properties }: DocumentNode, gallery: Gallery): JsonObject {
  const { urls, shown } = gallery
  const list = kind === 'video' ? '_savedVideos' : '_savedImages'
  if (urls.length === 0 && !Object.hasOwn(properties, list)) return {}
  if (kind !== 'video') return { _savedImages: urls, _savedPreviewIndex: shown }
  return {
    _savedVideos: urls,
    _savedVideoUrl: urls[shown] ?? null,
    _savedGalleryIndex: shown,
    ...gallerySlots(properties, urls),
  }
}

/** Written by some versions of the editor as a list, by others as a number; absent in most files. */
export function gallerySlots({ _savedGallerySlots }: JsonObject, urls: readonly string[]): JsonObject {
  const written: JsonValue | undefined = _savedGallerySlots
  if (typeof written === 'number') return { _savedGallerySlots: urls.length }
  return isJsonArray(written) ? { _savedGallerySlots: urls } : {}
}
