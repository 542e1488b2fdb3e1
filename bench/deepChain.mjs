// Planning a chain in which every still is the reference of the next: time and memory, each time in a fresh process.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alternate } from './alternate.mjs'
import { makeVersion, runMake } from './makeProject.mjs'
import { against, ms, number } from './table.mjs'
import { stillWorkflow } from './workflows.mjs'
import { openWorld } from './world.mjs'

const depths = [1_000, 10_000]
const rounds = 5
const planBarMs = 100
const memoryBarMb = 300

/** @typedef {{ read: number, prepare: number, plan: number, jobs: number, memory: number }} Planned As planChain.mjs prints it: milliseconds, megabytes. */

/** @type {import('./table.mjs').Bench} */
export const deepChain = {
  name: 'chain',
  measure: async () => {
    const rows = []
    for (const depth of depths) rows.push(await rowOf(depth))
    const columns = [
      'deep',
      'plan',
      'bar',
      'read and wire',
      'store and references',
      'peak memory',
      'bar',
      '`make -n`',
    ]
    return { columns, rows }
  },
}

/** @param {number} depth */
async function rowOf(depth) {
  const workflow = stillWorkflow({ chained: depth })
  const script = fileURLToPath(new URL('./planChain.mjs', import.meta.url))
  const make = makeVersion() === null ? null : makeOfChain(depth)
  const contest = await alternate(
    {
      retake: () => {
        // A folder of its own each time: the store is new, as on the first day.
        const { folder, file } = openWorld(workflow)
        const { stdout, stderr, status } = spawnSync(process.execPath, [script, file], {
          cwd: folder,
          encoding: 'utf8',
        })
        if (status !== 0) throw new Error(`The chain could not be planned: ${stderr}`)
        /** @type {Planned} */
        const planned = JSON.parse(stdout)
        if (planned.jobs !== depth) throw new Error(`Of ${depth} jobs ${planned.jobs} were planned.`)
        return { ...planned }
      },
      ...(make !== null && { make }),
    },
    { rounds },
  )
  const { plan = Number.NaN, read, prepare, memory = Number.NaN, make: makeMs } = contest.median
  const isDeepest = depth === depths.at(-1)
  return [
    number(depth),
    ms(plan),
    isDeepest ? against(plan, planBarMs, 'ms') : '',
    ms(read),
    ms(prepare),
    `${number(memory)} MB`,
    isDeepest ? against(memory, memoryBarMb, 'MB') : '',
    ms(makeMs),
  ]
}

/** @param {number} depth @returns {() => number} What make takes to say what it would do, in milliseconds. */
function makeOfChain(depth) {
  const { folder } = openWorld({})
  const rules = Array.from(
    { length: depth },
    (_, index) => `n${index + 1}: ${index === 0 ? '' : `n${index}`}\n\ttouch $@\n`,
  )
  writeFileSync(join(folder, 'Makefile'), `all: n${depth}\n${rules.join('')}`)
  return () => {
    const { elapsedMs, touched } = runMake(folder, ['-n'])
    if (touched !== depth) throw new Error(`make would make ${touched} of ${depth} targets.`)
    return elapsedMs
  }
}
