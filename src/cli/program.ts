/** The verbs as commander sees them: every one from the list, and the few that only a shell has. */
import { Option, Command as Program } from 'commander'
import type { App } from '../commands/app.ts'
import type { Command } from '../commands/command.ts'
import { COMMANDS } from '../commands/list.ts'
import { addDemo } from './demo.ts'
import { addFlags, readInput } from './flags.ts'
import { formatHelp } from './helpFormat.ts'
import { errorObject, exitCodeOf } from './printError.ts'
import { renderBroll } from './render/broll.ts'
import { renderBump } from './render/bump.ts'
import { renderCheck } from './render/check.ts'
import { renderDiff } from './render/diff.ts'
import { renderDoctor } from './render/doctor.ts'
import { renderEdit } from './render/edit.ts'
import { renderErrors } from './render/errors.ts'
import { renderFsck } from './render/fsck.ts'
import { renderGc } from './render/gc.ts'
import { renderGraduate } from './render/graduate.ts'
import { renderLedger } from './render/ledger.ts'
import { ledgerCsv } from './render/ledgerCsv.ts'
import { LEDGER_WORDS } from './render/ledgerWords.ts'
import { renderLog } from './render/log.ts'
import { renderMirror } from './render/mirror.ts'
import { renderApprove, renderReject } from './render/picks.ts'
import { renderPlan } from './render/plan.ts'
import { renderRegen } from './render/regen.ts'
import { renderRestore } from './render/restore.ts'
import { renderRetry } from './render/retry.ts'
import { renderRun } from './render/run.ts'
import { renderShow } from './render/show.ts'
import { renderUndo } from './render/undo.ts'
import { renderWhy } from './render/why.ts'
import { createReporter } from './reporter.ts'
import { forTerminal, safeJson } from './safeText.ts'
import { addSim } from './sim.ts'
import { VERSION } from './version.ts'

const SHELL_EXAMPLES = { sim: 'retake sim', demo: 'retake demo' }

/** @returns a function that runs one command line and gives its exit code */
export function buildProgram(app: App): (args: readonly string[]) => Promise<number> {
  return async (args) => {
    let exitCode = 0
    const program = programFor(app, args[0], (code) => {
      exitCode = code
    })
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  }
}

/** @param word the first of the line: where it is a verb, no other verb's flags are worked out */
function programFor(app: App, word: string | undefined, done: (exitCode: number) => void): Program {
  const program = new Program('retake')
    .description('Runs .nbflow workflows, keeps every candidate, and reruns only what did not land.')
    .version(VERSION)
    // Else `restore --version V0-2` would tell Retake's own version.
    .enablePositionalOptions()
    .exitOverride()
  const examples = Object.values(COMMANDS).map(({ name, example }) => [name, example])
  formatHelp(program, { ...Object.fromEntries(examples), ...SHELL_EXAMPLES })
  const isVerb = ({ name, aliases }: Pick<Command<never, unknown>, 'name' | 'aliases'>) =>
    name === word || (word !== undefined && aliases?.includes(word) === true)
  const isAnyVerb = Object.values(COMMANDS).some(isVerb)
  const add = <Input, Output>(verb: Verb<Input, Output>) =>
    addVerb(program, app, { ...verb, hasFlags: !isAnyVerb || isVerb(verb.command) }, done)
  program.commandsGroup('Every day:')
  add({ command: COMMANDS.run, text: renderRun })
  add({ command: COMMANDS.regen, text: renderRegen })
  add({ command: COMMANDS.edit, text: renderEdit })
  add({ command: COMMANDS.retry, text: renderRetry })
  add({ command: COMMANDS.approve, text: renderApprove })
  add({ command: COMMANDS.reject, text: renderReject })
  add({ command: COMMANDS.undo, text: renderUndo })
  add({ command: COMMANDS.plan, text: renderPlan })
  add({ command: COMMANDS.show, text: renderShow })
  add({ command: COMMANDS.why, text: renderWhy })
  add({ command: COMMANDS.errors, text: renderErrors, json: ({ entries }) => entries })
  add({ command: COMMANDS.broll, text: renderBroll })
  add({ command: COMMANDS.mirror, text: renderMirror })
  add({ command: COMMANDS.ledger, text: renderLedger, csv: ledgerCsv, words: LEDGER_WORDS })
  program.commandsGroup('Versions:')
  add({ command: COMMANDS.bump, text: renderBump })
  add({ command: COMMANDS.graduate, text: renderGraduate })
  add({ command: COMMANDS.restore, text: renderRestore })
  add({ command: COMMANDS.diff, text: renderDiff })
  add({ command: COMMANDS.log, text: renderLog })
  program.commandsGroup('Upkeep:')
  add({ command: COMMANDS.check, text: renderCheck })
  add({ command: COMMANDS.doctor, text: renderDoctor })
  add({ command: COMMANDS.fsck, text: renderFsck })
  add({ command: COMMANDS.gc, text: renderGc })
  addSim(program, app, done)
  addDemo(program, app, buildProgram)
  program.helpCommand('help [verb]', 'Show what a verb takes')
  return program
}

interface DoorOptions {
  readonly json?: boolean
  readonly csv?: boolean
  readonly quiet?: boolean
}

interface Verb<Input, Output> {
  readonly command: Command<Input, Output>
  text(output: Output, cwd: string): string
  /** What `--json` prints, where it is not the whole output. */
  json?(output: Output): unknown
  /** What `--csv` prints, where it can be had. */
  csv?(output: Output): string
  /** What its words mean, for its help. */
  readonly words?: string
}

function addVerb<Input, Output>(
  program: Program,
  app: App,
  verbOf: Verb<Input, Output> & { readonly hasFlags: boolean },
  done: (exitCode: number) => void,
): void {
  const { command, text, csv: csvOf, json: jsonOf = (output: Output) => output, words = '' } = verbOf
  const verb = program
    .command(command.name)
    .aliases([...(command.aliases ?? [])])
    .summary(command.summary)
    .description(`${command.summary}.`)
    .addHelpText('after', `${words}\nExample:\n  ${command.example}`)
  if (verbOf.hasFlags) addFlags(verb, command)
  verb.option('--json', 'Print one JSON value on stdout and nothing else there')
  if (csvOf !== undefined) verb.addOption(csvOption())
  verb.option('--quiet', 'Print no progress')
  verb.action(async () => {
    const { json = false, csv = false, quiet = false } = verb.opts<DoorOptions>()
    const reporter = createReporter(quiet)
    try {
      const output = await command.run(app, readInput(verb, command), reporter.report)
      reporter.end()
      const shown = csv && csvOf !== undefined ? csvOf(output) : forTerminal(text(output, app.cwd))
      process.stdout.write(json ? `${safeJson(jsonOf(output))}\n` : shown)
      done(exitCodeIn(output))
    } catch (error) {
      reporter.end()
      if (!json) throw error
      process.stdout.write(`${safeJson(errorObject(error))}\n`)
      done(exitCodeOf(error))
    }
  })
}

function csvOption(): Option {
  return new Option('--csv', 'Print a table for a spreadsheet on stdout and nothing else there').conflicts(
    'json',
  )
}

function exitCodeIn(output: unknown): number {
  const hasCode = typeof output === 'object' && output !== null && 'exitCode' in output
  return hasCode ? Number(output.exitCode) : 0
}
