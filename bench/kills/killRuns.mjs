// Kills a run at random moments until it has been killed so often; each run that comes to its end is looked into, and another is begun.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sceneWorkflow } from '../workflows.mjs'
import { startService } from './service.mjs'
import { start } from './victim.mjs'

/**
 * @typedef {object} Killing
 * @property {number} kills Of Retake.
 * @property {number} scenes A still and a clip each.
 * @property {number} candidates Of each still and clip.
 * @property {number} mostMs A life is ended at most so long after its first call to the service.
 * @property {number} serviceKills How likely it is that the service is killed in a life, 0 to 1.
 * @property {Pick<import('../../scripts/s3/s3Server.mjs').S3Server, 'killGateway' | 'startGateway'>} [mirror]
 * @property {number} mirrorKills How likely it is that the gateway of the mirror is killed in a life.
 * @property {Record<string, string>} [environment] Of Retake: how it finds the mirror.
 * @property {Uint8Array} avatar
 *
 * @typedef {object} Tally
 * @property {number} kills
 * @property {number} serviceKills
 * @property {number} mirrorKills
 * @property {number} runs That came to their end.
 * @property {number} needed Candidates that those runs had to make.
 * @property {number} accepted Jobs that the service took.
 * @property {number} kept Candidates that are kept, with all their bytes.
 * @property {number} lost Candidates that are not there although their run came to its end.
 * @property {number} unsound What `retake fsck` finds wrong: bytes, generated files, sheets.
 * @property {number} unmarked Jobs beyond one for each candidate that the ledger neither marks nor names as failed.
 * @property {number} marked Jobs beyond one for each candidate that it does.
 */

const retake = fileURLToPath(new URL('../../bin/retake.mjs', import.meta.url))
export const latencyMs = { image: 60, video: 120 }
const mostLives = 2_000

/** @param {Killing} killing @returns {Promise<Tally>} */
export async function killRuns(killing) {
  /** @type {Tally} */
  const tally = {
    kills: 0, serviceKills: 0, mirrorKills: 0, runs: 0, needed: 0, accepted: 0, kept: 0, lost: 0, unsound: 0, unmarked: 0, marked: 0,
  } // biome-ignore format: counts in a row
  while (tally.kills < killing.kills) await killOneRun(killing, tally)
  return tally
}

/** @param {Killing} killing @param {Tally} tally */
async function killOneRun(killing, tally) {
  const { scenes, candidates, avatar, environment = {} } = killing
  const root = mkdtempSync(join(tmpdir(), 'retake-kills-'))
  const folder = join(root, 'project')
  const service = await startService(join(root, 'ledger.jsonl'), { latencyMs, width: 3 })
  try {
    mkdirSync(folder)
    writeFileSync(
      join(folder, 'KILL1-V0-1.nbflow'),
      JSON.stringify(sceneWorkflow(scenes, { outputCount: candidates })),
    )
    writeFileSync(join(folder, 'avatar.png'), avatar)
    const settings = {
      glabsUrl: service.url,
      poll: { minMs: 10, maxMs: 50 },
      retry: { baseMs: 10 },
      waitMs: 20_000,
    }
    writeFileSync(join(folder, 'retake.config.json'), JSON.stringify(settings))
    const victim = (/** @type {string[]} */ ...args) => start([retake, ...args], { cwd: folder, environment })
    await untilItEnds(killing, tally, { service, run: () => victim('run', 'KILL1') })
    const json = async (/** @type {string[]} */ ...args) =>
      JSON.parse((await victim(...args, '--json').ended).said)
    tally.runs += 1
    await lookInto(tally, { service, json, needed: scenes * 2 * candidates })
  } finally {
    service.end()
    rmSync(root, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * @param {Killing} killing
 * @param {Tally} tally
 * @param {{ service: import('./service.mjs').Service, run: () => import('./victim.mjs').Victim }} world
 */
async function untilItEnds(killing, tally, { service, run }) {
  for (let life = 1; life <= mostLives; life += 1) {
    const victim = run()
    const isLast = tally.kills >= killing.kills
    const death = isLast ? null : killAtWork(victim, service, killing.mostMs)
    const others = [
      maybe(killing.serviceKills, isLast, async () => {
        tally.serviceKills += 1
        await service.killAndRestart()
      }),
      maybe(killing.mirrorKills, isLast, async () => {
        if (killing.mirror === undefined) return
        tally.mirrorKills += 1
        await killing.mirror.killGateway()
        await killing.mirror.startGateway()
      }),
    ]
    const { exitCode, said } = await victim.ended
    await Promise.all(others)
    if (exitCode === null) tally.kills += 1
    else if (exitCode === 0) return
    else if (isLast && life > 20) throw new Error(`It does not come to its end (${exitCode}):\n${said}`)
    await death
  }
  throw new Error(`${mostLives} lives were not enough.`)
}

/**
 * Starting takes longer than most of the work: who is killed before has proven nothing.
 *
 * @param {import('./victim.mjs').Victim} victim
 * @param {import('./service.mjs').Service} service
 * @param {number} mostMs
 */
export async function killAtWork(victim, service, mostMs) {
  await Promise.race([service.nextCall(), victim.ended])
  await pause(Math.random() * mostMs)
  victim.kill()
}

/** @param {number} chance @param {boolean} isLast @param {() => Promise<void>} kill */
async function maybe(chance, isLast, kill) {
  if (isLast || Math.random() >= chance) return
  await pause(Math.random() * 500)
  await kill()
}

/**
 * Both ledgers, and every byte of the vault.
 *
 * @param {Tally} tally
 * @param {{ service: import('./service.mjs').Service, json: (...args: string[]) => Promise<any>, needed: number }} world
 */
async function lookInto(tally, { service, json, needed }) {
  const { jobs } = await json('ledger')
  const { generations } = await json('show', 'KILL1')
  const checked = await json('fsck')
  const accepted = service.accepted()
  const kept = generations.flatMap(
    (/** @type {{ candidates: object[] }} */ { candidates }) => candidates,
  ).length
  const known = new Set(
    jobs.flatMap((/** @type {{ handle: { taskId: string } | null }} */ { handle }) => handle?.taskId ?? []),
  )
  const strays = accepted.filter((task) => !known.has(task)).length
  const wasted = jobs.filter((/** @type {{ isWasted: boolean }} */ { isWasted }) => isWasted).length
  const unknown = jobs.filter((/** @type {{ taken: string }} */ { taken }) => taken === 'perhaps').length
  const beyond = accepted.length - kept
  tally.needed += needed
  tally.accepted += accepted.length
  tally.kept += kept
  tally.lost += needed - kept
  tally.unsound += checked.problems.length
  tally.unmarked += Math.max(0, strays - unknown) + Math.max(0, beyond - wasted - strays)
  tally.marked += Math.min(beyond, wasted + Math.min(strays, unknown))
}
