/** What a re-roll must not do by the way: pay for what was declined, refused or approved meanwhile, or bring it back. */
import { renameSync } from 'node:fs'
import { expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { changed, nodeOf, PICTURES, sceneFiles, scenes } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

async function ranOnce(count = 2, faults: Parameters<typeof refusal>[] = []): Promise<Stage> {
  const stage = await openStage({
    sim: { faults: faults.map((args) => refusal(...args)) },
    files: sceneFiles(count),
  })
  await stage.run(FILE)
  return stage
}

const regen = (stage: Stage, input: object) => stage.call(COMMANDS.regen, { file: FILE, ...input })
const retry = (stage: Stage, input: object = {}) => stage.call(COMMANDS.retry, { file: FILE, ...input })
const approve = (stage: Stage, node: string, slot: number, more: object = {}) =>
  stage.call(COMMANDS.approve, { file: FILE, node, slot, ...more })

const failOnce = (prompt: string, nth: number, errorCode: number, error: string, times = 1) =>
  ({ when: { prompt, nth, times }, effect: { kind: 'fail', errorCode, error } }) as const

test('a retry in between does not end a round that is not finished', async () => {
  const stage = await ranOnce()
  await regen(stage, { nodes: ['11', '21'], maxJobs: 5, concurrency: 1 })
  expect((await costOf(stage, () => retry(stage))).paid).toBe(0)
  expect((await costOf(stage, () => regen(stage, { nodes: ['11', '21'] }))).paid).toBe(3)
})

test('a re-roll that somebody declined is not sent by retry', async () => {
  const stage = await ranOnce()
  const fresh = stage.call(COMMANDS.run, { file: FILE, fresh: ['all'] }, { ask: async () => false })
  await expect(fresh).rejects.toMatchObject({ code: 'interrupted' })
  expect((await costOf(stage, () => retry(stage))).paid).toBe(0)
})

test('a re-roll of one slot does not send the refused one beside it', async () => {
  const faults = [failOnce('a still of scene 1', 3, 400, 'CONTENT_POLICY')]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  await stage.run({ file: FILE, only: 'images', concurrency: 1 })
  await regen(stage, { nodes: ['11'], slots: ['1'] })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(0)
  expect(answer.errors).toMatchObject([{ nodeId: 11, slots: [3], errorType: 'content_policy' }])
})

test('what is healed leaves errors.json, and what was refused beside it stays', async () => {
  const faults = [
    failOnce('a still of scene 1', 1, 400, 'CONTENT_POLICY'),
    {
      when: { prompt: 'a still of scene 1', times: 3 },
      effect: { kind: 'fail', errorCode: 500, error: 'broke' },
    } as const,
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  await stage.run({ file: FILE, only: 'images', concurrency: 1 })
  const { answer } = await costOf(stage, () => retry(stage))
  expect(answer.errors).toMatchObject([{ errorType: 'content_policy', slots: [1] }])
  expect(answer.needs).toHaveLength(1)
  expect((await retry(stage)).needs).toHaveLength(1)
})

test('a round that goes on leaves alone what was approved meanwhile', async () => {
  const stage = await ranOnce()
  const fresh = { file: FILE, fresh: ['unapproved'] }
  await stage.run({ ...fresh, maxJobs: 1, concurrency: 1 })
  await approve(stage, '11', 1, { take: 2 })
  const { answer, paid } = await costOf(stage, () => stage.run({ ...fresh, only: 'images' }))
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 2, slot: 1, by: 'approved', passes: true }])
  expect(paid).toBe(4 + 3)
})

test('an undone rejection does not let a pick stand again that a re-roll has overtaken', async () => {
  const stage = await ranOnce(1)
  await approve(stage, '11', 2)
  await stage.call(COMMANDS.reject, { file: FILE, node: '11', slots: ['2'], tell: 'teeth' })
  await regen(stage, { nodes: ['11'] })
  await stage.call(COMMANDS.undo, { file: FILE })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect([paid, answer.generations[1]!.status]).toEqual([0, 'held'])
})

test('drawings are not approved for a service: it makes its own', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run({ file: FILE, backend: 'sketch', only: 'images' })
  await stage.run({ file: FILE, only: 'images' })
  await expect(approve(stage, '11', 1, { take: 1 })).rejects.toMatchObject({ code: 'usage' })
})

