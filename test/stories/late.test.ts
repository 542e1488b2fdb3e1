/** A deadline of ours is not the end of a job: its handle is kept, and a late result costs nothing. */
import { expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { changed, sceneFiles, scenes } from './support/scenes.ts'
import { costOf, openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

function withTimeout(text: string, nodeId: number, timeout: number): string {
  return changed(text, (file) => {
    file.tabs[0]!.graphData.nodes.find(({ id }) => id === nodeId)!.properties.timeout = timeout
  })
}

test('a result that comes after our deadline is taken by the next run, for nothing', async () => {
  const faults = [{ when: { prompt: 'a still of scene 1' }, effect: { kind: 'stuck' } as const }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  stage.write(FILE, withTimeout(stage.read(FILE), 11, 50))
  const first = await costOf(stage, () => stage.run({ file: FILE, only: 'images', concurrency: 4 }))
  expect(first.paid).toBe(4)
  expect(first.answer.errors).toMatchObject([{ nodeId: 11, errorType: 'timeout', slots: [1, 2, 3, 4] }])
  stage.sim.release()
  const second = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(second.paid).toBe(0)
  expect(second.answer.generations[0]).toMatchObject({ status: 'generated', take: 1 })
  expect(stage.files(/^errors/)).toEqual([])
})

test('a task that was lost in a restart is sent again, and said to be perhaps paid', async () => {
  const faults = [{ when: { prompt: 'a still of scene 1', times: 1 }, effect: { kind: 'forget' } as const }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(5)
  expect(answer.exitCode).toBe(0)
  expect(stage.failures.join('\n')).toContain('may have been paid')
})

test('with "unknown": "hold" a task that was lost is not sent again before a person says so', async () => {
  const faults = [{ when: { prompt: 'a still of scene 1', times: 1 }, effect: { kind: 'forget' } as const }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  stage.configure({ unknown: 'hold' })
  for (const paid of [4, 0]) {
    const run = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
    expect(run.paid).toBe(paid)
    expect(run.answer).toMatchObject({ exitCode: 1, errors: [{ nodeId: 11, attempts: 1 }] })
    expect(run.answer.errors[0]!.slots).toHaveLength(1)
    expect(run.answer.errors[0]!.strategy).toContain('retake regen FILE NODE --slots N')
  }
  expect((await costOf(stage, () => stage.call(COMMANDS.retry, { file: FILE }))).paid).toBe(0)
})

test('of a hundred branches one is refused: ninety-nine are delivered, one is an entry', async () => {
  const text = scenes(100, { outputCount: 1 })
  const { 'avatar.png': avatar } = sceneFiles(1)
  const faults = [refusal('a still of scene 57,')]
  const stage = await openStage({ sim: { faults }, files: { [FILE]: text, 'avatar.png': avatar } })
  const first = await costOf(stage, () => stage.run({ file: FILE, concurrency: 5 }))
  expect(first.paid).toBe(199)
  const landed = first.answer.generations.filter(({ status }) => status === 'generated')
  expect(landed).toHaveLength(198)
  expect(first.answer.errors).toHaveLength(1)
  expect(JSON.parse(stage.read('errors.json'))).toMatchObject([{ nodeId: 571, errorType: 'content_policy' }])
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})
