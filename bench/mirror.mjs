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

/** @typedef {'retake' | 'buffer' | 'stream'} Contestant */

/** @type {import('./table.mjs').Bench} */
export const mirror = {
  name: 'mirror',
  measure: async () => {
    const missing = await missingPrograms()
    if (missing.length > 0)
      throw new Error(`It needs a real S3 server (docs/S3-SERVER.md): ${missing.join(', ')}.`)
    const folder = mkdtempSync(join(tmpdir(), 'retake-bench-mirror-'))
    try {
      return await contest(folder, clipsIn(folder))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** @param {string} folder @param {Clip[]} clips */
async function contest(folder, clips) {
  /** @type {Record<string, number[]>} */
  const peaks = { retake: [], buffer: [], stream: [] }
  const turn = (/** @type {Contestant} */ contestant) => () =>
    withServer(folder, async (server, bucket) => {
      let peak = 0
      const elapsed = await timed(async () => {
        peak = await upload({ contestant, server, bucket, clips, atOnce })
      })
      peaks[contestant]?.push(peak)
      return elapsed
    })
  const idle = await withServer(folder, (server, bucket) =>
    upload({ contestant: 'retake', server, bucket, clips: [], atOnce }),
  )
  const contestants = { retake: turn('retake'), buffer: turn('buffer'), stream: turn('stream') }
  const { median, ratio } = await alternate(contestants, { rounds })
  const gigabytes = (clipCount * clipBytes) / 2 ** 30
  const most = (/** @type {string} */ name) => Math.max(...(peaks[name] ?? []))
  const row = (/** @type {string} */ told, /** @type {string} */ name, /** @type {string} */ bar) => [
    told,
    `${number((median[name] ?? Number.NaN) / 1000)} s`,
    `${number((gigabytes * 1024) / ((median[name] ?? Number.NaN) / 1000))} MB/s`,
    number(ratio(name, 'buffer')),
    `${number(most(name))} MB`,
    bar,
  ]
  return {
    columns: ['', `${number(gigabytes)} GB`, 'speed', '÷ plain, read whole', 'most memory', 'bar'],
    rows: [
      row(
        'Retake: asked first, MD5 and SHA-256, in parts',
        'retake',
        against(most('retake'), mostMegabytes, 'MB'),
      ),
      row('SDK, plain `PutObject` of each file read whole, its own CRC-32', 'buffer', ''),
      row('SDK, plain `PutObject` of a stream, no checksum', 'stream', ''),
    ],
    notes: [
      `${clipCount} clips of ${clipBytes / 2 ** 20} MB, ${atOnce} at once, ${rounds} rounds in turns, a process and a server each time; the start of the process is in the time. A process that uploads nothing has ${number(idle)} MB.`,
    ],
  }
}

/**
 * A server of its own for each turn: it keeps everything in memory.
 *
 * @template Result
 * @param {string} folder
 * @param {(server: import('../scripts/s3/s3Server.mjs').S3Server, bucket: string) => Promise<Result>} work
 */
async function withServer(folder, work) {
  const server = await startS3Server(join(folder, 's3'))
  const bucket = 'bench'
  try {
    await makePublicBucket(server, bucket)
    // The first object of a new server takes seconds: its pools are made.
    const [first] = clipsIn(folder, 1, 1024)
    await upload({
      contestant: 'buffer',
      server,
      bucket,
      clips: first === undefined ? [] : [first],
      atOnce: 1,
    })
    return await work(server, bucket)
  } finally {
    await server.stop()
  }
}

/** @param {string} folder @returns {Clip[]} */
function clipsIn(folder, count = clipCount, byteCount = clipBytes) {
  return Array.from({ length: count }, (_, at) => {
    const bytes = randomBytes(byteCount)
    const path = join(folder, `clip-${byteCount}-${at}.mp4`)
    writeFileSync(path, bytes)
    return { sha256: createHash('sha256').update(bytes).digest('hex'), path, byteCount }
  })
}

/**
 * @param {{ contestant: Contestant, server: import('../scripts/s3/s3Server.mjs').S3Server, bucket: string, clips: Clip[], atOnce: number }} task
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
