// A thousand kills with SIGKILL at random moments: what is lost, what is paid twice, and what of that the ledger tells.
import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePublicBucket } from '../scripts/s3/publicBucket.mjs'
import { missingPrograms, startS3Server } from '../scripts/s3/s3Server.mjs'
import { plainStill } from './builtRetake.mjs'
import { killPlainScript } from './kills/killPlainScript.mjs'
import { killRuns } from './kills/killRuns.mjs'
import { number } from './table.mjs'

const kills = Number(process.env.RETAKE_KILLS ?? 1_000)
const shape = {
  scenes: 8,
  candidates: 4,
  mostMs: 700,
  avatar: plainStill({ aspectRatio: '9:16' }, 'c0ffee'),
}

/** @type {import('./table.mjs').Bench} */
export const killed = {
  name: 'kills',
  measure: async () => {
    const share = Math.ceil(kills * 0.7)
    const alone = await killRuns({ ...shape, kills: share, serviceKills: 0, mirrorKills: 0 })
    const all = await withMirror((mirror) =>
      killRuns({ ...shape, ...mirror, kills: kills - share, serviceKills: 0.1, mirrorKills: 0.05 }),
    )
    const script = await killPlainScript({ ...shape, kills: 50 })
    const columns = [
      'killed',
      'kills',
      'runs',
      'candidates',
      'jobs paid',
      'lost',
      'paid twice',
      'of them marked',
    ]
    const notes = [
      'The plain script keeps no record of what it sent: nothing it paid twice is marked anywhere.',
      `What "retake fsck" found wrong after all of it: ${alone.unsound + all.unsound}.`,
    ]
    const rows = [
      rowOf('Retake', alone),
      rowOf(
        `Retake; the service ${all.serviceKills} times, the mirror ${all.mirrorKills} times besides`,
        all,
      ),
      [
        'plain script',
        number(script.kills),
        '1',
        number(script.needed),
        number(script.accepted),
        '0',
        number(script.accepted - script.needed),
        '0',
      ],
    ]
    return { columns, rows, notes }
  },
}

/** @param {string} name @param {import('./kills/killRuns.mjs').Tally} tally */
function rowOf(name, { kills, runs, kept, accepted, lost, unmarked, marked }) {
  return [
    name,
    number(kills),
    number(runs),
    number(kept),
    number(accepted),
    number(lost),
    number(unmarked + marked),
    number(marked),
  ]
}

/**
 * @template Result
 * @param {(mirror: Pick<import('./kills/killRuns.mjs').Killing, 'mirror' | 'environment'>) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function withMirror(work) {
  const missing = await missingPrograms()
  if (missing.length > 0)
    throw new Error(`It needs a real S3 server (docs/S3-SERVER.md): ${missing.join(', ')}.`)
  const mirror = await startS3Server(realpathSync(mkdtempSync(join(tmpdir(), 'retake-s3-'))))
  try {
    return await work({ mirror, environment: await variablesOf(mirror) })
  } finally {
    await mirror.stop()
  }
}

/** @param {import('../scripts/s3/s3Server.mjs').S3Server} server */
async function variablesOf(server) {
  await makePublicBucket(server, 'kills')
  return {
    S3_ENDPOINT: server.endpoint,
    S3_REGION: server.region,
    S3_BUCKET: 'kills',
    S3_PUBLIC_URL: `${server.endpoint}/kills`,
    S3_ACCESS_KEY_ID: server.accessKeyId,
    S3_SECRET_ACCESS_KEY: server.secretAccessKey,
  }
}
