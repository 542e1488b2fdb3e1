/** A connection to an S3. The SDK (22 MB, 0.2 s to load) is loaded when something is first asked of it. */
import type { S3Client } from '@aws-sdk/client-s3'
import { faultPoint } from '../../faultPoint.ts'

export interface S3Settings {
  readonly endpoint: string | undefined
  readonly region: string
  readonly bucket: string
  /** What public URLs begin with, without a `/` at the end. */
  readonly publicUrl: string
  /** Undefined: those of the usual places (profile files, the role of the machine). */
  readonly credentials: S3Credentials | undefined
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface S3Connection {
  readonly sdk: typeof import('@aws-sdk/client-s3')
  readonly client: S3Client
  readonly bucket: string
  /** Whether the service knows the condition that nothing lies under a key. Backblaze B2 refuses it. */
  takesConditions: boolean
}

/** For an upload that must not take another object's place. */
export function conditionOf({ takesConditions }: S3Connection): { IfNoneMatch?: '*' } {
  return takesConditions ? { IfNoneMatch: '*' } : {}
}

const CONNECT_MS = 10_000
/** Without a byte in either direction. */
const SILENCE_MS = 30_000

export function s3Connector({
  endpoint,
  region,
  bucket,
  credentials,
}: S3Settings): () => Promise<S3Connection> {
  let opening: Promise<S3Connection> | null = null
  const connect = async (): Promise<S3Connection> => {
    // Else the SDK prints on Node 20 that its later versions want Node 22; this version is pinned.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
    const sdk = await import('@aws-sdk/client-s3')
    const client = new sdk.S3Client({
      region,
      // Not every S3 takes the bucket as part of the host name.
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      ...(credentials === undefined ? {} : { credentials }),
      // There is one policy of repeating, in mirroring.ts.
      maxAttempts: 1,
      // We send MD5, which every S3 checks; of the newer checksums each knows others.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    })
    client.middlewareStack.add(
      (next) => async (args) => {
        faultPoint('network:mirror')
        const answer = await next(args)
        faultPoint('network:mirrored')
        return answer
      },
      { step: 'finalizeRequest' },
    )
    return { sdk, client, bucket, takesConditions: true }
  }
  return () => {
    opening ??= connect()
    return opening
  }
}
