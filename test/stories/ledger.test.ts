/** `ledger`: every job with its price and its end, and totals in which no job is missing, double, or a silent zero. */
import { existsSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Fault } from '../../sim/fault.ts'
import { lineOf } from '../../src/cli/eventLine.ts'
import { renderLedger } from '../../src/cli/render/ledger.ts'
import { renderLog } from '../../src/cli/render/log.ts'
import { renderPlan } from '../../src/cli/render/plan.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { PICTURES, sceneFiles, scenes, withProperty } from './support/scenes.ts'
import { openStage, withApp } from './support/stage.ts'
import { verb } from './support/verb.ts'

const FILE = 'S1-V0-1.nbflow'
const PRICES = { image: 0.1, video: 0.4 }

test('each job is told with what it was for, where, when, for how much, and what became of it', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
  stage.configure({ prices: PRICES })
  const before = new Date().toISOString()
  await verb(stage, COMMANDS.run, { file: FILE })
  const told = await stage.call(COMMANDS.ledger, {})
  expect(told.jobs).toHaveLength(4)
  const [first, , , last] = told.jobs
  expect(first).toMatchObject({
    workflow: 'S1-V0-1', tab: 'Mainbody', nodeId: 11, row: 1, title: 'Scene 01 image', take: 1, slot: 1,
    kind: 'image', model: 'nano_banana_2', backend: 'glabs', attempt: 1, who: 'Ada', command: 'run S1-V0-1',
    outcome: 'made', taken: 'yes', isWasted: false, mayBePaidTwice: false, usd: 0.1,
    errorType: null, handle: { taskId: stage.sim.ledger()[0]?.taskId },
  }) // biome-ignore format: short fields together
  expect(last).toMatchObject({ nodeId: 14, kind: 'video', slot: 2, usd: 0.4 })
  expect(first!.at >= before && first!.at <= first!.finishedAt!).toBe(true)
  expect(told).toMatchObject({
    about: null,
    since: null,
    spent: { jobs: 4, usd: 1, unpriced: 0 },
    wasted: { jobs: 0 },
    unknown: { jobs: 0 },
    reused: { jobs: 0 },
    notTaken: 0,
    byCommand: [{ name: 'run', spent: { jobs: 4 } }],
    byWorkflow: [{ name: 'S1-V0-1' }],
  })
  expect(told.byMonth.map(({ name }) => name)).toEqual([expect.stringMatching(/^\d{4}-\d\d$/)])
})

test('what the service took and nothing came of is wasted; what it never took costs nothing', async () => {
  const faults: Fault[] = [
    { when: { nth: 1 }, effect: { kind: 'fail', errorCode: 503, error: 'upstream' } },
    { when: { nth: 1 }, effect: { kind: 'answer', status: 500, text: '{"error":"oops"}' } },
  ]
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }), sim: { faults } })
  stage.configure({ prices: PRICES })
  await stage.run({ file: FILE, only: 'images' })
  const told = await stage.call(COMMANDS.ledger, { file: 'S1' })
  expect(told.jobs.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'made', 'made', 'not taken'])
  expect(told).toMatchObject({ spent: { jobs: 3, usd: 0.3 }, wasted: { jobs: 1, usd: 0.1 }, notTaken: 1 })
  const refused = told.jobs.find(({ outcome }) => outcome === 'not taken')
  expect(refused).toMatchObject({ taken: 'no', usd: 0, handle: null, errorType: 'api_error' })
  expect(stage.paid()).toBe(3)
})

