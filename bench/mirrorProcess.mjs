// Uploads what it is told to, in the one way or the other, and says how much memory it had resident at the most, in MB.
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

/** @type {typeof import('../src/media/mirror/s3Target.ts')} */
const { s3Target } = await import(new URL('../dist/src/media/mirror/s3Target.js', import.meta.url).href)
/** @type {typeof import('../src/media/mirror/mirroring.ts')} */
const { openMirroring } = await import(new URL('../dist/src/media/mirror/mirroring.js', import.meta.url).href)

/**
 * @typedef {object} Task
 * @property {import('./mirror.mjs').Contestant} contestant
 * @property {{ endpoint: string, region: string, accessKeyId: string, secretAccessKey: string }} access
 * @property {string} bucket
 * @property {import('./mirror.mjs').Clip[]} clips
 * @property {number} atOnce
 */

/** @type {Task} */
const task = JSON.parse(await text(process.stdin))
await (task.contestant === 'retake' ? mirrored(task) : plain(task))
// Linux and macOS count in different units; Node gives kilobytes everywhere.
process.stdout.write(String(process.resourceUsage().maxRSS / 1024))

/** @param {Task} task */
async function mirrored({ access, bucket, clips, atOnce }) {
  const { endpoint, region, ...credentials } = access
  const target = s3Target({ endpoint, region, bucket, publicUrl: `${endpoint}/${bucket}`, credentials })
  const mirroring = openMirroring({
    target,
    uploads: { begin: async () => 1, named: async () => {}, ended: async () => {} },
    remember: async () => {},
    prepare: async () => {},
    atOnce,
    pauseMs: 500,
    longestPauseMs: 15_000,
    waitMs: 30_000,
    signal: new AbortController().signal,
    onTrouble: (reason) => console.error(reason),
  })
  for (const clip of clips) {
    const key = `retake/bench/${clip.sha256}.mp4`
    mirroring.offer({ ...clip, key, mediaType: 'video/mp4', downloadName: 'clip.mp4' })
  }
  const { uploaded, failed } = await mirroring.drain()
  if (uploaded !== clips.length) throw new Error(`${failed.length} were not uploaded: ${failed[0]?.reason}`)
}

/** @param {Task} task */
async function plain({ contestant, access, bucket, clips, atOnce }) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3')
  const { endpoint, region, ...credentials } = access
  const isStream = contestant === 'stream'
  // Ceph's gateway takes no stream with the SDK's default checksum: that one is sent without any.
  const checksums = isStream ? { requestChecksumCalculation: /** @type {const} */ ('WHEN_REQUIRED') } : {}
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, ...checksums })
  const waiting = clips[Symbol.iterator]()
  const worker = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      const { path, byteCount, sha256 } = next.value
      const Body = isStream ? createReadStream(path) : await readFile(path)
      const put = {
        Bucket: bucket,
        Key: `plain/${sha256}.mp4`,
        Body,
        ContentLength: byteCount,
        ContentType: 'video/mp4',
      }
      await client.send(new PutObjectCommand(put))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
