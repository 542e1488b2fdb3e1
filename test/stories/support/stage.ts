/** A folder of one test with a workflow in it, a simulated G-Labs, and the verbs as a shell would call them. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type Sim, type SimOptions, startSim } from '../../../sim/startSim.ts'
import { type AppOptions, openApp } from '../../../src/app.ts'
import type { App } from '../../../src/commands/app.ts'
import type { CheckReport } from '../../../src/commands/check.ts'
import type { Command, ReportEvent } from '../../../src/commands/command.ts'
import type { LedgerReport } from '../../../src/commands/ledger.ts'
import { COMMANDS } from '../../../src/commands/list.ts'
import type { PlanReport } from '../../../src/commands/plan.ts'
import type { RunInput } from '../../../src/commands/runInput.ts'
import type { RunReport } from '../../../src/commands/runReport.ts'
import type { ShowReport } from '../../../src/commands/show.ts'
import type { WhyReport } from '../../../src/commands/why.ts'
import type { Environment } from '../../../src/config/variables.ts'

export interface Stage {
  readonly folder: string
  readonly sim: Sim
  /** What every command of this stage is called with; a test may add to it. */
  readonly environment: Record<string, string | undefined>
  readonly notes: string[]
  /** What jobs failed of, those that were sent again included. */
  readonly failures: string[]
  path(name: string): string
  read(name: string): string
  bytes(name: string): Buffer
  write(name: string, content: string | Uint8Array): void
  /** Sets `retake.config.json` over the quick pauses of the tests. */
  configure(settings: object): void
  /** Names of the files in the folder, or in one below it, that a pattern fits. */
  files(pattern: RegExp, below?: string): string[]
  /** Any verb, in an app of its own. */
  call<Input, Output>(command: Command<Input, Output>, input: unknown, person?: Person): Promise<Output>
  run(input: string | RunInput): Promise<RunReport>
  plan(input: string | Parameters<typeof COMMANDS.plan.run>[1]): Promise<PlanReport>
  show(file: string): Promise<ShowReport>
  /** The file, then the nodes. */
  why(fileAndNodes: readonly [string, ...string[]]): Promise<WhyReport>
  check(input: string | Parameters<typeof COMMANDS.check.run>[1]): Promise<CheckReport>
  /** Tasks that the simulator has accepted so far: each of them is paid. */
  paid(): number
  /** Our ledger is not compared with the simulator's when the test ends. Why not, in words. */
  countsApart(why: string): void
}

/** What the person at the terminal answers; without it nobody is there. */
export type Person = Partial<Pick<AppOptions, 'ask' | 'choose' | 'edit' | 'readInput'>>

export interface StageOptions {
  readonly sim?: SimOptions
  /** Path → content, below the stage's folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
}

/** Pauses that a person would want are long for a test. */
const QUICK = { poll: { minMs: 2, maxMs: 20 }, retry: { baseMs: 5 }, waitMs: 0 }

export async function openStage({ sim: simOptions, files = {} }: StageOptions = {}): Promise<Stage> {
  const folder = temporaryFolder()
  const sim = await startSim({ pictures: 'plain', ...simOptions })
  onTestFinished(() => sim.close())
  const path = (name: string) => join(folder, name)
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), content)
  }
  const configure = (settings: object) =>
    write('retake.config.json', JSON.stringify({ ...QUICK, ...settings }, null, 2))
  configure({})
  for (const [name, content] of Object.entries(files)) write(name, content)
  const environment: Record<string, string | undefined> = { GLABS_URL: sim.url }
  const notes: string[] = []
  const failures: string[] = []
  const report = (event: ReportEvent) => {
    if (event.type === 'note') notes.push(event.message)
    if (event.type === 'job failed') failures.push(event.message)
  }
  const call = <Input, Output>(command: Command<Input, Output>, input: unknown, person: Person = {}) =>
    withApp(folder, environment, (app) => command.run(app, command.input.parse(input), report), person)
  let apart: string | null = null
  onTestFinished(async () => {
    if (apart === null) expectEqual(await ledgersBelow(folder, environment), sim)
  })
  const asInput = <Input extends object>(input: string | Input) =>
    typeof input === 'string' ? { file: input } : input
  return {
    folder, sim, environment, notes, failures, path, write, configure, call,
    countsApart: (why) => {
      apart = why
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    bytes: (name) => readFileSync(path(name)),
    files: (pattern, below = '.') => readdirSync(path(below)).filter((name) => pattern.test(name)).sort(),
    run: (input) => call(COMMANDS.run, asInput(input)),
    plan: (input) => call(COMMANDS.plan, asInput(input)),
    show: (file) => call(COMMANDS.show, { file }),
    why: ([file, ...nodes]) => call(COMMANDS.why, { file, nodes }),
    check: (input) => call(COMMANDS.check, asInput(input)),
    paid: () => sim.ledger().filter(({ taskId }) => taskId !== null).length,
  } // biome-ignore format: short fields together
}

