/** `retake demo`: everything at work without a key: a simulated G-Labs, an example of ours, a first pass. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Command as Program } from 'commander'
import type { App } from '../commands/app.ts'
import { RetakeError } from '../errors.ts'
import { openOnDesktop } from './openOnDesktop.ts'
import { packageFile } from './packageRoot.ts'
import { aborted, loadSim } from './sim.ts'
import { style } from './style.ts'

const EXAMPLE = 'TEAS1-V0-1'
const MARKER = '.retake-demo'
/** What the example's prompts say: the first is refused, the second fails once. */
const REFUSED = 'forbidden mushroom'
const FLAKY = 'flickering lantern'
const LATENCY_MS = { image: 600, video: 1_000 }

type Runner = (args: readonly string[]) => Promise<number>

export function addDemo(program: Program, app: App, runnerFor: (app: App) => Runner): void {
  program
    .command('demo')
    .summary('Try Retake without a key: a simulated G-Labs and an example of ours')
    .description(
      'Start a simulated G-Labs, run an example of ours in a fresh folder "demo", and stay up until Ctrl-C.',
    )
    .addHelpText('after', '\nExample:\n  retake demo')
    .action(async () => {
      const folder = packageFile('demo')
      const { flaky, refusal, startSim } = await loadSim()
      const sim = await startSim({ latencyMs: LATENCY_MS, faults: [refusal(REFUSED), flaky(FLAKY)] })
      prepareFolder(folder, sim.url)
      const file = join(folder, `${EXAMPLE}.nbflow`)
      process.stdout.write(`${style('bold', 'A first pass')}, on a simulated G-Labs at ${sim.url}\n\n`)
      await runnerFor(app)(['run', file])
      const sheet = readdirSync(folder).find((name) => name.endsWith('.html'))
      if (sheet !== undefined && !app.signal.aborted) {
        process.stdout.write(nextCommands(app.cwd, file, join(folder, sheet)))
        openOnDesktop(join(folder, sheet))
      }
      await aborted(app.signal)
      await sim.close()
    })
}

/** @throws RetakeError when there is a folder of that name that no demo made */
function prepareFolder(folder: string, simUrl: string): void {
  if (existsSync(folder) && !existsSync(join(folder, MARKER))) {
    throw new RetakeError('usage', `${folder} is there already, and no demo made it.`, {
      next: 'Move it away, then start again.',
    })
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(join(folder, MARKER), 'Made by "retake demo", which makes it anew each time.\n')
  const settings = { glabsUrl: simUrl, poll: { minMs: 50, maxMs: 1_000 }, retry: { baseMs: 500 } }
  writeFileSync(join(folder, 'retake.config.json'), `${JSON.stringify(settings, null, 2)}\n`)
  cpSync(packageFile('examples', 'tea'), folder, { recursive: true })
}

function nextCommands(cwd: string, file: string, sheet: string): string {
  const here = (path: string) => quote(relative(cwd, path) || path)
  const retake = `node ${here(packageFile('bin', 'retake.mjs'))}`
  const lines = [
    ['again: nothing is paid twice', `${retake} run ${here(file)}`],
    ['what there is', `${retake} show ${here(file)}`],
    ['what a run would do, and why', `${retake} plan ${here(file)}`],
    ['is the file sound?', `${retake} check ${here(file)}`],
    ['drawn here, without a backend', `${retake} run ${here(file)} --backend sketch`],
  ]
  const list = lines.map(([what, command]) => `  ${style('dim', `# ${what}`)}\n  ${command}`).join('\n')
  return `
The refusal above is part of the show: one prompt is refused, one node failed once and was sent again.

${style('bold', 'The contact sheet')}
  ${relative(cwd, sheet) || sheet}

${style('bold', 'Next, in another terminal')}
${list}

The simulated G-Labs stays up until Ctrl-C.
`
}

function quote(path: string): string {
  return /[^\w./\\:-]/.test(path) ? `"${path}"` : path
}
