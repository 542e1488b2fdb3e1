/** Where an object lies at the mirror: by content, so that one name never stands for other bytes. */
import { EXTENSIONS, type MediaType } from '../identify.ts'

/** @param workflow fit for a URL path */
export function mirrorKey(prefix: string, workflow: string, sha256: string, mediaType: string): string {
  const ending = EXTENSIONS[mediaType as MediaType]
  return [...prefix.split('/').filter((part) => part !== ''), workflow, `${sha256}.${ending}`].join('/')
}
