/** Uploads in parts. Nothing is visible until the last step; one that is cut off is taken back by the next process. */
import { createHash } from 'node:crypto'
import { type CheckedPart, checkedParts } from './checkedParts.ts'
import { MirrorFailure } from './mirrorFailure.ts'
import type { MirrorObject, OpenUpload, PutOptions } from './mirrorTarget.ts'
import { conditionOf, type S3Connection } from './s3Connection.ts'
import { statusOf } from './s3Failure.ts'
import type { ObjectHeaders } from './s3Headers.ts'

const LEAST_PART_BYTES = 8 * 2 ** 20
/** S3 takes no more. */
const MOST_PARTS = 10_000
const PARTS_AT_ONCE = 3

interface Upload {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId: string
}

export async function putInParts(
  object: MirrorObject,
  headers: ObjectHeaders,
  options: PutOptions,
  connection: S3Connection,
): Promise<void> {
  const { sdk, client, bucket } = connection
  const { uploads, signal: abortSignal } = options
  const id = await uploads.begin(object.key)
  const begun = await client.send(new sdk.CreateMultipartUploadCommand(headers), { abortSignal })
  if (begun.UploadId === undefined) throw new MirrorFailure('passing', 'the service named no upload')
  await uploads.named(id, begun.UploadId)
  const upload: Upload = { Bucket: bucket, Key: object.key, UploadId: begun.UploadId }
  try {
    await completeUpload(
      await sendParts(object, upload, options, connection),
      upload,
      connection,
      abortSignal,
    )
  } catch (error) {
    await takeBack({ id, key: object.key, uploadId: upload.UploadId, beganAt: 0 }, connection, options)
    throw error
  }
  await uploads.ended(id)
}

interface SentPart {
  readonly PartNumber: number
  readonly ETag: string
  readonly md5: Buffer
}

/** A few at once; the first failure ends the rest. */
async function sendParts(
  object: MirrorObject,
  upload: Upload,
  { signal, onProgress }: PutOptions,
  { sdk, client }: S3Connection,
): Promise<SentPart[]> {
  const partBytes = Math.max(LEAST_PART_BYTES, Math.ceil(object.byteCount / MOST_PARTS))
  const failing = new AbortController()
  const abortSignal = AbortSignal.any([signal, failing.signal])
  const send = async ({ number, bytes, md5 }: CheckedPart): Promise<SentPart> => {
    const part = { ...upload, PartNumber: number, Body: bytes, ContentMD5: md5.toString('base64') }
    const { ETag } = await client.send(new sdk.UploadPartCommand(part), { abortSignal })
    if (ETag === undefined) throw new MirrorFailure('passing', `part ${number} was not acknowledged`)
    onProgress()
    return { PartNumber: number, ETag, md5 }
  }
  const sent: Promise<SentPart>[] = []
  const underWay = new Set<Promise<SentPart>>()
  try {
    for await (const part of checkedParts(object, partBytes)) {
      const sending = send(part)
      sent.push(sending)
      underWay.add(sending)
      sending.then(
        () => underWay.delete(sending),
        (error: unknown) => failing.abort(error),
      )
      if (underWay.size >= PARTS_AT_ONCE) await Promise.race(underWay)
    }
    return await Promise.all(sent)
  } catch (error) {
    // The others end because of the first, and may be noticed before it.
    const first: unknown = failing.signal.aborted ? failing.signal.reason : error
    failing.abort(first)
    await Promise.allSettled(sent)
    throw first
  }
}

async function completeUpload(
  sent: readonly SentPart[],
  upload: Upload,
  connection: S3Connection,
  abortSignal: AbortSignal,
): Promise<void> {
  const { sdk, client } = connection
  const Parts = sent.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))
  const complete = new sdk.CompleteMultipartUploadCommand({
    ...upload,
    MultipartUpload: { Parts },
    ...conditionOf(connection),
  })
  const { ETag } = await client.send(complete, { abortSignal })
  const isPlain = sent.every((part) => part.ETag.replaceAll('"', '') === part.md5.toString('hex'))
  const all = createHash('md5')
    .update(Buffer.concat(sent.map(({ md5 }) => md5)))
    .digest('hex')
  const tag = ETag?.replaceAll('"', '')
  if (isPlain && tag?.includes('-') && tag !== `${all}-${sent.length}`)
    throw new MirrorFailure('passing', `${upload.Key} arrived with other bytes (${tag})`)
}

const TAKE_BACK_MS = 5_000

/** At once if it can be; else the next process does it. */
async function takeBack(
  upload: OpenUpload,
  connection: S3Connection,
  { uploads }: PutOptions,
): Promise<void> {
  try {
    await abortUpload(upload, connection, AbortSignal.timeout(TAKE_BACK_MS))
    await uploads.ended(upload.id)
  } catch {
    // What failed first is what is told; the upload stays remembered.
  }
}

/** Clocks of two machines differ. */
const CLOCKS_DIFFER_MS = 15 * 60_000

/** One whose id is not known is found by its key, which nobody else gives: it ends in the hash of our bytes. */
export async function abortUpload(
  { key, uploadId, beganAt }: OpenUpload,
  { sdk, client, bucket }: S3Connection,
  abortSignal: AbortSignal,
): Promise<void> {
  const ids = uploadId === null ? await unknownUploads() : [uploadId]
  for (const UploadId of ids) {
    try {
      await client.send(new sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId }), {
        abortSignal,
      })
    } catch (error) {
      if (statusOf(error) !== 404) throw error
    }
  }

  async function unknownUploads(): Promise<string[]> {
    const list = new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key })
    const { Uploads = [] } = await client.send(list, { abortSignal })
    return Uploads.flatMap(({ Key, UploadId, Initiated }) => {
      const isOurs = Key === key && (Initiated?.getTime() ?? 0) >= beganAt - CLOCKS_DIFFER_MS
      return isOurs && UploadId !== undefined ? [UploadId] : []
    })
  }
}