/** Of each store in the folder: a workflow that lies deeper may have one of its own. */
function ledgersBelow(folder: string, environment: Environment): Promise<LedgerReport[]> {
  const stores = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => basename(name) === '.retake',
  )
  const projects = environment.RETAKE_STORE === undefined ? stores.map(dirname) : ['.']
  return Promise.all(
    projects.map((project) =>
      withApp(join(folder, project), environment, (app) => COMMANDS.ledger.run(app, {}, () => {})),
    ),
  )
}

/** The same for a test without a stage, with one store. */
export async function expectEqualLedgers(app: App, sim: Sim): Promise<void> {
  expectEqual([await COMMANDS.ledger.run(app, {}, () => {})], sim)
}

/**
 * What the simulator accepted is what our ledger says: each task that is confirmed by a handle is one of its own, none is
 * there twice, and for what it accepted besides there are jobs of ours that may have been taken. The second task of a POST
 * that was accepted twice is known to nobody here.
 */
function expectEqual(ledgers: readonly LedgerReport[], sim: Sim): void {
  const count = (jobs: (ledger: LedgerReport) => number) => ledgers.reduce((sum, each) => sum + jobs(each), 0)
  const accepted = sim.ledger().flatMap(({ taskId, isTwin }) => (taskId === null || isTwin ? [] : [taskId]))
  const confirmed = ledgers
    .flatMap(({ jobs }) => jobs)
    .flatMap(({ taken, handle }) => (taken === 'yes' ? [taskIdOf(handle)] : []))
  const both = accepted.filter((taskId) => confirmed.includes(taskId))
  const unconfirmed = accepted.length - both.length
  expect(confirmed.sort(), 'jobs of our ledger, and those of them that the simulator has').toEqual(
    both.sort(),
  )
  expect(count(({ spent }) => spent.jobs) + unconfirmed, 'jobs of both ledgers').toBe(accepted.length)
  const inDoubt = count(({ unknown }) => unknown.jobs)
  expect(unconfirmed, 'jobs that only the simulator has for sure').toBeLessThanOrEqual(inDoubt)
}

function taskIdOf(handle: unknown): string {
  const taskId = typeof handle === 'object' && handle !== null && 'taskId' in handle ? handle.taskId : null
  return String(taskId)
}

/** What a command costs at the simulator, and what it answers. */
export async function costOf<Answer>(
  stage: Stage,
  work: () => Promise<Answer>,
): Promise<{ answer: Answer; paid: number; prompts: readonly string[] }> {
  const before = stage.sim.ledger().length
  const answer = await work()
  const sent = stage.sim.ledger().slice(before)
  const accepted = sent.filter(({ taskId }) => taskId !== null)
  return { answer, paid: accepted.length, prompts: accepted.map(({ prompt }) => prompt) }
}

/** A fresh folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'retake-stories-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** One process of the shell: an app is opened for the command and closed after it. */
export async function withApp<Answer>(
  cwd: string,
  environment: Environment,
  work: (app: App) => Promise<Answer>,
  { signal = new AbortController().signal, ...person }: Person & { readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  const app = openApp({ cwd, environment, signal, ...person })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}
