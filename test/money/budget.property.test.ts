/**
 * `--max-jobs` and `--budget` hold for each command, in whatever order jobs are taken, fail, are cut off and come late, and
 * also when the command before was killed. The service of these tests knows what it took; the ledger must say the same.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { App } from '../../src/commands/app.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { RetakeError } from '../../src/errors.ts'
import { openDatabase } from '../../src/store/database.ts'
import { type JobRecord, jobsOf } from '../../src/store/ledger.ts'
import { PICTURES } from '../stories/support/scenes.ts'
import { temporaryFolder, withApp } from '../stories/support/stage.ts'
import { gate, image, prompt, reference, workflowValue } from '../workflow/buildWorkflow.ts'
import { copyStore } from './support/cutStore.ts'
import { type FakeService, fakeService, type Step } from './support/fakeService.ts'

const FILE = 'M1-V0-1.nbflow'
const PRICES: Readonly<Record<string, number>> = { cheap: 0.1, dear: 0.7 }
const RUNS = Number(process.env.RETAKE_FUZZ_RUNS ?? 12)

/** Nine candidates: two cheap ones, three dear ones, and four that wait for the first. */
const WORKFLOW = `${JSON.stringify(
  workflowValue({
    name: 'Mainbody',
    nodes: [
      reference(1, 'avatar.png'),
      prompt(10, 'a still'),
      image(11, { outputCount: 2, model: 'cheap', timeout: 0.02 }),
      gate(12),
      prompt(20, 'another still'),
      image(21, { outputCount: 3, model: 'dear', timeout: 0.02 }),
      prompt(30, 'made of the first'),
      image(31, { outputCount: 4, model: 'cheap', timeout: 0.02 }),
    ],
    links: ['10 > 11.0', '1 > 11.1', '11 > 12.0', '20 > 21.0', '30 > 31.0', '12 > 31.1'],
  }),
  null,
  2,
)}\n`

interface Order {
  readonly verb: 'run' | 'fresh' | 'regen' | 'retry'
  readonly maxJobs: number | undefined
  readonly budget: number | undefined
  readonly concurrency: number
}

const LIMIT = fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined })

const ORDER: fc.Arbitrary<Order> = fc.record({
  verb: fc.constantFrom('run', 'fresh', 'regen', 'retry'),
  maxJobs: LIMIT,
  // Tenths, so that sums of binary fractions meet the limit exactly.
  budget: LIMIT.map((tenths) => (tenths === undefined ? undefined : (tenths * 3) / 10)),
  concurrency: fc.integer({ min: 1, max: 6 }),
})

const STEP: fc.Arbitrary<Step> = fc.record({
  turns: fc.integer({ min: 0, max: 6 }),
  does: fc.constantFrom(
    ...(['made', 'made', 'made at once', 'fails', 'refused', 'gone', 'late', 'cut, found'] as const),
    ...(['cut, unknown', 'lost, absent', 'lost, unknown', 'not taken', 'throttled', 'never sent'] as const),
    ...(['dies before', 'dies after'] as const),
  ),
})

/** The first case meets everything, whatever chance brings afterwards. */
const EACH_ORDER: Order[] = (['run', 'run', 'run'] as const).map((verb, at) => {
  return { verb, maxJobs: 5 - at, budget: undefined, concurrency: 2 }
})
const EACH_STEP: Step[] = (['made', 'cut, unknown', 'dies after', 'made', 'lost, unknown'] as const).map(
  (does) => {
    return { turns: 1, does }
  },
)

/** How often what the property is about came up: a property that meets nothing proves nothing. */
const met = { limits: 0, deaths: 0, inDoubt: 0, taken: 0 }

test('no command takes more jobs, or more money, than it was allowed, and the ledger has every job that was taken', async () => {
  const above = temporaryFolder()
  let cases = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(ORDER, { minLength: 2, maxLength: 4 }),
      fc.array(STEP, { minLength: 4, maxLength: 30 }),
      async (orders, steps) => {
        cases += 1
        const folder = join(above, String(cases))
        makeProject(folder)
        await playAndCheck(folder, orders, steps)
        rmSync(folder, { recursive: true })
      },
    ),
    { numRuns: RUNS, endOnFailure: RUNS > 100, examples: [[EACH_ORDER, EACH_STEP]] },
  )
  expect(Math.min(...Object.values(met)), JSON.stringify(met)).toBeGreaterThan(0)
}, 3_600_000)

async function playAndCheck(folder: string, orders: readonly Order[], steps: readonly Step[]): Promise<void> {
  const service = fakeService([...steps])
  let store = join(folder, 'store-0')
  for (const [at, order] of orders.entries()) {
    const before = { taken: new Set(service.taken.keys()), known: idsIn(store) }
    const after = join(folder, `store-${at + 1}`)
    if (await command(folder, service, order, { store, after })) store = after
    const written = jobsIn(store).filter(({ id }) => !before.known.has(id))
    expectWithin(order, service, before.taken, written)
    service.next()
  }
  met.taken += service.taken.size
}