test('an approval made while the question is open is the one that counts', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run({ file: FILE, only: 'images' })
  stage.configure({ confirmAbove: 0 })
  const ask = async () => {
    await approve(stage, '11', 3)
    return true
  }
  await stage.call(COMMANDS.run, { file: FILE }, { ask })
  expect((await costOf(stage, () => stage.call(COMMANDS.run, { file: FILE, yes: true }))).paid).toBe(0)
})

test('an approval that the source brings does not come back over one made since', async () => {
  const stage = await ranOnce(1)
  const { output } = await stage.run(FILE)
  const url = (
    nodeOf(JSON.parse(stage.read(output!.slice(stage.folder.length + 1))), 11).properties
      ._savedImages as string[]
  )[0]!
  const brings = changed(stage.read(FILE), (file) => {
    Object.assign(nodeOf(file, 12).properties, { _lastApprovedData: url })
    nodeOf(file, 11).properties._savedImages = [url]
  })
  stage.write(FILE, brings)
  await stage.run(FILE)
  await stage.call(COMMANDS.bump, { file: FILE })
  await stage.call(COMMANDS.approve, { file: 'S1', node: '11', slot: 3 })
  const { generations } = await stage.run('S1')
  expect(generations[0]!.picks).toMatchObject([{ gate: 12, slot: 3, by: 'approved' }])
})

test('a version that was undone and is written again begins with what the one before it has by then', async () => {
  const stage = await ranOnce(1)
  await stage.call(COMMANDS.edit, { file: FILE, nodes: ['11'], replace: ['looks up=>waves'], regen: true })
  await stage.call(COMMANDS.undo, { file: 'S1' })
  await regen(stage, { nodes: ['11'] })
  await approve(stage, '11', 2)
  await stage.call(COMMANDS.bump, { file: FILE })
  const { answer } = await costOf(stage, () => stage.run('S1'))
  expect(answer.workflow).toBe('S1-V0-2')
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 2, slot: 2, by: 'approved', passes: true }])
})

test('--cascade passes gates that hold by policy', async () => {
  const stage = await ranOnce(1)
  const { paid } = await costOf(stage, () => regen(stage, { nodes: ['11'], gates: 'hold', cascade: true }))
  expect(paid).toBe(8)
})

test('a clip that comes to ask for the same as another does not take its take away', async () => {
  const stage = await ranOnce(1)
  const { generations } = await stage.run(FILE)
  renameSync(generations[0]!.candidates[0]!.path!, stage.path('still.png'))
  const twin = changed(stage.read(FILE), (file) => {
    const { nodes, links } = file.tabs[0]!.graphData
    const clip = structuredClone(nodeOf(file, 14))
    const still = { ...structuredClone(nodeOf(file, 1)), id: 3, title: 'Still' }
    still.properties.imageData = 'still.png'
    nodes.unshift(still, { ...clip, id: 4, title: 'Another clip' })
    links.push([90, 13, 0, 4, 0, '*'], [91, 3, 0, 4, 1, '*'])
  })
  stage.write(FILE, twin)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(4)
  expect(answer.generations.find(({ nodeId }) => nodeId === 14)).toMatchObject({ status: 'reused', take: 1 })
})

test('an older take that was approved for a changed prompt is enough: nothing is made', async () => {
  const stage = await openStage({ files: { [FILE]: scenes(1), 'avatar.png': PICTURES.avatar } })
  await stage.run(FILE)
  await stage.call(COMMANDS.edit, { file: FILE, nodes: ['11'], replace: ['looks up=>waves'] })
  await stage.call(COMMANDS.approve, { file: 'S1', node: '11', slot: 1, take: 1 })
  expect((await costOf(stage, () => stage.run('S1'))).paid).toBe(0)
})

test('a file and its copy that run at once do not pay twice for a slot of the take they share', async () => {
  const faults = [failOnce('a still of scene 1', 2, 400, 'CONTENT_POLICY')]
  const stage = await openStage({
    sim: { faults, latencyMs: { image: 150, video: 1 } },
    files: sceneFiles(1),
  })
  await stage.run({ file: FILE, only: 'images', concurrency: 1 })
  stage.write('COPY1-V0-1.nbflow', stage.read(FILE))
  await stage.run({ file: 'COPY1', only: 'images' })
  const { paid } = await costOf(stage, () =>
    Promise.all([retry(stage, { asIs: true }), stage.call(COMMANDS.retry, { file: 'COPY1', asIs: true })]),
  )
  expect(paid).toBe(1)
})
