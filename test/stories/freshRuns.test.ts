/** `run --fresh`: bulk re-rolls, the rest from what is there; rounds that were cut off are gone on with. */
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import type { RunReport } from '../../src/commands/runReport.ts'
import { sceneFiles } from './support/scenes.ts'
import { costOf, openStage, type Stage, withApp } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

async function ranOnce(count: number): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(count) })
  await stage.run(FILE)
  return stage
}

function approve(stage: Stage, node: string, slot: number) {
  return stage.call(COMMANDS.approve, { file: FILE, node, slot })
}

function lines({ generations }: RunReport): string[] {
  return generations.map(({ nodeId, status, take }) => `${nodeId} ${status} ${take}`)
}

test('--fresh unapproved re-rolls what nobody approved; clips behind a re-rolled still wait', async () => {
  const stage = await ranOnce(3)
  await approve(stage, '11', 2)
  await stage.run(FILE)
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, fresh: ['unapproved'] }))
  expect(lines(answer)).toEqual([
    '11 reused 1',
    '14 generated 3',
    '21 generated 2',
    '24 held 1',
    '31 generated 2',
    '34 held 1',
  ])
  expect(paid).toBe(12)
  expect(answer.exitCode).toBe(0)
})

test('--fresh unapproved keeps a still that an approved clip was made from', async () => {
  const stage = await ranOnce(2)
  await approve(stage, '14', 1)
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, fresh: ['unapproved'] }))
  expect(lines(answer)).toEqual(['11 reused 1', '14 reused 1', '21 generated 2', '24 held 1'])
  expect(paid).toBe(4)
})

test('--fresh all re-rolls everything that does not wait for a still', async () => {
  const stage = await ranOnce(2)
  await approve(stage, '11', 1)
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, fresh: ['all'] }))
  expect(lines(answer)).toEqual(['11 generated 2', '14 held 1', '21 generated 2', '24 held 1'])
  expect(paid).toBe(8)
})

test('--fresh takes scenes by their names; the still and the clip of one scene belong together', async () => {
  const stage = await ranOnce(3)
  const { answer, paid } = await costOf(stage, () =>
    stage.run({ file: FILE, fresh: ['scene 01', 'scene 03'] }),
  )
  expect(lines(answer)).toEqual([
    '11 generated 2',
    '14 held 1',
    '21 reused 1',
    '24 reused 1',
    '31 generated 2',
    '34 held 1',
  ])
  expect(paid).toBe(8)
})

test('plan --fresh says what a re-roll would cost, and sends nothing', async () => {
  const stage = await ranOnce(2)
  const { answer, paid } = await costOf(stage, () => stage.plan({ file: FILE, fresh: ['unapproved'] }))
  expect(paid).toBe(0)
  expect(answer.jobs).toEqual({ total: 8, images: 8, videos: 0 })
  expect(answer.generations.map(({ nodeId, action }) => `${nodeId} ${action}`)).toEqual([
    '11 run',
    '14 held',
    '21 run',
    '24 held',
  ])
  const run = { file: FILE, fresh: ['unapproved'], plan: answer.hash }
  expect((await costOf(stage, () => stage.run(run))).paid).toBe(8)
})

test('a re-roll that stopped at a limit is gone on with by the same command, which says so', async () => {
  const stage = await ranOnce(3)
  const command = { file: FILE, fresh: ['unapproved'] }
  const first = await costOf(stage, () => stage.run({ ...command, maxJobs: 6, concurrency: 1 }))
  expect([first.paid, first.answer.exitCode]).toEqual([6, 5])
  const second = await costOf(stage, () => stage.run(command))
  expect(second.paid).toBe(6)
  expect(stage.notes).toContainEqual(expect.stringContaining('goes on with the re-roll'))
  expect(second.answer.generations.map(({ take }) => take)).toEqual([2, 1, 2, 1, 2, 1])
  const third = await costOf(stage, () => stage.run(command))
  expect(third.paid).toBe(12)
})

test('a regen that was interrupted goes on with what it has, and --again starts another', async () => {
  const stage = await ranOnce(2)
  const command = { file: FILE, nodes: ['11', '21'] }
  const limited = await costOf(stage, () =>
    stage.call(COMMANDS.regen, { ...command, maxJobs: 5, concurrency: 1 }),
  )
  expect(limited.paid).toBe(5)
  const rest = await costOf(stage, () => stage.call(COMMANDS.regen, command))
  expect(rest.paid).toBe(3)
  expect(rest.answer.generations.map(({ take }) => take)).toEqual([2, 1, 2, 1])
  const again = await costOf(stage, () => stage.call(COMMANDS.regen, { ...command, again: true }))
  expect(again.paid).toBe(8)
})

test('a plain run does not fill a re-roll that nothing came of; the former take and its pick stand', async () => {
  const stage = await ranOnce(1)
  await approve(stage, '11', 2)
  const limited = stage.call(COMMANDS.regen, { file: FILE, nodes: ['11'], maxJobs: 0 })
  expect((await limited).exitCode).toBe(5)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(4)
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 2, by: 'approved', passes: true }])
  expect((await costOf(stage, () => stage.call(COMMANDS.regen, { file: FILE, nodes: ['11'] }))).paid).toBe(4)
})

test('an approval made while the run goes on is taken up by it', async () => {
  const stage = await openStage({ sim: { latencyMs: { image: 30, video: 30 } }, files: sceneFiles(3) })
  let approved: Promise<unknown> | null = null
  const answer = await withApp(stage.folder, stage.environment, (app) =>
    COMMANDS.run.run(app, { file: FILE, gates: 'hold', concurrency: 1 }, (event) => {
      if (event.type !== 'settled' || approved !== null) return
      approved = withApp(stage.folder, stage.environment, (other) =>
        COMMANDS.approve.run(other, { file: FILE, node: '11', slot: 3 }, () => {}),
      )
    }),
  )
  await approved
  expect(lines(answer).slice(0, 3)).toEqual(['11 generated 1', '14 generated 1', '21 generated 1'])
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 3, by: 'approved', passes: true }])
})
