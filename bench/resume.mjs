// How soon a command that goes on with a killed run knows what to do, counted from the start of its process.
import { spawn } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alternate, timed } from './alternate.mjs'
import { startSim } from './builtRetake.mjs'
import { against, ms, number } from './table.mjs'
import { stillWorkflow } from './workflows.mjs'
import { openWorld } from './world.mjs'

const generations = 37
const candidates = 4
const barMs = 200
const rounds = 11
const retake = fileURLToPath(new URL('../bin/retake.mjs', import.meta.url))
/** The line that says what is to be paid: the plan is made. */
const decided = 'To pay for'

/** @type {import('./table.mjs').Bench} */
export const resume = {
  name: 'resume',
  measure: async () => {
    const { folder, file } = halfDoneWorkflow()
    const killedAfter = await killHalfway(folder, file)
    const contest = await alternate(
      { node: () => timed(() => ended(['-e', '0'], folder)), retake: () => resumed(folder, file) },
      { rounds, warmUps: 2 },
    )
    const { node, decision, request } = contest.median
    const rows = [
      [
        'it is decided what is asked for, looked up, and sent',
        ms(decision),
        against(decision ?? Number.NaN, barMs, 'ms'),
      ],
      ['the first question about a job, or the first job, is at the service', ms(request), ''],
      ['`node -e 0`, start and end', ms(node), ''],
    ]
    return {
      columns: ['from the start of the process until', 'time', 'bar'],
      rows,
      notes: [
        `${generations} generations of ${candidates} candidates, killed with SIGKILL after ${number(killedAfter)} of ${number(generations * candidates)} jobs; ${rounds} rounds, each on the store as the kill left it.`,
      ],
    }
  },
}

function halfDoneWorkflow() {
  const workflow = stillWorkflow({ chained: 0, single: generations })
  for (const { properties } of /** @type {any} */ (workflow).tabs[0].graphData.nodes) {
    if ('outputCount' in properties) properties.outputCount = candidates
  }
  return openWorld(workflow)
}

/** @param {string} folder @param {string} file @returns {Promise<number>} Jobs that were sent. */
async function killHalfway(folder, file) {
  const sim = await startSim({ pictures: 'plain', latencyMs: { image: 20, video: 20 } })
  const child = start(folder, file, sim.url)
  while (sim.ledger().length < (generations * candidates) / 2)
    await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGKILL')
  await new Promise((resolve) => child.on('close', resolve))
  const sent = sim.ledger().length
  await sim.close()
  cpSync(join(folder, '.retake'), join(folder, 'as-left'), { recursive: true })
  return sent
}

/**
 * Goes on with the run against a service that is well and gives no other answer, until both moments have been seen.
 *
 * @param {string} folder @param {string} file
 */
async function resumed(folder, file) {
  rmSync(join(folder, '.retake'), { recursive: true })
  cpSync(join(folder, 'as-left'), join(folder, '.retake'), { recursive: true })
  /** @type {{ decision?: number, request?: number }} */
  const seen = {}
  const service = createServer((question, answer) => {
    if (question.url?.includes('health')) {
      answer.setHeader('content-type', 'application/json').end('{"status":"ok","version":"bench","uptime":1}')
      return
    }
    seen.request ??= performance.now() - startedAt
    if (seen.decision !== undefined) child.kill('SIGKILL')
  })
  await new Promise((resolve) => service.listen(0, '127.0.0.1', () => resolve(null)))
  const address = /** @type {import('node:net').AddressInfo} */ (service.address())
  const startedAt = performance.now()
  const child = start(folder, file, `http://127.0.0.1:${address.port}`)
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      if (!String(bytes).includes(decided)) return
      seen.decision ??= performance.now() - startedAt
      if (seen.request !== undefined) child.kill('SIGKILL')
    })
  }
  await new Promise((resolve) => child.on('close', resolve))
  service.closeAllConnections()
  service.close()
  const { decision, request } = seen
  if (decision === undefined || request === undefined)
    throw new Error('The command ended before it did anything.')
  return { decision, request }
}

/** @param {string} folder @param {string} file @param {string} url Of the service. */
function start(folder, file, url) {
  return spawn(process.execPath, [retake, 'run', file], {
    cwd: folder,
    env: { ...process.env, GLABS_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** @param {string[]} args @param {string} cwd */
async function ended(args, cwd) {
  const child = spawn(process.execPath, args, { cwd })
  await new Promise((resolve) => child.on('close', resolve))
}
