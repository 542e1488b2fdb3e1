/** A real S3 server for one test file, with buckets that anybody may read. */
import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { makePublicBucket } from '../../../scripts/s3/publicBucket.mjs'
import { missingPrograms, startS3Server } from '../../../scripts/s3/s3Server.mjs'

export interface S3 {
  readonly endpoint: string
  readonly client: S3Client
  /** Makes a bucket, and gives the variables that name it. @param endpoint in place of its own: a line to it */
  freshBucket(endpoint?: string): Promise<S3Variables>
  /** Keys of all objects, with the time of their last change. */
  objects(bucket: string): Promise<string[]>
  /** Keys of uploads in parts that were begun and not ended. */
  uploads(bucket: string): Promise<string[]>
  remove(place: Place): Promise<void>
  overwrite(place: Place, bytes: Uint8Array): Promise<void>
  makePrivate(bucket: string): Promise<void>
  killGateway(): Promise<void>
  startGateway(): Promise<void>
  close(): Promise<void>
}

export interface S3Variables {
  readonly S3_ENDPOINT: string
  readonly S3_REGION: string
  readonly S3_BUCKET: string
  readonly S3_PUBLIC_URL: string
  readonly S3_ACCESS_KEY_ID: string
  readonly S3_SECRET_ACCESS_KEY: string
}

interface Place {
  readonly bucket: string
  readonly key: string
}

const missing = await missingPrograms()

/** False where the server's programs are not installed: the tests that need them are skipped. In CI they must be there. */
export const withS3 = missing.length === 0
if (!withS3 && process.env.CI) throw new Error(`Not installed: ${missing.join(', ')}`)

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

/** Takes about 12 seconds. */
export async function openS3(): Promise<S3> {
  const server = await startS3Server(realpathSync(mkdtempSync(join(tmpdir(), 'retake-s3-'))))
  const { endpoint, region, accessKeyId, secretAccessKey } = server
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  let buckets = 0
  return {
    endpoint,
    client,
    freshBucket: async (address = endpoint) => {
      buckets += 1
      const Bucket = `clips-${buckets}`
      await makePublicBucket(server, Bucket)
      return {
        S3_ENDPOINT: address,
        S3_REGION: region,
        S3_BUCKET: Bucket,
        S3_PUBLIC_URL: `${endpoint}/${Bucket}`,
        S3_ACCESS_KEY_ID: accessKeyId,
        S3_SECRET_ACCESS_KEY: secretAccessKey,
      }
    },
    objects: async (Bucket) => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
      return Contents.map(({ Key, LastModified }) => `${Key} ${LastModified?.toISOString()}`)
    },
    uploads: async (Bucket) => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
      return Uploads.map(({ Key }) => Key ?? '')
    },
    remove: async ({ bucket: Bucket, key: Key }) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key }))
    },
    overwrite: async ({ bucket: Bucket, key: Key }, bytes) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: bytes }))
    },
    makePrivate: async (Bucket) => {
      await client.send(new DeleteBucketPolicyCommand({ Bucket }))
    },
    killGateway: server.killGateway,
    startGateway: server.startGateway,
    close: async () => {
      client.destroy()
      await server.stop()
    },
  }
}
