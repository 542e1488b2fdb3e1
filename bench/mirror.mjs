// 1 GB of clips to a real S3 server: Retake's mirror, with checksums, beside the SDK's plain PutObject of the same files.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePublicBucket } from '../scripts/s3/publicBucket.mjs'
import { missingPrograms, startS3Server } from '../scripts/s3/s3Server.mjs'
import { alternate, timed } from './alternate.mjs'
import { against, number } from './table.mjs'

const clipCount = 32
const clipBytes = 32 * 2 ** 20
const atOnce = 4
const rounds = 3
const mostMegabytes = 250

/**
 * @typedef {object} Clip
 * @property {string} sha256
 * @property {string} path
 * @property {number} byteCount
 */

/** @type {import('./table.mjs').Bench} */
export const mirror = {
  name: 'mirror',
  measure: async () => {
    const missing = await missingPrograms()
    if (missing.length > 0)
      throw new Error(`It needs a real S3 server (docs/S3-SERVER.md): ${missing.join(', ')}.`)
    const folder = mkdtempSync(join(tmpdir(), 'retake-bench-mirror-'))
    const server = await startS3Server(join(folder, 's3'))
    try {
      return await contest(server, clipsIn(folder))
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** @param {import('../scripts/s3/s3Server.mjs').S3Server} server @param {Clip[]} clips */
async function contest(server, clips) {
  let buckets = 0
  /** @type {Record<string, number[]>} */
  const peaks = { retake: [], sdk: [], idle: [] }
  const turn = (/** @type {'retake' | 'sdk'} */ contestant) => async () => {
    buckets += 1
    const bucket = `bench-${buckets}`
    await makePublicBucket(server, bucket)
    let peak = 0
    const elapsed = await timed(async () => {
      peak = await upload({ contestant, server, bucket, clips, atOnce })
    })
    peaks[contestant]?.push(peak)
    return elapsed
  }
  // The first object of a new server takes seconds: its pools are made.
  await makePublicBucket(server, 'first')
  await upload({ contestant: 'sdk', server, bucket: 'first', clips: clips.slice(0, 1), atOnce: 1 })
  const idle = await upload({ contestant: 'retake', server, bucket: 'first', clips: [], atOnce })
  const { median, ratio } = await alternate({ retake: turn('retake'), sdk: turn('sdk') }, { rounds })
  const gigabytes = (clipCount * clipBytes) / 2 ** 30
  const most = (/** @type {string} */ name) => Math.max(...(peaks[name] ?? []))
  const row = (/** @type {string} */ told, /** @type {string} */ name, /** @type {string} */ bar) => [
    told,
    `${number((median[name] ?? Number.NaN) / 1000)} s`,
    `${number((gigabytes * 1024) / ((median[name] ?? Number.NaN) / 1000))} MB/s`,
    number(ratio(name, 'sdk')),
    `${number(most(name))} MB`,
    bar,
  ]
  return {
    columns: ['', `${number(gigabytes)} GB`, 'speed', '÷ plain', 'most memory', 'bar'],
    rows: [
      row(
        'Retake: asked first, MD5 and SHA-256, in parts, journaled',
        'retake',
        against(most('retake'), mostMegabytes, 'MB'),
      ),
      row("SDK's plain `PutObject` of a stream", 'sdk', ''),
    ],
    notes: [
      `${clipCount} clips of ${clipBytes / 2 ** 20} MB, ${atOnce} at once, ${rounds} rounds in turns, a process and a bucket each time; its start is in the time. A process that uploads nothing has ${number(idle)} MB.`,
    ],
  }
}

/** @param {string} folder @returns {Clip[]} */
function clipsIn(folder) {
  return Array.from({ length: clipCount }, (_, at) => {
    const bytes = randomBytes(clipBytes)
    const path = join(folder, `clip-${at}.mp4`)
    writeFileSync(path, bytes)
    return { sha256: createHash('sha256').update(bytes).digest('hex'), path, byteCount: clipBytes }
  })
}

/**
 * @param {{ contestant: 'retake' | 'sdk', server: import('../scripts/s3/s3Server.mjs').S3Server, bucket: string, clips: Clip[], atOnce: number }} task
 * @returns {Promise<number>} The most memory that the process had resident, in MB.
 */
function upload({ server, ...task }) {
  const { endpoint, region, accessKeyId, secretAccessKey } = server
  const asked = { ...task, access: { endpoint, region, accessKeyId, secretAccessKey } }
  return new Promise((resolve, reject) => {
    const program = fileURLToPath(new URL('./mirrorProcess.mjs', import.meta.url))
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(Number(said))
      else reject(new Error(`${task.contestant} ended with ${code}`))
    })
    child.stdin.end(JSON.stringify(asked))
  })
}