const CONFIG = {
  prices: PRICES,
  waitMs: 5_000,
  poll: { minMs: 1, maxMs: 4 },
  retry: { baseMs: 1, coolDownMs: 1 },
}

function makeProject(folder: string): void {
  mkdirSync(folder)
  const files = {
    [FILE]: WORKFLOW,
    'avatar.png': PICTURES.avatar,
    'retake.config.json': JSON.stringify(CONFIG),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
}

/** @returns whether the process died; what it left on disk is then at `after` */
async function command(
  folder: string,
  service: FakeService,
  { verb, ...limits }: Order,
  stores: { readonly store: string; readonly after: string },
): Promise<boolean> {
  const process = new AbortController()
  let hasDied = false
  const die = () => {
    if (!hasDied) copyStore(stores.store, stores.after)
    hasDied = true
    process.abort()
  }
  const work = async (real: App) => {
    const app = atFakes(real, service, process.signal, die)
    if (verb === 'fresh') return COMMANDS.run.run(app, { file: FILE, fresh: ['all'], ...limits }, () => {})
    if (verb === 'regen')
      return COMMANDS.regen.run(app, { file: FILE, nodes: ['11', '21'], ...limits }, () => {})
    return COMMANDS[verb].run(app, { file: FILE, ...limits }, () => {})
  }
  try {
    const { exitCode } = await withApp(folder, { RETAKE_STORE: stores.store }, work, {
      signal: process.signal,
    })
    if (exitCode === 5) met.limits += 1
  } catch (error) {
    // Nothing to regen or retry yet, or no money for it.
    if (!hasDied && !(error instanceof RetakeError && error.code === 'usage')) throw error
  }
  if (hasDied) met.deaths += 1
  // What it drew while it went down is later than what it left in its store.
  const drawn = readdirSync(folder).filter((name) => /-generated-|^errors\.json$/.test(name))
  if (hasDied) for (const name of drawn) rmSync(join(folder, name), { recursive: true })
  return hasDied
}

/** The same app, with two instances of the service of the test in place of the real ones. */
function atFakes(app: App, service: FakeService, signal: AbortSignal, die: () => void): App {
  const instances = (['one', 'two'] as const).map((name) => {
    return { backend: service.connect(name, signal, die), concurrency: 4, isSentTo: true }
  })
  const { backend } = instances[0]!
  const fake = { name: 'fake', variant: 'generated' as const, isFree: false, backend, instances }
  return {
    ...app,
    project: async (folder) => ({ ...(await app.project(folder)), backend: async () => fake }),
  }
}

function expectWithin(
  { maxJobs, budget }: Order,
  { taken }: FakeService,
  takenBefore: ReadonlySet<string>,
  written: readonly JobRecord[],
): void {
  const theirs = [...taken].filter(([id]) => !takenBefore.has(id)).map(([, model]) => model)
  const ours = written.filter(({ state, submittedAt }) => submittedAt !== null || state !== 'failed')
  const inDoubt = ours.filter(({ state, submittedAt }) => submittedAt === null && state !== 'done')
  met.inDoubt += inDoubt.length
  for (const id of taken.keys()) {
    if (!takenBefore.has(id))
      expect(
        ours.map((job) => job.id),
        'every job that was taken is in the ledger',
      ).toContain(id)
  }
  const sure = ours.filter((job) => !inDoubt.includes(job)).map(({ id }) => id)
  expect(
    sure.filter((id) => !taken.has(id)),
    'what is said to be taken was taken',
  ).toEqual([])
  for (const [who, models] of [
    ['service', theirs],
    ['ledger', ours.map(({ model }) => String(model))],
  ] as const) {
    expect(models.length, `jobs by the ${who}`).toBeLessThanOrEqual(maxJobs ?? Number.POSITIVE_INFINITY)
    const tenths = models.reduce((sum, model) => sum + Math.round(PRICES[model]! * 10), 0)
    const most = budget === undefined ? Number.POSITIVE_INFINITY : Math.round(budget * 10)
    expect(tenths, `tenths of a dollar by the ${who}`).toBeLessThanOrEqual(most)
  }
}

function idsIn(store: string): Set<string> {
  return new Set(jobsIn(store).map(({ id }) => id))
}

function jobsIn(store: string): JobRecord[] {
  if (!existsSync(store) || !readdirSync(store).includes('retake.db')) return []
  const database = openDatabase(join(store, 'retake.db'))
  try {
    return jobsOf(database, null, null)
  } finally {
    database.close()
  }
}
