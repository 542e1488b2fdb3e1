/** `retake sim`: a G-Labs that draws its pictures, for trying. */
import { InvalidArgumentError, type Command as Program } from 'commander'
import { RetakeError } from '../errors.ts'

interface SimFlags {
  readonly port: number
  readonly stillMs: number
  readonly clipMs: number
  readonly width: number
  readonly refuse: readonly string[]
  readonly flaky: readonly string[]
  readonly key?: string
}

export function addSim(program: Program, signal: AbortSignal): void {
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
    .option('--key <key>', 'Demand this API key')
    .addHelpText('after', '\nExample:\n  retake sim --refuse "forbidden mushroom"')
    .action(async (flags: SimFlags) => {
      const { flaky, refusal, startSim } = await loadSim()
      const sim = await startSim({
        port: flags.port,
        latencyMs: { image: flags.stillMs, video: flags.clipMs },
        width: flags.width,
        faults: [...flags.refuse.map(refusal), ...flags.flaky.map(flaky)],
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
      await aborted(signal)
      await sim.close()
    })
}

/** Loaded when it is wanted: drawing is heavy, and most commands never draw. */
export async function loadSim() {
  const [{ flaky, refusal }, { startSim }] = await Promise.all([
    import('../../sim/fault.ts'),
    import('../../sim/startSim.ts'),
  ])
  return { flaky, refusal, startSim }
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    // The timer keeps the process alive until then.
    const timer = setInterval(() => {}, 3_600_000)
    signal.addEventListener('abort', () => {
      clearInterval(timer)
      resolve()
    })
  })
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('It is not a whole number.')
  return number
}
