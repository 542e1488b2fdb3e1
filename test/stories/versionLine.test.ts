/** From version to version: takes, picks and rejections go along; what was edited waits for a person. */
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { sceneFiles } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

async function edited(more: object = {}): Promise<{ stage: Stage; paid: number }> {
  const stage = await openStage({ files: sceneFiles(2) })
  await stage.run(FILE)
  await stage.call(COMMANDS.approve, { file: FILE, node: '21', slot: 3 })
  await stage.run(FILE)
  await stage.call(COMMANDS.reject, { file: FILE, node: '24', slots: ['1'], tell: 'six fingers' })
  const edit = { file: 'S1', nodes: ['scene 01'], replace: ['she looks up=>she waves'], ...more }
  const { paid } = await costOf(stage, () => stage.call(COMMANDS.edit, edit))
  return { stage, paid }
}

test('edit --regen makes the edited generation alone; its clip waits for the new still', async () => {
  const { stage, paid } = await edited({ regen: true })
  expect(paid).toBe(4)
  const { answer, paid: more } = await costOf(stage, () => stage.run('S1'))
  expect(more).toBe(0)
  expect(answer.workflow).toBe('S1-V0-2')
  expect(answer.generations.map(({ status }) => status)).toEqual(['reused', 'held', 'reused', 'reused'])
})

test('the unchanged ones keep candidates, takes, approvals and rejections without a call', async () => {
  const { stage } = await edited()
  const { answer } = await costOf(stage, () => stage.run('S1'))
  const [still, , other, clip] = answer.generations
  expect(still).toMatchObject({ status: 'generated', take: 2 })
  expect(other).toMatchObject({
    take: 1,
    picks: [{ gate: 22, take: 1, slot: 3, by: 'approved', passes: true }],
  })
  expect(clip!.candidates[0]!.rejected).toBe('six fingers')
})

test('the take from before the edit is still there, and can be approved on purpose', async () => {
  const { stage } = await edited({ regen: true })
  const picked = await stage.call(COMMANDS.approve, { file: 'S1', node: '11', slot: 2, take: 1 })
  expect(picked.approved).toMatchObject([{ take: 1, slot: 2 }])
  const { answer } = await costOf(stage, () => stage.run('S1'))
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 2, by: 'approved', passes: true }])
})

test('what a person approved of an edit lets its clip go on', async () => {
  const { stage } = await edited({ regen: true })
  await stage.call(COMMANDS.approve, { file: 'S1', node: '11', slot: 1 })
  const { paid, prompts } = await costOf(stage, () => stage.run('S1'))
  expect([paid, new Set(prompts)]).toEqual([4, new Set(['a clip of scene 1, she says hello'])])
})

test('a change by hand after the edit is not held: the first sound candidate passes', async () => {
  const { stage } = await edited()
  stage.write('S1-V0-2.nbflow', stage.read('S1-V0-2.nbflow').replace('she waves', 'she nods'))
  const { answer } = await costOf(stage, () => stage.run('S1'))
  expect(answer.generations[0]!.picks).toEqual([expect.objectContaining({ by: 'auto', slot: 1 })])
  expect(answer.generations[1]!.status).toBe('generated')
})

test('a re-roll that nobody approved holds in the next version as well', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  await stage.run(FILE)
  await stage.call(COMMANDS.regen, { file: FILE, nodes: ['11'] })
  await stage.call(COMMANDS.bump, { file: FILE })
  const { answer, paid } = await costOf(stage, () => stage.run('S1'))
  expect([answer.workflow, paid]).toEqual(['S1-V0-2', 0])
  expect(answer.generations.map(({ status, take }) => `${status} ${take}`)).toEqual([
    'reused 2',
    'held 1',
    'reused 1',
    'reused 1',
  ])
})

test('an edit that is taken back gives the former version its candidates and approvals back', async () => {
  const { stage } = await edited({ regen: true })
  await stage.call(COMMANDS.undo, { file: 'S1' })
  const { answer, paid } = await costOf(stage, () => stage.run('S1'))
  expect([answer.workflow, paid]).toEqual(['S1-V0-1', 0])
  expect(answer.generations.map(({ status, take }) => `${status} ${take}`)).toEqual([
    'reused 1',
    'reused 1',
    'reused 1',
    'reused 2',
  ])
})
