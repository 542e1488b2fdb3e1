/** Money and numbers of jobs: never above what was allowed, and nothing is lost by stopping. */
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { sceneFiles, withProperty } from './support/scenes.ts'
import { costOf, openStage, withApp } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

test('a limit of jobs is kept exactly, ends with exit 5, and the next run completes', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  const first = await costOf(stage, () => stage.run({ file: FILE, maxJobs: 6 }))
  expect(first.paid).toBe(6)
  expect(first.answer).toMatchObject({ exitCode: 5, stoppedBy: 'limit', jobs: { submitted: 6 } })
  expect(first.answer.generations.flatMap(({ candidates }) => candidates)).toHaveLength(6)
  const rest = await costOf(stage, () => stage.run(FILE))
  expect(rest.paid).toBe(10)
  expect(rest.answer.exitCode).toBe(0)
  expect(rest.answer.generations.map(({ take, candidates }) => [take, candidates.length])).toEqual(
    Array(4).fill([1, 4]),
  )
})

test('a limit of no jobs sends none, and one that suffices is no limit', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const none = await costOf(stage, () => stage.run({ file: FILE, maxJobs: 0 }))
  expect([none.paid, none.answer.exitCode]).toEqual([0, 5])
  const enough = await costOf(stage, () => stage.run({ file: FILE, maxJobs: 8 }))
  expect([enough.paid, enough.answer.exitCode]).toEqual([8, 0])
})

test('a budget without a price is refused, naming prices', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await expect(stage.run({ file: FILE, budget: 5 })).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining('"prices"'),
  })
  expect(stage.paid()).toBe(0)
})

test('a budget is never exceeded, and the cost is told', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  stage.configure({ prices: { image: 0.1, video: 0.4 } })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, budget: 1 }))
  const spent = stage.sim.ledger().reduce((sum, { type }) => sum + (type === 'image' ? 0.1 : 0.4), 0)
  expect(spent).toBeLessThanOrEqual(1 + 1e-9)
  expect(answer.exitCode).toBe(5)
  expect(answer.costUsd).toBeCloseTo(spent, 6)
  expect(paid).toBeGreaterThan(0)
  const rest = await costOf(stage, () => stage.run({ file: FILE, budget: 10 }))
  expect(paid + rest.paid).toBe(16)
  expect(rest.answer.exitCode).toBe(0)
})

test('a plan tells the price where prices are known, and null where they are not', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  expect((await stage.plan(FILE)).priceUsd).toBeNull()
  stage.configure({ prices: { image: 0.1, veo_31_fast: 0.4 } })
  expect((await stage.plan(FILE)).priceUsd).toBeCloseTo(4, 6)
})

test('a plan that has changed is not run', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { hash } = await stage.plan(FILE)
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'another'))
  await expect(stage.run({ file: FILE, plan: hash })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(hash),
  })
  expect(stage.paid()).toBe(0)
})

test('a plan of a part is not the plan of the whole', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { hash, jobs } = await stage.plan({ file: FILE, only: 'images' })
  expect(jobs).toEqual({ total: 4, images: 4, videos: 0 })
  await expect(stage.run({ file: FILE, plan: hash })).rejects.toMatchObject({ code: 'usage' })
  expect((await costOf(stage, () => stage.run({ file: FILE, only: 'images', plan: hash }))).paid).toBe(4)
})

test('above the number that the config sets, a run asks; where nobody can be asked it names --yes', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  stage.configure({ confirmAbove: 7 })
  await expect(stage.run(FILE)).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining('--yes'),
  })
  const questions: string[] = []
  const refusing = withApp(
    stage.folder,
    stage.environment,
    (app) => COMMANDS.run.run(app, { file: FILE }, () => {}),
    {
      ask: async (question) => {
        questions.push(question)
        return false
      },
    },
  )
  await expect(refusing).rejects.toMatchObject({ code: 'interrupted' })
  expect(questions).toEqual(['Send 8 paid jobs?'])
  expect(stage.paid()).toBe(0)
  expect((await costOf(stage, () => stage.run({ file: FILE, yes: true }))).paid).toBe(8)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})
