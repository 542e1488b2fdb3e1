// What the command costs to start, over a Node that does nothing: help, version, check of a small file, a rerun of 1,000 nodes.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { alternate } from './alternate.mjs'
import { finishedWorld } from './noop.mjs'
import { against, ms, number } from './table.mjs'
import { sceneWorkflow } from './workflows.mjs'
import { openWorld } from './world.mjs'

const rounds = 9
const retake = fileURLToPath(new URL('../bin/retake.mjs', import.meta.url))

/** @type {import('./table.mjs').Bench} */
export const commandLine = {
  name: 'cli',
  measure: async () => {
    const small = openWorld(sceneWorkflow(3, { outputCount: 4 }))
    const { world: large, nodeCount } = await finishedWorld(1_000)
    const script = fileURLToPath(new URL('./startPlainScript.mjs', import.meta.url))
    const commands = [
      { name: 'retake --version', args: [retake, '--version'], folder: small.folder },
      { name: 'retake --help', args: [retake, '--help'], folder: small.folder },
      { name: 'retake check, 19 nodes', args: [retake, 'check', small.file], folder: small.folder },
      {
        name: `retake run, nothing to do, ${number(nodeCount)} nodes`,
        args: [retake, 'run', large.file, '--quiet'],
        folder: large.folder,
        barMs: 150,
      },
      {
        name: `plain script, nothing to do, ${number(nodeCount)} nodes`,
        args: [script, large.file],
        folder: large.folder,
      },
    ]
    const contest = await alternate(
      {
        node: () => spawned(['-e', '0'], small.folder),
        ...Object.fromEntries(commands.map(({ name, args, folder }) => [name, () => spawned(args, folder)])),
      },
      { rounds, warmUps: 1 },
    )
    const rows = commands.map(({ name, barMs }) => {
      const over = contest.difference(name, 'node')
      const bar = barMs === undefined ? '' : against(over, barMs, 'ms')
      return [
        `\`${name.replace(/,.*/, '')}\`${/,.*/.exec(name)?.[0] ?? ''}`,
        ms(contest.median[name]),
        ms(over),
        bar,
        number(contest.ratio(name, 'node')),
      ]
    })
    const nodeRow = ['`node -e 0`', ms(contest.median.node), '', '', '1']
    return {
      columns: ['command', 'time', 'over `node -e 0`', 'bar', '÷ `node -e 0`'],
      rows: [nodeRow, ...rows],
    }
  },
}

/** @param {string[]} args @param {string} cwd @returns {number} Milliseconds. */
function spawned(args, cwd) {
  const startedAt = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  const elapsedMs = performance.now() - startedAt
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
  return elapsedMs
}
