/** Plays the acts, one command after the other, as if they were typed; counts what each one cost, here and at the service. */
import type { App } from '../../commands/app.ts'
import { COMMANDS } from '../../commands/list.ts'
import { style } from '../style.ts'
import { ACTS, type Act } from './acts.ts'
import { commandLine } from './commandLine.ts'

export interface Stage {
  readonly app: App
  /** The workflow, as it is typed. */
  readonly file: string
  /** Runs a command line and prints what it has to say. */
  readonly run: (args: readonly string[]) => Promise<number>
  /** Jobs that the service has accepted so far. */
  readonly accepted: () => number
}

export interface Cost {
  readonly said: string
  /** Jobs, as the service counted them. */
  readonly there: number
  /** Jobs, as we wrote them down. */
  readonly here: number
}

/** Ends early, with the acts played so far, when the person wants it to end. */
export async function playActs(stage: Stage): Promise<Cost[]> {
  const costs: Cost[] = []
  let before = { there: 0, here: 0 }
  for (const [at, act] of ACTS.entries()) {
    process.stdout.write(
      `${at === 0 ? '\n' : '\n\n'}${style('bold', `${at + 1} of ${ACTS.length}  “${act.said}”`)}\n`,
    )
    if (act.aside !== null) process.stdout.write(`${style('dim', act.aside)}\n`)
    await playAct(stage, act)
    if (stage.app.signal.aborted) break
    const { jobs } = await COMMANDS.log.run(stage.app, { file: stage.file }, () => {})
    const after = { there: stage.accepted(), here: jobs }
    costs.push({ said: act.said, there: after.there - before.there, here: after.here - before.here })
    before = after
  }
  return costs
}

async function playAct({ app, file, run }: Stage, { commands }: Act): Promise<void> {
  for (const [at, [verb, ...rest]] of commands.entries()) {
    if (app.signal.aborted) return
    const args = [verb, file, ...rest]
    process.stdout.write(`${at === 0 ? '' : '\n'}${style('dim', `$ ${commandLine(app.cwd, args)}`)}\n\n`)
    await run(args)
  }
}
