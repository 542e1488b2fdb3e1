/** Picks from the shell: approve, reject with the tell, undo. Nothing is sent by any of them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { USUAL_TELLS } from '../../src/commands/reject.ts'
import { changed, nodeOf, PICTURES, sceneFiles, scenes } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

async function ranOnce(count = 1): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(count) })
  await stage.run(FILE)
  return stage
}

const approve = (stage: Stage, node: string, slot: number, more: object = {}) =>
  stage.call(COMMANDS.approve, { file: FILE, node, slot, ...more })

const reject = (stage: Stage, node: string, slots: string[], more: object = { tell: 'six fingers' }) =>
  stage.call(COMMANDS.reject, { file: FILE, node, slots, ...more })

test('approve locks the gate in the newest generated file, in place, and sends nothing', async () => {
  const stage = await ranOnce()
  const { output } = await stage.run(FILE)
  const { answer, paid } = await costOf(stage, () => approve(stage, 'scene 1 image', 3))
  expect(paid).toBe(0)
  expect(answer).toMatchObject({ output, approved: [{ nodeId: 11, take: 1, slot: 3, gate: 12 }] })
  const { properties } = nodeOf(JSON.parse(readFileSync(output!, 'utf8')), 12)
  const gallery = properties._savedApprovalImages as string[]
  expect(properties).toMatchObject({ _disabled: true, _lastApprovedData: gallery[2] })
  expect(answer.next).toMatchObject({
    jobs: 4,
    generations: [{ nodeId: 14, reason: 'its recipe has changed' }],
  })
})

test('B, run, A, run, B, run: the last costs nothing', async () => {
  const stage = await ranOnce()
  await approve(stage, '11', 2)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(4)
  await approve(stage, '11', 1)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
  await approve(stage, '11', 2)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('one candidate has a tell that the others have not: the report says that nothing needs to run', async () => {
  const stage = await ranOnce()
  const rejected = await reject(stage, '14', ['2'])
  expect(rejected).toMatchObject({ left: [1, 3, 4], liftedPick: false, next: { jobs: 0 } })
  const approved = await approve(stage, '14', 3)
  expect(approved.next.jobs).toBe(0)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(0)
  expect(answer.generations[1]!.candidates.map((candidate) => candidate.rejected)).toEqual([
    null,
    'six fingers',
    null,
    null,
  ])
})

test('a rejected candidate is never picked by itself again', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run({ file: FILE, only: 'images' })
  const { liftedPick, next } = await reject(stage, '11', ['1,2'])
  expect([liftedPick, next.jobs]).toEqual([true, 4])
  const { generations } = await stage.run(FILE)
  expect(generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 3, by: 'auto', passes: true }])
})

test('where every candidate is rejected the branch waits for a person, with exit 0', async () => {
  const stage = await ranOnce()
  await reject(stage, '11', ['1', '2', '3', '4'])
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect([paid, answer.exitCode, answer.generations[1]!.status]).toEqual([0, 0, 'held'])
})

test('rejecting the approved candidate lifts the approval; approving a rejected one takes it back', async () => {
  const stage = await ranOnce()
  await approve(stage, '11', 1)
  expect((await reject(stage, '11', ['1'])).liftedPick).toBe(true)
  const { generations } = await stage.show(FILE)
  expect(generations[0]!.picks).toEqual([expect.objectContaining({ slot: 2, by: 'auto' })])
  await approve(stage, '11', 1)
  const after = await stage.run(FILE)
  expect(after.generations[0]!.candidates[0]!.rejected).toBeNull()
})

test('the usual tells are offered where somebody is there, and named where nobody is', async () => {
  const stage = await ranOnce()
  const offered: string[] = []
  await stage.call(
    COMMANDS.reject,
    { file: FILE, node: '11', slots: ['1'] },
    {
      choose: async (_question, choices) => {
        offered.push(...choices.map(({ value }) => value))
        return choices[0]!.value
      },
    },
  )
  expect(offered).toEqual([...USUAL_TELLS])
  await expect(reject(stage, '11', ['2'], {})).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining('fingers'),
  })
})

test('undo takes back the last approval, then the rejection before it', async () => {
  const stage = await ranOnce()
  await reject(stage, '11', ['1'])
  await approve(stage, '11', 4)
  await stage.call(COMMANDS.undo, { file: FILE })
  expect((await stage.show(FILE)).generations[0]!.picks).toEqual([
    expect.objectContaining({ slot: 2, by: 'auto' }),
  ])
  await stage.call(COMMANDS.undo, { file: FILE })
  const { generations } = await stage.run(FILE)
  expect(generations[0]!.candidates[0]!.rejected).toBeNull()
  expect(generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 1, by: 'auto', passes: true }])
})

test('rows are picked one by one, and have to be named', async () => {
  const rows = changed(scenes(1), (file) => {
    Object.assign(nodeOf(file, 10).properties, { dynamicMode: true, dynamicRows: ['one', 'two'] })
  })
  const stage = await openStage({ files: { [FILE]: rows, 'avatar.png': PICTURES.avatar } })
  await stage.run({ file: FILE, only: 'images' })
  await expect(approve(stage, '11', 1)).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining('--row'),
  })
  const { approved } = await approve(stage, '11', 2, { row: 2 })
  expect(approved).toEqual([expect.objectContaining({ row: 2, slot: 2 })])
})

test('a slot, a take and a row that are not there are refused with what there is', async () => {
  const stage = await ranOnce()
  await expect(approve(stage, '11', 5)).rejects.toMatchObject({ next: 'Its candidates: 1, 2, 3, 4.' })
  await expect(approve(stage, '11', 1, { take: 2 })).rejects.toMatchObject({ next: 'Its takes: 1.' })
  await expect(approve(stage, '11', 1, { row: 2 })).rejects.toMatchObject({ next: 'Its rows: 1.' })
  await expect(approve(stage, '99', 1)).rejects.toMatchObject({ code: 'usage' })
})

test('--all-tabs approves the same candidate in every account tab', async () => {
  const two = changed(scenes(1), (file) => {
    file.tabs.push({ ...structuredClone(file.tabs[0]!), name: 'Account B' })
    nodeOf(file, 10, 1).properties.text = 'a still for account B'
  })
  const stage = await openStage({ files: { [FILE]: two, 'avatar.png': PICTURES.avatar } })
  await stage.run({ file: FILE, only: 'images' })
  await expect(approve(stage, '11', 2)).rejects.toMatchObject({ code: 'usage' })
  const { approved } = await approve(stage, '11', 2, { allTabs: true })
  expect(approved.map(({ tab, slot }) => `${tab} ${slot}`)).toEqual(['Mainbody 2', 'Account B 2'])
})
