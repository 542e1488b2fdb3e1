/** `retake sim`: a G-Labs that draws its pictures, for trying. */
import { InvalidArgumentError, Option, type Command as Program } from 'commander'
import { type Language, languages } from '../../sim/failureTexts.ts'
import type { Fault } from '../../sim/fault.ts'
import { faultHelp } from '../../sim/faultHelp.ts'
import type { App } from '../commands/app.ts'
import { RetakeError } from '../errors.ts'
import { torture } from './torture/torture.ts'

interface SimFlags {
  readonly port: number
  readonly stillMs: number
  readonly clipMs: number
  readonly width: number
  readonly refuse: readonly string[]
  readonly flaky: readonly string[]
  readonly fault: readonly string[]
  readonly language: Language
  readonly key?: string
  readonly torture?: string
  readonly kills: number
}

export function addSim(program: Program, app: App, done: (exitCode: number) => void): void {
  program
    .command('sim')
    .summary('Serve a simulated G-Labs that draws its pictures, for trying Retake')
    .description('Serve a simulated G-Labs that draws its pictures, for trying Retake. Ends with Ctrl-C.')
    .option('--port <number>', 'Where it listens', wholeNumber, 8765)
    .option('--still-ms <number>', 'How long a still takes', wholeNumber, 800)
    .option('--clip-ms <number>', 'How long a clip takes', wholeNumber, 1500)
    .option('--width <number>', 'Tasks at once', wholeNumber, 5)
    .option('--refuse <text...>', 'Refuse every prompt with this text', [])
    .option('--flaky <text...>', 'Fail the first task with this text, once', [])
    .option(
      '--fault <fault...>',
      'Make something go wrong: NAME[:TEXT][@NTH][*TIMES], or JSON; see below',
      [],
    )
    .addOption(
      new Option('--language <language>', 'Of the texts of failed tasks').choices(languages).default('en'),
    )
    .option('--key <key>', 'Demand this API key')
    .option('--torture <file>', 'Kill a run of this workflow again and again, then show both ledgers')
    .option('--kills <number>', 'How often, with --torture', wholeNumber, 20)
    .addHelpText('after', `\n${faultHelp()}\n${examples}`)
    .action(async (flags: SimFlags) => {
      const { flaky, refusal, startSim, parseFault } = await loadSim()
      const given = flags.fault.map((text) => faultOf(parseFault(text, flags.language)))
      const faults = [...flags.refuse.map(refusal), ...flags.flaky.map(flaky), ...given]
      if (flags.torture !== undefined) {
        done(await torture(app, { file: flags.torture, kills: flags.kills, faults, startSim }))
        return
      }
      const sim = await startSim({
        port: flags.port,
        latencyMs: { image: flags.stillMs, video: flags.clipMs },
        width: flags.width,
        faults,
        language: flags.language,
        ...(flags.key !== undefined && { apiKey: flags.key }),
      }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE') throw error
        throw new RetakeError('usage', `Port ${flags.port} is taken.`, {
          next: 'Choose another with --port, or 0 for any.',
        })
      })
      process.stdout.write(
        `Simulated G-Labs at ${sim.url} (what was asked of it: ${sim.url}/sim/ledger). Ctrl-C ends it.\n`,
      )
      await aborted(app.signal)
      await sim.close()
    })
}

const examples = `
Examples:
  retake sim --torture XYZG3-V0-1
  retake sim --refuse "forbidden mushroom"
  retake sim --fault "truncated:scene 03" "quota@2*3" --language vi
  retake sim --fault '{"when":{"type":"video","rate":0.1},"effect":{"kind":"late","factor":5}}'`

/** Loaded when it is wanted: drawing is heavy, and most commands never draw. */
export async function loadSim() {
  const [{ flaky, refusal }, { parseFault }, { startSim }] = await Promise.all([
    import('../../sim/fault.ts'),
    import('../../sim/parseFault.ts'),
    import('../../sim/startSim.ts'),
  ])
  return { flaky, parseFault, refusal, startSim }
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    // The timer keeps the process alive until then.
    const timer = setInterval(() => {}, 3_600_000)
    signal.addEventListener('abort', () => {
      clearInterval(timer)
      resolve()
    })
  })
}

/** @throws RetakeError where it is none */
function faultOf(parsed: Fault | { readonly problem: string }): Fault {
  if (!('problem' in parsed)) return parsed
  throw new RetakeError('usage', parsed.problem, { next: '"retake sim --help" lists the faults.' })
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('It is not a whole number.')
  return number
}
