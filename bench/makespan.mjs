// How long a run takes beside the least it could: all work divided by the width, or the longest chain.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { alternate, timed } from './alternate.mjs'
import { createGlabsBackend } from './builtRetake.mjs'
import { generateWith } from './generateWith.mjs'
import { runPlainScript } from './plainScript.mjs'
import { against, ms, number } from './table.mjs'
import { sceneWorkflow, stillWorkflow } from './workflows.mjs'
import { openWorld } from './world.mjs'

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {object} workflow One candidate for each generation.
 * @property {number} width Of the service and of Retake.
 * @property {{ image: number, video: number }} latencyMs
 * @property {number} workMs The latencies of all jobs together.
 * @property {number} longestChainMs
 * @property {number} pollMs The shortest pause between two questions; Retake's own is 100.
 * @property {number} rounds
 */

const bar = 1.03
const scaledPollMs = 2

/** @type {Case[]} */
const cases = [
  stills({ count: 60, latencyMs: 100, width: 3 }),
  stills({ count: 40, latencyMs: 200, width: 5 }),
  scenes({ count: 20, latencyMs: { image: 100, video: 300 }, width: 3 }),
  scenes({ count: 20, latencyMs: { image: 100, video: 300 }, width: 5 }),
  {
    ...stills({ count: 40, latencyMs: 100, width: 3 }),
    name: '40 stills beside a chain of 20, 100 ms',
    workflow: stillWorkflow({ single: 40, chained: 20 }),
    workMs: 60 * 100,
    longestChainMs: 20 * 100,
  },
  {
    ...stills({ count: 9, latencyMs: 3_000, width: 3 }),
    name: '9 stills, 3,000 ms, Retake as it is shipped',
    pollMs: 100,
    rounds: 1,
  },
]

/** @type {import('./table.mjs').Bench} */
export const makespan = {
  name: 'makespan',
  measure: async () => {
    const rows = []
    for (const each of cases) rows.push(await rowOf(each))
    const columns = [
      'work',
      'width',
      'least possible',
      'Retake',
      'Retake ÷ least',
      'bar',
      'its loop ÷ least',
      'plain script ÷ least',
    ]
    return { columns, rows }
  },
}

/** @param {Case} each */
async function rowOf({ name, workflow, width, latencyMs, workMs, longestChainMs, pollMs, rounds }) {
  const leastMs = Math.max(workMs / width, longestChainMs)
  const sim = fork(fileURLToPath(new URL('./simProcess.mjs', import.meta.url)), [
    JSON.stringify({ width, latencyMs }),
  ])
  try {
    const [url] = /** @type {[string]} */ (await once(sim, 'message'))
    const backend = createGlabsBackend({ name: 'glabs', url, apiKey: undefined })
    const config = { glabsUrl: url, concurrency: width, poll: { minMs: pollMs } }
    const { median } = await alternate(
      {
        retake: () => retakeRun(openWorld(workflow, config)),
        script: () => {
          const { file } = openWorld(workflow)
          return timed(() => runPlainScript(file, { width, generate: generateWith(backend, { pollMs }) }))
        },
      },
      { rounds },
    )
    const { whole = Number.NaN, loop = Number.NaN, script = Number.NaN } = median
    return [
      name,
      String(width),
      ms(leastMs),
      ms(whole),
      number(whole / leastMs),
      against(whole / leastMs, bar, ''),
      number(loop / leastMs),
      number(script / leastMs),
    ]
  } finally {
    sim.kill()
  }
}

/**
 * The whole command, and of it the loop: from the announced plan to the last finished generation.
 *
 * @param {import('./world.mjs').World} world
 */
async function retakeRun(world) {
  const marks = { plan: Number.NaN, settled: Number.NaN }
  const whole = await timed(() =>
    world.run(undefined, ({ type }) => {
      if (type === 'plan' || type === 'settled') marks[type] = performance.now()
    }),
  )
  return { whole, loop: marks.settled - marks.plan }
}

/** @param {{ count: number, latencyMs: number, width: number }} shape @returns {Case} */
function stills({ count, latencyMs, width }) {
  return {
    name: `${count} stills, ${number(latencyMs)} ms`,
    workflow: stillWorkflow({ single: count, chained: 0 }),
    width,
    latencyMs: { image: latencyMs, video: latencyMs },
    workMs: count * latencyMs,
    longestChainMs: latencyMs,
    pollMs: scaledPollMs,
    rounds: 5,
  }
}

/** @param {{ count: number, latencyMs: { image: number, video: number }, width: number }} shape @returns {Case} */
function scenes({ count, latencyMs, width }) {
  const { image, video } = latencyMs
  return {
    name: `${count} scenes, stills ${image} ms, clips ${video} ms`,
    workflow: sceneWorkflow(count, { outputCount: 1 }),
    width,
    latencyMs,
    workMs: count * (image + video),
    longestChainMs: image + video,
    pollMs: scaledPollMs,
    rounds: 5,
  }
}
