// Many generations over three instances of the service: how long it takes beside the least it could, and whether the memory grows.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { against, ms, number } from './table.mjs'
import { stillWorkflow } from './workflows.mjs'
import { openWorld } from './world.mjs'

const count = Number(process.env.RETAKE_BENCH_GENERATIONS ?? 10_000)
const instances = 3
const widthOfEach = 20
const latencyMs = 6_000
const bar = 1.03

/** @typedef {{ whole: number, loop: number, early: number, late: number, most: number, exitCode: number }} Measured */

/** @type {import('./table.mjs').Bench} */
export const desktops = {
  name: 'desktops',
  measure: async () => {
    const sims = Array.from({ length: instances }, () =>
      forked(new URL('./simProcess.mjs', import.meta.url), {
        width: widthOfEach,
        latencyMs: { image: latencyMs, video: latencyMs },
      }),
    )
    try {
      const urls = await Promise.all(sims.map(async (sim) => String((await once(sim, 'message'))[0])))
      return tableOf(await measured(urls))
    } finally {
      for (const sim of sims) sim.kill()
    }
  },
}

/** In a process of its own: its memory is Retake's. @param {string[]} urls @returns {Promise<Measured>} */
async function measured(urls) {
  const backends = urls.map((url, at) => ({ name: `desktop-${at + 1}`, type: 'glabs', url }))
  const config = { backends, concurrency: widthOfEach }
  const { folder, file } = openWorld(stillWorkflow({ single: count, chained: 0 }), config)
  const runner = forked(new URL('./desktopsProcess.mjs', import.meta.url), { folder, file, count })
  const [told] = /** @type {[Measured]} */ (await once(runner, 'message'))
  return told
}

/** @param {URL} script @param {object} task */
function forked(script, task) {
  return fork(fileURLToPath(script), [JSON.stringify(task)])
}

/** @param {Measured} told @returns {import('./table.mjs').Measurement} */
function tableOf({ whole, loop, early, late, most, exitCode }) {
  if (exitCode !== 0) throw new Error(`The run ended with ${exitCode}.`)
  const width = instances * widthOfEach
  const leastMs = Math.ceil(count / width) * latencyMs
  const megabytes = (/** @type {number} */ bytes) => `${number(bytes / 2 ** 20)} MB`
  return {
    columns: [
      'work',
      'width',
      'least possible',
      'Retake',
      'Retake ÷ least',
      'bar',
      'its loop ÷ least',
      'memory with a fifth made',
      'with all made',
      'most',
    ],
    rows: [
      [
        `${number(count)} stills, ${number(latencyMs)} ms`,
        `${instances} × ${widthOfEach}`,
        ms(leastMs),
        ms(whole),
        number(whole / leastMs),
        against(whole / leastMs, bar, ''),
        number(loop / leastMs),
        megabytes(early),
        megabytes(late),
        megabytes(most),
      ],
    ],
  }
}
