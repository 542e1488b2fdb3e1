// What a job costs on top of the service: a cold run against a backend that answers at once, less a bare loop over the same
// jobs. The folders stay until the end: ext4 is slow to make files where others have just been deleted.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alternate } from './alternate.mjs'
import { generateWith } from './generateWith.mjs'
import { instantBackend } from './instantBackend.mjs'
import { oneSync } from './machine.mjs'
import { inPool } from './plainScript.mjs'
import { against, ms, number } from './table.mjs'
import { NODES_PER_SCENE, sceneWorkflow } from './workflows.mjs'
import { openWorld, WIDTH } from './world.mjs'

const barMs = 0.5
const rounds = 5
const sizes = [
  { nodes: 1_000, outputCount: 3, warmUps: 1 },
  { nodes: 10_000, outputCount: 1, warmUps: 0 },
]

/** @type {import('./table.mjs').Bench} */
export const coldJobs = {
  name: 'cold',
  measure: async () => {
    const rows = []
    for (const size of sizes) rows.push(await rowOf(size))
    const columns = [
      'nodes',
      'jobs',
      'in the loop, per job',
      'bar',
      'whole command, per job',
      'bare loop, per job',
    ]
    const sync = oneSync()
    const notes = [`One fdatasync of 4 KB on this disk: ${ms(sync)} (the middle of 200).`]
    return { columns, rows, notes }
  },
}

/** @param {{ nodes: number, outputCount: number, warmUps: number }} size */
async function rowOf({ nodes, outputCount, warmUps }) {
  const sceneCount = Math.floor(nodes / NODES_PER_SCENE)
  const workflow = sceneWorkflow(sceneCount, { outputCount })
  const jobCount = sceneCount * 2 * outputCount
  const contest = await alternate(
    {
      retake: () => coldRun(workflow, jobCount),
      bare: async () => (await bareLoop(workflow, sceneCount, outputCount)) / jobCount,
    },
    { rounds, warmUps },
  )
  return [
    number(sceneCount * NODES_PER_SCENE + 1),
    number(jobCount),
    ms(contest.difference('loop', 'bare')),
    against(contest.difference('loop', 'bare'), barMs, 'ms'),
    ms(contest.difference('whole', 'bare')),
    ms(contest.median.bare),
  ]
}

/**
 * The loop is counted from the announced plan to the last finished generation; the whole has reading, planning, copies,
 * generated file and sheet as well.
 *
 * @param {object} workflow
 * @param {number} jobCount
 * @returns {Promise<{ whole: number, loop: number }>} Milliseconds per job.
 */
async function coldRun(workflow, jobCount) {
  const world = openWorld(workflow)
  let plannedAt = Number.NaN
  let settledAt = Number.NaN
  const startedAt = performance.now()
  const { jobs, exitCode } = await world.run(instantBackend(), ({ type }) => {
    if (type === 'plan') plannedAt = performance.now()
    if (type === 'settled') settledAt = performance.now()
  })
  const wholeMs = performance.now() - startedAt
  if (jobs.submitted !== jobCount || exitCode !== 0) throw new Error(`Retake sent ${jobs.submitted} jobs.`)
  return { whole: wholeMs / jobCount, loop: (settledAt - plannedAt) / jobCount }
}

/**
 * The same jobs of the same backend by the same width, each written to a file: nothing is recorded, nothing synced.
 *
 * @param {object} workflow
 * @param {number} sceneCount
 * @param {number} outputCount
 * @returns {Promise<number>} Milliseconds.
 */
async function bareLoop(workflow, sceneCount, outputCount) {
  const { folder } = openWorld(workflow)
  const generate = generateWith(instantBackend(), { pollMs: 1 })
  const out = join(folder, 'bare')
  mkdirSync(out)
  const numbers = Array.from({ length: sceneCount * outputCount }, (_, index) => index)
  const startedAt = performance.now()
  for (const kind of /** @type {const} */ (['image', 'video'])) {
    await inPool(WIDTH, numbers, async (index) => {
      const inputs = [kind === 'image' ? join(folder, 'avatar.png') : join(out, `${index}.image`)]
      const prompt = `Scene ${index}`
      writeFileSync(join(out, `${index}.${kind}`), await generate({ kind, prompt, properties: {}, inputs }))
    })
  }
  const elapsedMs = performance.now() - startedAt
  return elapsedMs
}