test('what nobody can tell is unknown, and said to be perhaps paid twice once its slot is sent again', async () => {
  const faults: Fault[] = [
    { when: { nth: 1 }, effect: { kind: 'drop-after-accept' } },
    { when: { nth: 1 }, effect: { kind: 'away', on: 'list', forMs: 20, forgets: true } },
  ]
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }), sim: { faults } })
  stage.configure({ prices: PRICES, waitMs: 20_000 })
  const { receipt, costUsd } = await stage.run({ file: FILE, only: 'images' })
  expect(stage.paid()).toBe(2)
  const told = await stage.call(COMMANDS.ledger, {})
  expect(told.jobs.map(({ outcome, mayBePaidTwice }) => [outcome, mayBePaidTwice])).toEqual([
    ['unknown', true],
    ['made', false],
  ])
  expect(told).toMatchObject({ spent: { jobs: 1, usd: 0.1 }, unknown: { jobs: 1, usd: 0.1 } })
  expect(told).toMatchObject({ perhapsTwice: 1, wasted: { jobs: 0 } })
  expect(receipt).toContain('paid 2 ($0.20)')
  expect(costUsd).toBe(0.2)
  expect(renderLedger(told)).toContain('1 of them sent again, so perhaps paid twice')
})

test('what is late is paid for and not wasted, and is made in the ledger once it came', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  stage.write(FILE, withProperty(stage.read(FILE), 11, 'timeout', 0.05))
  stage.sim.setFaults([{ when: {}, effect: { kind: 'stuck' } }])
  await stage.run({ file: FILE, only: 'images' })
  const late = await stage.call(COMMANDS.ledger, {})
  expect(late.jobs).toMatchObject([{ outcome: 'late', taken: 'yes', isWasted: false, errorType: 'timeout' }])
  stage.sim.release()
  await stage.run({ file: FILE, only: 'images' })
  const made = await stage.call(COMMANDS.ledger, {})
  expect(made.jobs).toMatchObject([{ outcome: 'made', isWasted: false, errorType: null }])
  expect(stage.paid()).toBe(1)
})

test('a price that is not known is told as jobs: beside the known sum, or alone, but never as nothing', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
  await stage.run({ file: FILE, only: 'images' })
  const unknown = await stage.call(COMMANDS.ledger, {})
  expect(unknown.spent).toEqual({ jobs: 2, usd: 0, unpriced: 2 })
  expect(renderLedger(unknown)).toContain('spent     2 jobs, price not known')
  stage.configure({ prices: { video: 0.4 }, confirmAbove: 3 })
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'another still'))
  const plan = await stage.plan(FILE)
  expect(plan).toMatchObject({ priceUsd: null, price: { jobs: 4, usd: 0.8, unpriced: 2 } })
  expect(renderPlan(plan)).toContain('2 images, 2 videos; at most $0.80 + 2 jobs without a price')
  const lines: (string | null)[] = []
  const asked: string[] = []
  await withApp(
    stage.folder,
    stage.environment,
    (app) => COMMANDS.run.run(app, { file: FILE }, (event) => lines.push(lineOf(event))),
    { ask: async (question) => asked.push(question) > 0 },
  )
  expect(asked).toEqual(['Send 4 paid jobs, at most $0.80 + 2 jobs without a price?'])
  expect(lines.join('\n')).toContain('2 images, 2 videos; at most $0.80 + 2 jobs without a price.')
  const mixed = await stage.call(COMMANDS.ledger, {})
  expect(mixed.spent).toEqual({ jobs: 6, usd: 0.8, unpriced: 4 })
  expect(renderLedger(mixed)).toContain('spent     6 jobs, $0.80 + 4 jobs without a price')
  const log = await stage.call(COMMANDS.log, { file: 'S1' })
  expect(log).toMatchObject({ jobs: 6, costUsd: null, cost: { jobs: 6, usd: 0.8, unpriced: 4 } })
  expect(renderLog(log, stage.folder)).toContain('4 done · $0.80 + 2 jobs without a price')
})

