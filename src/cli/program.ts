/** The verbs as commander sees them: every one from the list, and the few that only a shell has. */
import { Command as Program } from 'commander'
import type { App } from '../commands/app.ts'
import type { Command } from '../commands/command.ts'
import { COMMANDS } from '../commands/list.ts'
import { addDemo } from './demo.ts'
import { addFlags, readInput } from './flags.ts'
import { errorObject, exitCodeOf } from './printError.ts'
import { renderCheck } from './render/check.ts'
import { renderPlan } from './render/plan.ts'
import { renderRun } from './render/run.ts'
import { renderShow } from './render/show.ts'
import { renderWhy } from './render/why.ts'
import { createReporter } from './reporter.ts'
import { addSim } from './sim.ts'
import { VERSION } from './version.ts'

/** @returns a function that runs one command line and gives its exit code */
export function buildProgram(app: App): (args: readonly string[]) => Promise<number> {
  const program = new Program('retake')
    .description('Runs .nbflow workflows, keeps every candidate, and reruns only what did not land.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('Run it with --help to see what it takes.')
  let exitCode = 0
  const done = (code: number) => {
    exitCode = code
  }
  addVerb(program, app, COMMANDS.run, renderRun, done)
  addVerb(program, app, COMMANDS.plan, renderPlan, done)
  addVerb(program, app, COMMANDS.why, renderWhy, done)
  addVerb(program, app, COMMANDS.show, renderShow, done)
  addVerb(program, app, COMMANDS.check, renderCheck, done)
  addSim(program, app.signal)
  addDemo(program, app, buildProgram)
  return async (args) => {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  }
}

interface DoorOptions {
  readonly json?: boolean
  readonly quiet?: boolean
}

function addVerb<Input, Output>(
  program: Program,
  app: App,
  command: Command<Input, Output>,
  render: (output: Output, cwd: string) => string,
  done: (exitCode: number) => void,
): void {
  const verb = program
    .command(command.name)
    .summary(command.summary)
    .description(`${command.summary}.`)
    .addHelpText('after', `\nExample:\n  ${command.example}`)
  addFlags(verb, command)
  verb.option('--json', 'Print one JSON object on stdout and nothing else there')
  verb.option('--quiet', 'Print no progress')
  verb.action(async () => {
    const { json = false, quiet = false } = verb.opts<DoorOptions>()
    const reporter = createReporter(quiet)
    try {
      const output = await command.run(app, readInput(verb, command), reporter.report)
      reporter.end()
      process.stdout.write(json ? `${JSON.stringify(output, null, 2)}\n` : render(output, app.cwd))
      done(exitCodeIn(output))
    } catch (error) {
      reporter.end()
      if (!json) throw error
      process.stdout.write(`${JSON.stringify(errorObject(error), null, 2)}\n`)
      done(exitCodeOf(error))
    }
  })
}

function exitCodeIn(output: unknown): number {
  const hasCode = typeof output === 'object' && output !== null && 'exitCode' in output
  return hasCode ? Number(output.exitCode) : 0
}
