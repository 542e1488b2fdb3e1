/** `retry`: each failure as its error asks for. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { closedPort } from './support/closedPort.ts'
import { sceneFiles, withProperty } from './support/scenes.ts'
import { costOf, openStage, type Person, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

const retry = (stage: Stage, input: object = {}, person: Person = {}) =>
  stage.call(COMMANDS.retry, { file: FILE, ...input }, person)

const fail = (error: string, errorCode = 500) => ({ kind: 'fail', errorCode, error }) as const

test('what a repeat can heal is repeated, and leaves errors.json', async () => {
  const faults = [{ when: { prompt: 'a still of scene 1', times: 12 }, effect: fail('upstream broke') }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(2) })
  const first = await stage.run(FILE)
  expect(first.errors).toMatchObject([{ nodeId: 11, errorType: 'api_error', attempts: 3 }])
  const { answer, paid } = await costOf(stage, () => retry(stage))
  expect(paid).toBe(4)
  expect(answer).toMatchObject({ errors: [], errorsFile: null, needs: [], exitCode: 0 })
  expect(existsSync(stage.path('errors.json'))).toBe(false)
  expect(answer.behind).toMatchObject({ jobs: 4, generations: [{ nodeId: 14 }] })
})

test('a refused prompt is not sent again; what to type is told, with the words that the service named', async () => {
  const effect = fail('CONTENT_POLICY: the words "looks up" are not allowed', 400)
  const faults = [{ when: { prompt: 'a still of scene 1' }, effect }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(2) })
  await stage.run(FILE)
  const { answer, paid } = await costOf(stage, () => retry(stage))
  expect(paid).toBe(0)
  expect(answer.exitCode).toBe(1)
  expect(answer.needs).toMatchObject([
    {
      nodeId: 11,
      errorType: 'content_policy',
      words: ['looks up'],
      prompt: 'a still of scene 1, she looks up',
    },
  ])
  expect(answer.needs[0]!.commands[0]).toBe('retake edit S1-V0-1 11 --replace "looks up=>…" --regen')
})

test('where somebody is there the refused prompt opens, and what was reworded is made', async () => {
  const stage = await openStage({ sim: { faults: [refusal('she looks up')] }, files: sceneFiles(1) })
  await stage.run(FILE)
  const opened: string[] = []
  const edit = async (text: string) => {
    opened.push(text)
    return text.replace('looks up', 'smiles')
  }
  const { answer, paid, prompts } = await costOf(stage, () =>
    retry(stage, {}, { edit, ask: async () => true }),
  )
  expect(opened).toEqual(['a still of scene 1, she looks up'])
  expect(paid).toBe(4)
  expect(new Set(prompts)).toEqual(new Set(['a still of scene 1, she smiles']))
  expect(answer).toMatchObject({ workflow: 'S1-V0-2', needs: [], errors: [] })
  expect(existsSync(stage.path('backups/S1-V0-1.nbflow'))).toBe(true)
})

test('--as-is sends what was refused once more', async () => {
  const faults = [{ when: { prompt: 'a still of scene 1', times: 4 }, effect: fail('CONTENT_POLICY', 400) }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  await stage.run(FILE)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
  const { answer, paid } = await costOf(stage, () => retry(stage, { asIs: true }))
  expect([paid, answer.errors, answer.needs]).toEqual([4, [], []])
})

test('--type and --nodes leave the others as they are', async () => {
  const faults = [
    refusal('a still of scene 1'),
    { when: { prompt: 'a still of scene 2', times: 12 }, effect: fail('upstream broke') },
    { when: { prompt: 'a still of scene 3', times: 12 }, effect: fail('upstream broke') },
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(3) })
  await stage.run(FILE)
  const one = await costOf(stage, () => retry(stage, { type: 'api_error', nodes: ['scene 2 image'] }))
  expect(one.paid).toBe(4)
  expect(one.answer.needs).toEqual([])
  const entries: { nodeId: number }[] = JSON.parse(stage.read('errors.json'))
  expect(entries.map(({ nodeId }) => nodeId)).toEqual([11, 31])
})

test('connection refused includes what was blocked or never sent, and the backend is looked at first', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  const url = stage.environment.GLABS_URL
  stage.environment.GLABS_URL = `http://127.0.0.1:${await closedPort()}`
  expect((await stage.run(FILE)).exitCode).toBe(4)
  await expect(retry(stage)).rejects.toMatchObject({ code: 'backend_unreachable' })
  stage.environment.GLABS_URL = url
  const { answer, paid } = await costOf(stage, () => retry(stage))
  expect([paid, answer.exitCode, answer.errorsFile]).toEqual([16, 0, null])
})

test('connection refused in a run of stills does not make clips', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const url = stage.environment.GLABS_URL
  stage.environment.GLABS_URL = `http://127.0.0.1:${await closedPort()}`
  await stage.run({ file: FILE, only: 'images' })
  stage.environment.GLABS_URL = url
  expect((await costOf(stage, () => retry(stage))).paid).toBe(4)
})

test('a re-roll that was refused is told until it is retried, and the former take stands', async () => {
  const faults = [
    { when: { prompt: 'a still of scene 1', every: 5, times: 1 }, effect: fail('CONTENT_POLICY', 400) },
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  await stage.run(FILE)
  const rolled = await stage.call(COMMANDS.regen, { file: FILE, nodes: ['11'], slots: ['1'] })
  expect(rolled).toMatchObject({ exitCode: 1, errors: [{ nodeId: 11, slots: [1] }] })
  const plain = await costOf(stage, () => stage.run(FILE))
  expect([plain.paid, plain.answer.errors.length]).toEqual([0, 1])
  const { answer, paid } = await costOf(stage, () => retry(stage, { asIs: true }))
  expect([paid, answer.errors, answer.generations[0]!.take]).toEqual([1, [], 2])
})

test('a late result is taken for nothing', async () => {
  const faults = [
    { when: { prompt: 'a still of scene 1', nth: 1 }, effect: { kind: 'late', factor: 400 } as const },
  ]
  const stage = await openStage({ sim: { faults, latencyMs: { image: 10, video: 1 } }, files: sceneFiles(1) })
  stage.write(FILE, withProperty(stage.read(FILE), 11, 'timeout', 1_500))
  const first = await stage.run({ file: FILE, only: 'images', concurrency: 1 })
  expect(first.errors).toMatchObject([{ errorType: 'timeout', slots: [1] }])
  const { answer, paid } = await costOf(stage, async () => {
    let answered = await retry(stage)
    for (let more = 0; more < 5 && answered.errors.length > 0; more += 1) answered = await retry(stage)
    return answered
  })
  expect([paid, answer.errors]).toEqual([0, []])
})

test('nothing that failed: it says so and sends nothing', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  const { answer, paid } = await costOf(stage, () => retry(stage))
  expect([paid, answer.exitCode]).toEqual([0, 0])
  expect(stage.notes).toContainEqual(expect.stringContaining('Nothing of S1-V0-1'))
})

test('what was reworded since is made, in the next version too, with what a repeat can heal', async () => {
  const faults = [
    refusal('a still of scene 1, she looks up'),
    { when: { prompt: 'a still of scene 2', times: 12 }, effect: fail('upstream broke') },
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(2) })
  await stage.run(FILE)
  const edit = { file: FILE, nodes: ['11'], replace: ['looks up=>smiles'] }
  await stage.call(COMMANDS.edit, edit)
  const { answer, paid } = await costOf(stage, () => stage.call(COMMANDS.retry, { file: 'S1' }))
  expect(paid).toBe(8)
  expect(answer).toMatchObject({ workflow: 'S1-V0-2', errors: [], needs: [], errorsFile: null })
})

test('a prompt that is put together of several is opened where the person says', async () => {
  const stage = await openStage({ sim: { faults: [refusal('mushroom')] }, files: sceneFiles(1) })
  const template = JSON.parse(stage.read(FILE))
  const nodes = template.tabs[0].graphData.nodes as { id: number; inputs?: unknown; properties: object }[]
  const prompt = nodes.find(({ id }) => id === 10)!
  prompt.inputs = [{ name: 'thing', type: 'string', link: null }]
  Object.assign(prompt.properties, { text: 'a tin of {thing}', templateMode: true })
  nodes.push({
    ...structuredClone(prompt),
    id: 9,
    inputs: [],
    properties: { text: 'mushroom tea', templateMode: false },
  })
  template.tabs[0].graphData.links.push([99, 9, 0, 10, 0, 'string'])
  stage.write(FILE, JSON.stringify(template))
  await stage.run({ file: FILE, only: 'images' })
  const person: Person = {
    ask: async () => true,
    choose: async (_question, choices) => choices.find(({ label }) => label.includes('mushroom'))!.value,
    edit: async (text) => text.replace('mushroom', 'mint'),
  }
  const { paid, prompts } = await costOf(stage, () => retry(stage, {}, person))
  expect([paid, new Set(prompts)]).toEqual([4, new Set(['a tin of mint tea'])])
})
