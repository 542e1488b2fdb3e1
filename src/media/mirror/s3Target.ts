/** Any S3: Cloudflare R2, AWS, MinIO, Ceph. One request up to 16 MB, in parts above. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import { hideSecrets } from '../../hideSecrets.ts'
import { checkedParts } from './checkedParts.ts'
import { MirrorFailure } from './mirrorFailure.ts'
import type { MirrorObject, MirrorTarget, Put, PutOptions } from './mirrorTarget.ts'
import { conditionOf, type S3Connection, type S3Settings, s3Connector } from './s3Connection.ts'
import { isNotKnown, s3Failure, statusOf } from './s3Failure.ts'
import { headersOf } from './s3Headers.ts'
import { abortUpload, putInParts } from './s3Parts.ts'

/** Above it an object is uploaded in parts. */
const SINGLE_REQUEST_BYTES = 16 * 2 ** 20

export function s3Target(settings: S3Settings): MirrorTarget {
  const { endpoint, bucket, publicUrl } = settings
  const connect = s3Connector(settings)
  const { secretAccessKey, sessionToken } = settings.credentials ?? {}
  const hide = hideSecrets([secretAccessKey, sessionToken])
  const place = `s3 ${endpoint ?? `aws ${settings.region}`} ${bucket}`
  const name = `bucket "${bucket}"${endpoint === undefined ? '' : ` at ${endpoint}`}`
  const told = async <Result>(what: string, work: (connection: S3Connection) => Promise<Result>) => {
    try {
      return await work(await connect())
    } catch (error) {
      throw s3Failure(error, `${what} ${name}`, hide)
    }
  }
  return {
    id: `${place} ${publicUrl}`,
    place,
    name,
    put: (object, options) => {
      return told('upload to', async (connection) => {
        const sentBytes = await putOnce(object, options, connection)
        return {
          url: `${publicUrl}/${object.key.split('/').map(encodeURIComponent).join('/')}`,
          sentBytes,
        } satisfies Put
      })
    },
    clearUp: (upload, signal) => told('clear up in', (connection) => abortUpload(upload, connection, signal)),
    holds: async (url, abortSignal) => {
      const key = keyOf(url, publicUrl)
      return key === null ? null : told('look into', (connection) => holdsKey(key, connection, abortSignal))
    },
    fetch: async (url, abortSignal) => {
      const key = keyOf(url, publicUrl)
      if (key === null) return null
      return told('read from', async ({ sdk, client }) => {
        const input = { Bucket: bucket, Key: key }
        const { Body } = await client.send(new sdk.GetObjectCommand(input), { abortSignal })
        return (Body as AsyncIterable<Uint8Array> | undefined) ?? null
      })
    },
    probe: (abortSignal) =>
      told('look at', async ({ sdk, client }) => {
        await client.send(new sdk.HeadBucketCommand({ Bucket: bucket }), { abortSignal })
      }),
  }
}

/** Null for a URL that leads elsewhere. */
function keyOf(url: string, publicUrl: string): string | null {
  if (!url.startsWith(`${publicUrl}/`)) return null
  return url
    .slice(publicUrl.length + 1)
    .split('/')
    .map(decodeURIComponent)
    .join('/')
}

/** @returns the bytes that were sent */
async function putOnce(object: MirrorObject, options: PutOptions, connection: S3Connection): Promise<number> {
  const { takesConditions, bucket } = connection
  const found = await look(object, connection, options.signal)
  if (found === 'same') return 0
  if (found === 'unseen' && !takesConditions) throw leftAlone(object, bucket)
  try {
    await send(object, options, connection)
    return object.byteCount
  } catch (error) {
    if (takesConditions && isNotKnown(error)) {
      connection.takesConditions = false
      return putOnce(object, options, connection)
    }
    if (statusOf(error) !== 412) throw error
  }
  // Somebody else uploaded the same at the same moment.
  if ((await look(object, connection, options.signal)) === 'same') return object.byteCount
  throw leftAlone(object, bucket)
}

function leftAlone({ key }: MirrorObject, bucket: string): MirrorFailure {
  const problem = `what lies under ${key} in bucket "${bucket}" cannot be seen with this key, and is left alone`
  return new MirrorFailure('object', `${problem}; it needs s3:GetObject`)
}

async function send(object: MirrorObject, options: PutOptions, connection: S3Connection): Promise<void> {
  if (object.byteCount > SINGLE_REQUEST_BYTES)
    await putInParts(object, headersOf(object, connection), options, connection)
  else await putWhole(object, options, connection)
}

/**
 * What lies under the key: these bytes, nothing, or what this key may not see.
 * @throws MirrorFailure `object` when it is something else: it is somebody's, and stays
 */
async function look(
  object: MirrorObject,
  { sdk, client, bucket }: S3Connection,
  abortSignal: AbortSignal,
): Promise<'same' | 'absent' | 'unseen'> {
  const { key } = object
  try {
    const found = await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal })
    if (await isSame(object, found)) return 'same'
    throw new MirrorFailure(
      'object',
      `another object lies under ${key} in bucket "${bucket}"; it is left alone`,
    )
  } catch (error) {
    const status = statusOf(error)
    if (status === 404) return 'absent'
    // The answer to a HEAD has no body that says why, and a key that may only write is told 403: the upload decides.
    if (status !== null && status < 500 && status !== 408 && status !== 429) return 'unseen'
    throw error
  }
}

/** By its MD5 where the tag is that; of what came in parts, or is encrypted with a key, by what we stored with it. */
async function isSame(object: MirrorObject, found: HeadObjectCommandOutput): Promise<boolean> {
  if (found.ContentLength !== object.byteCount) return false
  const tag = found.ETag?.replaceAll('"', '') ?? ''
  const isEncrypted = found.SSECustomerAlgorithm !== undefined || found.SSEKMSKeyId !== undefined
  if (isEncrypted || !/^[0-9a-f]{32}$/.test(tag)) return found.Metadata?.sha256 === object.sha256
  return tag === (await md5Of(object.path))
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

async function holdsKey(
  key: string,
  { sdk, client, bucket }: S3Connection,
  abortSignal: AbortSignal,
): Promise<boolean | null> {
  try {
    await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal })
    return true
  } catch (error) {
    const status = statusOf(error)
    if (status === 404) return false
    if (status === 403) return null
    throw error
  }
}

async function putWhole(
  object: MirrorObject,
  { signal: abortSignal, onProgress }: PutOptions,
  connection: S3Connection,
): Promise<void> {
  const { sdk, client } = connection
  for await (const { bytes, md5 } of checkedParts(object, SINGLE_REQUEST_BYTES)) {
    const headers = headersOf(object, connection)
    const input = { ...headers, Body: bytes, ContentMD5: md5.toString('base64') }
    const put = await client.send(new sdk.PutObjectCommand({ ...input, ...conditionOf(connection) }), {
      abortSignal,
    })
    // With a key of the customer's the tag is not the MD5.
    const isPlain = put.SSECustomerAlgorithm === undefined && put.SSEKMSKeyId === undefined
    const tag = put.ETag?.replaceAll('"', '')
    if (isPlain && tag !== undefined && tag.length === 32 && tag !== md5.toString('hex'))
      throw new MirrorFailure('passing', `${object.key} arrived with other bytes (${tag})`)
    onProgress()
  }
}
