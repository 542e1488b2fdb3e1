/** `retake demo`: everything at work without a key: a simulated G-Labs, an example of ours, and what an operator does with it. */
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import { openApp } from '../app.ts'
import type { App } from '../commands/app.ts'
import { COMMANDS } from '../commands/list.ts'
import { FLAKY, REFUSED } from './acting/acts.ts'
import { pathFrom } from './acting/commandLine.ts'
import { costTable } from './acting/costTable.ts'
import { nextCommands } from './acting/nextCommands.ts'
import { type Cost, playActs } from './acting/playActs.ts'
import { prepareFolder } from './acting/prepareFolder.ts'
import { openOnDesktop } from './openOnDesktop.ts'
import { packageFile } from './packageRoot.ts'
import { aborted, loadSim } from './sim.ts'
import { style } from './style.ts'

const CODE = 'TEAS1'
const LATENCY_MS = { image: 600, video: 1_000 }
type Runner = (args: readonly string[]) => Promise<number>

export function addDemo(program: Program, app: App, runnerFor: (app: App) => Runner): void {
  program
    .command('demo')
    .summary('Try Retake without a key: a simulated G-Labs and an example of ours')
    .description(
      'Start a simulated G-Labs, run an example of ours in a fresh folder "demo", rerun what did not land, and stay up until Ctrl-C.',
    )
    .addHelpText('after', '\nExample:\n  retake demo')
    .action(async () => {
      const { flaky, refusal, startSim } = await loadSim()
      const sim = await startSim({ latencyMs: LATENCY_MS, faults: [refusal(REFUSED), flaky(FLAKY)] })
      const folder = packageFile('demo')
      const file = pathFrom(app.cwd, join(folder, CODE))
      const accepted = () => sim.ledger().filter(({ taskId }) => taskId !== null).length
      const player = openApp({ cwd: app.cwd, environment: stageOf(folder, sim.url), signal: app.signal })
      try {
        prepareFolder(folder, sim.url)
        process.stdout.write(`An example, on a simulated G-Labs at ${sim.url}\n`)
        const costs = await playActs({ app: player, file, run: runnerFor(player), accepted })
        if (!app.signal.aborted) await end(player, file, costs)
        if (!app.signal.aborted) await aborted(app.signal)
      } catch (error) {
        // Whoever leaves in the middle has seen enough.
        if (!app.signal.aborted) throw error
      } finally {
        await player.close()
        await sim.close()
      }
    })
}

/** The person's own service, store and mirror are left alone, whatever the environment or a `.env` says. */
function stageOf(folder: string, simUrl: string): Readonly<Record<string, string>> {
  const store = join(folder, '.retake')
  return { GLABS_URL: simUrl, RETAKE_BACKEND: 'glabs', RETAKE_STORE: store, RETAKE_MIRROR: 'off' }
}

async function end(app: App, file: string, costs: readonly Cost[]): Promise<void> {
  const { output } = await COMMANDS.show.run(app, { file }, () => {})
  const sheet = output?.replace(/\.nbflow$/, '.html') ?? null
  process.stdout.write(`
${style('bold', 'What it cost')}
${costTable(costs)}
${style('bold', 'The contact sheet')}, with the takes from before beside the new ones
  ${sheet === null ? 'none' : pathFrom(app.cwd, sheet)}

${style('bold', 'Next, in another terminal')}
${nextCommands(app.cwd, file)}
The simulated G-Labs stays up until Ctrl-C.
`)
  if (sheet !== null) openOnDesktop(sheet)
}