test('a new version that takes over takes has them reused, and pays for what it changed', async () => {
  const stage = await openStage({ files: sceneFiles(2, { outputCount: 2 }) })
  stage.configure({ prices: PRICES })
  await stage.run({ file: FILE, only: 'images' })
  stage.write('S1-V0-2.nbflow', withProperty(stage.read(FILE), 10, 'text', 'another still of scene 1'))
  await stage.run({ file: 'S1-V0-2', only: 'images' })
  const all = await stage.call(COMMANDS.ledger, { file: 'S1' })
  expect(all).toMatchObject({ about: 'S1', spent: { jobs: 6, usd: 0.6 }, reused: { jobs: 2, usd: 0.2 } })
  expect(all.byWorkflow.map(({ name, spent }) => [name, spent.jobs])).toEqual([
    ['S1-V0-1', 4],
    ['S1-V0-2', 2],
  ])
  const first = await stage.call(COMMANDS.ledger, { file: 'S1-V0-1' })
  expect(first).toMatchObject({ about: 'S1-V0-1', spent: { jobs: 4 }, reused: { jobs: 0 } })
  const second = await stage.call(COMMANDS.ledger, { file: 'S1-V0-2.nbflow' })
  expect(second).toMatchObject({ about: 'S1-V0-2', spent: { jobs: 2 }, reused: { jobs: 2 } })
  expect(renderLedger(all)).toContain('reused    2 candidates, $0.20')
})

test('drawings are no jobs, and asking makes no store', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  expect(await stage.call(COMMANDS.ledger, {})).toMatchObject({ jobs: [], spent: { jobs: 0 } })
  const never = await stage.call(COMMANDS.ledger, { file: 'S1' })
  expect(renderLedger(never)).toBe('S1\nNo jobs were sent.\n')
  expect(existsSync(stage.path('.retake'))).toBe(false)
  await stage.run({ file: FILE, backend: 'sketch' })
  expect(await stage.call(COMMANDS.ledger, {})).toMatchObject({ jobs: [], spent: { jobs: 0 } })
  await expect(stage.call(COMMANDS.ledger, { file: 'nobody' })).rejects.toMatchObject({ code: 'usage' })
})

test('a version whose file is gone, and one of the same name in another folder, have their own jobs', async () => {
  const files = { 'one/S1-V0-1.nbflow': scenes(1, { outputCount: 1 }), 'one/avatar.png': PICTURES.avatar }
  const stage = await openStage({ files })
  stage.write('two/S1-V0-1.nbflow', scenes(1, { outputCount: 2 }))
  stage.write('two/avatar.png', PICTURES.ife)
  await stage.run({ file: 'one/S1-V0-1', only: 'images' })
  await stage.run({ file: 'two/S1-V0-1', only: 'images' })
  const jobsOf = async (file: string) => (await stage.call(COMMANDS.ledger, { file })).spent.jobs
  expect([await jobsOf('one/S1-V0-1'), await jobsOf('two/S1-V0-1.nbflow')]).toEqual([1, 2])
  rmSync(stage.path('one'), { recursive: true })
  rmSync(stage.path('two'), { recursive: true })
  expect([await jobsOf('S1-V0-1'), await jobsOf('S1')]).toEqual([3, 3])
})

test('--since takes a date, a date-time or an age, and names what it is given that is none', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  await stage.run({ file: FILE, only: 'images' })
  const jobsSince = async (since: string) => (await stage.call(COMMANDS.ledger, { since })).jobs.length
  const hourAhead = new Date(Date.now() + 3_600_000).toISOString()
  expect(
    await Promise.all(['7d', '24h', '1W', '2026-01-01', '2026-01-01T08:30', hourAhead].map(jobsSince)),
  ).toEqual([1, 1, 1, 1, 1, 0])
  for (const since of [
    'yesterday',
    '',
    '7',
    '-7d',
    '2026-02-30',
    '2026-13-01',
    '2026-11-01T25:00',
    '9999999w',
  ]) {
    await expect(jobsSince(since), since).rejects.toMatchObject({
      code: 'usage',
      message: `--since "${since}" is no date, no date-time and no age.`,
    })
  }
})
