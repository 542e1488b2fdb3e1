/** What an object is stored with. */
import type { PutObjectCommandInput } from '@aws-sdk/client-s3'
import { contentDisposition } from './contentDisposition.ts'
import type { MirrorObject } from './mirrorTarget.ts'
import type { S3Connection } from './s3Connection.ts'

/** The name of content is its hash: what was fetched once never changes. */
export const CACHE_CONTROL = 'public, max-age=31536000, immutable'

export type ObjectHeaders = Pick<
  PutObjectCommandInput,
  'Bucket' | 'Key' | 'ContentType' | 'CacheControl' | 'ContentDisposition' | 'Metadata'
>

export function headersOf(
  { key, mediaType, downloadName, sha256 }: MirrorObject,
  { bucket }: S3Connection,
): ObjectHeaders {
  return {
    Bucket: bucket,
    Key: key,
    ContentType: mediaType,
    CacheControl: CACHE_CONTROL,
    ContentDisposition: contentDisposition(downloadName),
    Metadata: { sha256 },
  }
}
