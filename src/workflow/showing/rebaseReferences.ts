/** Relative references to media, rewritten for a file that stands elsewhere. Never `http(s):`, `data:` or absolute paths. */
import type { Edit } from '../edits.ts'
import { isJsonArray, isJsonObject, type JsonPath, type JsonValue } from '../json.ts'
import type { DocumentNode } from '../reading/nodes.ts'

const mediaKeys = [
  'imageData',
  'batchImages',
  '_savedImages',
  '_savedVideos',
  '_savedClips',
  '_savedVideoUrl',
  '_savedApprovalImages',
  '_savedApprovalVideos',
  'lastData',
  '_lastApprovedData',
  'galleryImages',
  'galleryVideos',
  '_savedGalleryImages',
  '_savedGalleryVideos',
  '_savedGallerySlots',
]

/** Base64 without its `data:` looks like a path; no path is this long. */
const longestPath = 1024

/** `path` leads to the node's properties, keys in `written` are left alone. Foreign nodes keep what they have. */
export function rebaseReferences(
  { kind, properties }: DocumentNode,
  path: JsonPath,
  written: ReadonlySet<string>,
  rebase: (url: string) => string,
): Edit[] {
  if (kind === 'foreign') return []
  return mediaKeys.flatMap((key) => {
    const value = properties[key]
    return value === undefined || written.has(key) ? [] : rebaseValue(value, [...path, key], rebase)
  })
}

function rebaseValue(value: JsonValue, path: JsonPath, rebase: (url: string) => string): Edit[] {
  if (typeof value === 'string') return isRelative(value) ? [{ path, value: rebase(value) }] : []
  if (isJsonArray(value)) return value.flatMap((entry, index) => rebaseValue(entry, [...path, index], rebase))
  if (!isJsonObject(value)) return []
  return ['url', 'src', 'imageData'].flatMap((key) => {
    const url = value[key]
    return typeof url === 'string' ? rebaseValue(url, [...path, key], rebase) : []
  })
}

function isRelative(url: string): boolean {
  return url.trim() !== '' && url.length <= longestPath && !/^([a-z][a-z0-9+.-]*:|[\\/])/i.test(url)
}
