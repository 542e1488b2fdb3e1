/** `retake sim --torture FILE`: kills a run before the reader's eyes, again and again, and puts both ledgers side by side. */
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Sim, SimOptions } from '../../../sim/startSim.ts'
import { openApp } from '../../app.ts'
import type { App } from '../../commands/app.ts'
import { COMMANDS } from '../../commands/list.ts'
import { RetakeError } from '../../errors.ts'
import { style } from '../style.ts'
import { type CopiedWorkflow, copyWorkflow } from './copyWorkflow.ts'
import { callCounter, type Life, type LifeEnd, live } from './killOnce.ts'
import { twoLedgers, verdictOf } from './twoLedgers.ts'

/** Quick, so that a reader sees the end; the service is as slow as it is told. */
const SETTINGS = { poll: { minMs: 40, maxMs: 200 }, retry: { baseMs: 100 }, gates: 'auto' }
const LATENCY_MS = { image: 80, video: 150 }
/** A service that has just been started cannot say what it was never asked. */
const UP_MS = 3_600_000
const MOST_DELAY_MS = 60
/** What a run ends with when something was refused. */
const INCOMPLETE = 1
/** Asking for the health, sending, a question or two, the download. */
const CALLS_A_JOB = 3

export interface TortureOptions {
  readonly file: string
  readonly kills: number
  /** What goes wrong at the service besides. */
  readonly faults: SimOptions['faults']
  startSim(options: SimOptions): Promise<Sim>
}

/** @returns the exit code: 0 where nothing was lost, and nothing paid twice that is not marked */
export async function torture(
  app: App,
  { file, kills, faults = [], startSim }: TortureOptions,
): Promise<number> {
  const copy = await copyWorkflow(app, file, SETTINGS)
  const counter = callCounter()
  const sim = await startSim({
    pictures: 'plain',
    latencyMs: LATENCY_MS,
    upMs: UP_MS,
    onCall: counter.called,
    faults,
  })
  const life = lifeOf(copy, sim)
  try {
    process.stdout.write(
      `A copy of ${file}, ${copy.jobs} candidates to make; the run is killed (SIGKILL) ${kills} times, at random moments.\n\n`,
    )
    await killAgainAndAgain(app, { life, kills, copy, sim, after: counter.after })
    if (app.signal.aborted) return 130
    const last = await live(life, new Promise(() => {}))
    process.stdout.write(`\nThe same command once more, to its end: ${toldAtLast(last)}\n\n`)
    return await compare(app, copy, { sim, exitCode: last.exitCode })
  } finally {
    await sim.close()
    rmSync(copy.root, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The receipt; all of it where something did not land. */
function toldAtLast({ exitCode, said }: LifeEnd): string {
  return exitCode === 0 ? (said.trimEnd().split('\n').at(-1) ?? '') : `\n${said.trimEnd()}`
}

interface Killing {
  readonly life: Life
  readonly kills: number
  readonly copy: CopiedWorkflow
  readonly sim: Sim
  readonly after: ReturnType<typeof callCounter>['after']
}

async function killAgainAndAgain(app: App, { life, kills, copy, sim, after }: Killing): Promise<void> {
  const mostCalls = Math.max(4, Math.floor((copy.jobs * CALLS_A_JOB) / kills))
  for (let nth = 1; nth <= kills && !app.signal.aborted; nth += 1) {
    const calls = 1 + Math.floor(Math.random() * mostCalls)
    const { exitCode, lifeMs, said } = await live(life, after(calls, Math.random() * MOST_DELAY_MS))
    if (app.signal.aborted) return
    if (exitCode !== null && exitCode > INCOMPLETE) {
      throw new RetakeError('usage', `The run ended by itself, with ${exitCode}:\n${said.trimEnd()}`, {
        next: 'Mend that first: what does not run cannot be killed.',
      })
    }
    if (exitCode !== null) {
      process.stdout.write(`  the run came to its end before it could be killed once more\n`)
      return
    }
    const taken = sim.ledger().filter(({ taskId }) => taskId !== null).length
    const after_ = `after ${(lifeMs / 1000).toFixed(2)} s`
    process.stdout.write(
      `  ${style('red', `kill ${String(nth).padStart(2)}`)}  ${after_}  the service has taken ${taken} of ${copy.jobs}\n`,
    )
  }
}

/** The person's own service, store and mirror are left alone, whatever the environment says. */
function lifeOf({ path }: CopiedWorkflow, sim: Sim): Life {
  const own = /^(RETAKE_|GLABS_|R2_|S3_|AWS_|UPLOAD_PROXY_)/
  const rest = Object.entries(process.env).filter(([name]) => !own.test(name))
  const ours = { GLABS_URL: sim.url, RETAKE_BACKEND: 'glabs', RETAKE_MIRROR: 'off' }
  const environment = { ...Object.fromEntries(rest), ...ours }
  return { cwd: dirname(path), environment, args: ['run', path] }
}

async function compare(
  app: App,
  { path, jobs: wanted }: CopiedWorkflow,
  { sim, exitCode }: { readonly sim: Sim; readonly exitCode: number | null },
): Promise<number> {
  const reader = openApp({ cwd: dirname(path), environment: { RETAKE_MIRROR: 'off' }, signal: app.signal })
  try {
    const { jobs } = await COMMANDS.ledger.run(reader, {}, () => {})
    const there = sim.ledger()
    const { lost, repeated, marked } = verdictOf(there, jobs)
    const made = jobs.filter(({ outcome }) => outcome === 'made').length
    const isWhole = exitCode === 0 && made === wanted
    const isHeld = lost === 0 && repeated <= marked && (isWhole || exitCode === INCOMPLETE)
    process.stdout.write(`${twoLedgers(there, jobs)}
${style(isHeld ? 'green' : 'red', `${lost} candidates lost, ${repeated} jobs paid twice`)}${
  repeated === 0 ? '' : `, ${marked} of them marked in our ledger`
}.
`)
    if (!isWhole) process.stdout.write(`${made} of ${wanted} candidates are made.\n`)
    return isHeld && isWhole ? 0 : 1
  } finally {
    await reader.close()
  }
}
