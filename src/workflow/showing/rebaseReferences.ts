/**
 * References to media, rewritten for a file that stands elsewhere: relative ones, and those of the web where that is
 * asked for. Never `data:` or absolute paths.
 */
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

/** @returns what is to stand in place of a reference */
export type Rebase = (url: string) => string

/** `path` leads to the node's properties, keys in `written` are left alone. Foreign nodes keep what they have. */
export function rebaseReferences(
  { kind, properties }: DocumentNode,
  path: JsonPath,
  written: ReadonlySet<string>,
  rebase: Rebase,
  ofWeb: Rebase = (url) => url,
): Edit[] {
  const rewrite: Rebase = (url) => (isRelative(url) ? rebase(url) : /^https?:/i.test(url) ? ofWeb(url) : url)
  if (kind === 'foreign') return []
  return mediaKeys.flatMap((key) => {
    const value = properties[key]
    return value === undefined || written.has(key) ? [] : rebaseValue(value, [...path, key], rewrite)
  })
}

function rebaseValue(value: JsonValue, path: JsonPath, rewrite: Rebase): Edit[] {
  if (typeof value === 'string') {
    const rewritten = rewrite(value)
    return rewritten === value ? [] : [{ path, value: rewritten }]
  }
  if (isJsonArray(value))
    return value.flatMap((entry, index) => rebaseValue(entry, [...path, index], rewrite))
  if (!isJsonObject(value)) return []
  return ['url', 'src', 'imageData'].flatMap((key) => {
    const url = value[key]
    return typeof url === 'string' ? rebaseValue(url, [...path, key], rewrite) : []
  })
}

function isRelative(url: string): boolean {
  return url.trim() !== '' && url.length <= longestPath && !/^([a-z][a-z0-9+.-]*:|[\\/])/i.test(url)
}
