// A rerun with nothing to do, in one process: Retake, the plain script, and make on the same graph.
import { alternate, timed } from './alternate.mjs'
import { generateWith } from './generateWith.mjs'
import { instantBackend } from './instantBackend.mjs'
import { makeProject } from './makeProject.mjs'
import { runPlainScript } from './plainScript.mjs'
import { against, ms, number } from './table.mjs'
import { NODES_PER_SCENE, sceneWorkflow } from './workflows.mjs'
import { openWorld, WIDTH } from './world.mjs'

const sizes = [
  { nodes: 1_000, barMs: 25 },
  { nodes: 10_000, barMs: 250 },
]
const rounds = 7

/** @type {import('./table.mjs').Bench} */
export const noop = {
  name: 'noop',
  measure: async () => {
    const rows = []
    for (const { nodes, barMs } of sizes) rows.push(await rowOf(nodes, barMs))
    const columns = [
      'nodes',
      'candidates',
      'Retake',
      'bar',
      'plain script',
      'make',
      'Retake ÷ script',
      'Retake ÷ make',
    ]
    return { columns, rows }
  },
}

/** @param {number} nodes @param {number} barMs */
async function rowOf(nodes, barMs) {
  const { world, workflow, nodeCount } = await finishedWorld(nodes)
  const generate = async () => {
    throw new Error('The plain script had something to do.')
  }
  const make = makeProject(world.folder, workflow)
  let candidates = 0
  const contest = await alternate(
    {
      retake: () =>
        timed(async () => {
          const { jobs, exitCode } = await world.run()
          if (jobs.submitted > 0 || exitCode !== 0) throw new Error('Retake had something to do.')
          candidates = jobs.reused
        }),
      script: () => timed(() => runPlainScript(world.file, { width: WIDTH, generate })),
      ...(make !== null && { make }),
    },
    { rounds, warmUps: 2 },
  )
  const { retake = Number.NaN, script, make: makeMs } = contest.median
  return [
    number(nodeCount),
    number(candidates),
    ms(retake),
    against(retake, barMs, 'ms'),
    ms(script),
    ms(makeMs),
    number(contest.ratio('retake', 'script')),
    make === null ? '–' : number(contest.ratio('retake', 'make')),
  ]
}

/**
 * A world where everything is made: by Retake and by the plain script.
 *
 * @param {number} nodes About so many.
 */
export async function finishedWorld(nodes) {
  const sceneCount = Math.floor(nodes / NODES_PER_SCENE)
  const workflow = sceneWorkflow(sceneCount, { outputCount: 4 })
  const world = openWorld(workflow)
  await world.run(instantBackend())
  await runPlainScript(world.file, { width: WIDTH, generate: generateWith(instantBackend(), { pollMs: 1 }) })
  return { world, workflow, nodeCount: sceneCount * NODES_PER_SCENE + 1 }
}
