/** What does not land: told once, kept apart from the rest, and sent again only where that can help. */
import { expect, test } from 'vitest'
import { flaky, refusal } from '../../sim/fault.ts'
import type { Report } from '../../src/commands/command.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { sceneFiles, withProperty } from './support/scenes.ts'
import { costOf, openStage, withApp } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

test('a refused prompt is sent once per slot, and not again by a plain run', async () => {
  const stage = await openStage({ sim: { faults: [refusal('a still of scene 1')] }, files: sceneFiles(2) })
  const first = await costOf(stage, () => stage.run(FILE))
  expect(first.prompts.filter((prompt) => prompt.includes('a still of scene 1'))).toHaveLength(4)
  expect(first.paid).toBe(12)
  expect(first.answer.exitCode).toBe(1)
  const second = await costOf(stage, () => stage.run(FILE))
  expect(second.paid).toBe(0)
  expect(second.answer.generations.map(({ status }) => status)).toEqual([
    'failed',
    'blocked',
    'reused',
    'reused',
  ])
  expect(second.answer.generations[0]!.error).toMatchObject({ errorType: 'content_policy', attempts: 1 })
})

test('a reworded prompt is sent, and what heals leaves errors.json', async () => {
  const stage = await openStage({ sim: { faults: [refusal('a still of scene 1')] }, files: sceneFiles(2) })
  await stage.run(FILE)
  expect(stage.files(/^errors/)).toEqual(['errors.json'])
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'a calm picture'))
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.exitCode).toBe(0)
  expect(stage.files(/^errors/)).toEqual([])
})

test('a node that fails once is sent again by itself and lands', async () => {
  const stage = await openStage({ sim: { faults: [flaky('a still of scene 1')] }, files: sceneFiles(1) })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(9)
  expect(answer.exitCode).toBe(0)
  expect(answer.errors).toEqual([])
})

test('three attempts and no more: the slot is then reported, the other three are a result', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 3 }) })
  await stage.run({ file: FILE, only: 'images' })
  const effect = { kind: 'fail', errorCode: 503, error: 'The service is currently unavailable.' } as const
  stage.sim.setFaults([{ when: { prompt: 'a still of scene 1' }, effect }])
  stage.write(FILE, withProperty(stage.read(FILE), 11, 'outputCount', 4))
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(3)
  const [still] = answer.generations
  expect(still).toMatchObject({
    status: 'partial',
    error: { errorType: 'api_error', attempts: 3, slots: [4] },
  })
  expect(still!.candidates).toHaveLength(3)
  expect(answer.exitCode).toBe(1)
  stage.sim.setFaults([])
  const healed = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(healed.paid).toBe(1)
  expect(healed.answer.generations[0]).toMatchObject({ status: 'generated', take: 1 })
  expect(healed.answer.exitCode).toBe(0)
})

test('a slot that is healed later does not make the clips anew', async () => {
  const effect = { kind: 'fail', errorCode: 503, error: 'The service is currently unavailable.' } as const
  const stage = await openStage({
    sim: { faults: [{ when: { prompt: 'a still of scene 1', times: 12 }, effect }] },
    files: sceneFiles(1),
  })
  const first = await costOf(stage, () => stage.run(FILE))
  expect(first.paid).toBe(12)
  expect(first.answer.generations.map(({ status }) => status)).toEqual(['failed', 'blocked'])
  const second = await costOf(stage, () => stage.run(FILE))
  expect(second.paid).toBe(8)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('a socket that drops after the POST is looked up and never paid twice', async () => {
  const faults = [
    { when: { prompt: 'a still of scene 1', nth: 2 }, effect: { kind: 'drop-after-accept' } as const },
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  stage.configure({ waitMs: 2000 })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.exitCode).toBe(0)
  expect(answer.generations.map(({ candidates }) => candidates.length)).toEqual([4, 4])
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('a wrong key is told as such, and nothing is paid', async () => {
  const stage = await openStage({ sim: { apiKey: 'right' }, files: sceneFiles(1) })
  stage.environment.GLABS_API_KEY = 'wrong'
  const outcome = await stage.run(FILE).catch((error: unknown) => error)
  expect(stage.paid()).toBe(0)
  expect(JSON.stringify(outcome)).toContain('GLABS_API_KEY')
  expect(JSON.stringify(outcome)).not.toContain('wrong')
  stage.environment.GLABS_API_KEY = 'right'
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(8)
})

test('where nobody can be asked what became of a cut send, it is told what to do, and nothing is sent for it', async () => {
  const cut = { when: {}, effect: { kind: 'drop-after-accept' } as const }
  const stage = await openStage({ sim: { faults: [cut] }, files: sceneFiles(1) })
  const stop = new AbortController()
  const input = { file: FILE, only: 'images' as const, concurrency: 1 }
  const stopped: Report = ({ type }) => {
    if (type === 'sent') stop.abort()
  }
  await withApp(stage.folder, stage.environment, (app) => COMMANDS.run.run(app, input, stopped), {
    signal: stop.signal,
  })
  const closed = { kind: 'answer', on: 'list', status: 401, text: '{"error":"Invalid API key"}' } as const
  stage.sim.setFaults([{ when: {}, effect: closed }])
  const { answer } = await costOf(stage, () => stage.run(input))
  expect(answer.errors).toMatchObject([{ nodeId: 11, errorType: 'connection refused', slots: [1] }])
  expect(answer.errors[0]!.strategy).toContain('retake doctor')
  expect(stage.paid()).toBe(4)
  stage.sim.setFaults([])
  expect((await stage.run(input)).errors).toEqual([])
  expect(stage.paid()).toBe(4)
})

test('a foreign errors.json is set aside, not overwritten', async () => {
  const stage = await openStage({ sim: { faults: [refusal('scene 1')] }, files: sceneFiles(2) })
  stage.write('errors.json', '{"mine": true}')
  await stage.run(FILE)
  const [ours, backup] = stage
    .files(/^errors/)
    .sort((a, b) => b.length - a.length)
    .reverse()
  expect(JSON.parse(stage.read(ours!))).toHaveLength(1)
  expect(stage.read(backup!)).toBe('{"mine": true}')
})
