/** Picks that a person makes on the canvas, in the newest generated file. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { approve } from './support/canvas.ts'
import { type File, nodeOf, sceneFiles, withProperty } from './support/scenes.ts'
import { costOf, openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

test('another candidate approved in the generated file reruns the clip, and the first one again costs nothing', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  const { output } = await stage.run(FILE)
  approve(output!, 12, 3)
  const changedPick = await costOf(stage, () => stage.run(FILE))
  expect(changedPick.paid).toBe(4)
  expect(changedPick.prompts.every((prompt) => prompt.includes('a clip of scene 1'))).toBe(true)
  const [still, clip] = changedPick.answer.generations
  expect(still!.picks).toEqual([{ gate: 12, take: 1, slot: 3, by: 'approved', passes: true }])
  expect(clip!.take).toBe(2)
  approve(changedPick.answer.output!, 12, 1)
  const back = await costOf(stage, () => stage.run(FILE))
  expect(back.paid).toBe(0)
  expect(back.answer.generations[1]!.take).toBe(1)
})

test('approving the candidate that had passed by itself costs nothing', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { output } = await stage.run(FILE)
  approve(output!, 12, 1)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(0)
  expect(answer.output).toBe(output)
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 1, by: 'approved', passes: true }])
})

test('an approval shows in the next generated file as a locked gate', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { output } = await stage.run(FILE)
  const url = approve(output!, 12, 2)
  const { output: next } = await stage.run(FILE)
  expect(next).not.toBe(output)
  const file: File = JSON.parse(readFileSync(next!, 'utf8'))
  expect(nodeOf(file, 12).properties).toMatchObject({
    _disabled: true,
    _lastApprovedData: url,
    lastData: url,
  })
  expect(nodeOf(file, 15).properties._disabled).not.toBe(true)
})

test('an approval survives a change elsewhere in the source', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  const { output } = await stage.run(FILE)
  approve(output!, 12, 4)
  await stage.run(FILE)
  stage.write(FILE, withProperty(stage.read(FILE), 20, 'text', 'another second scene'))
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 4, by: 'approved', passes: true }])
})

test('an approval of a still whose prompt was changed does not pass: the new take goes by the gates policy', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { output } = await stage.run(FILE)
  approve(output!, 12, 4)
  await stage.run(FILE)
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'she looks down'))
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.generations[0]).toMatchObject({
    take: 2,
    picks: [{ gate: 12, take: 2, slot: 1, by: 'auto', passes: true }],
  })
})

test('what a person wrote into the generated file stays in it', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { output } = await stage.run(FILE)
  approve(output!, 15, 2)
  const edited = JSON.parse(readFileSync(output!, 'utf8'))
  edited.note = 'seen on Monday'
  stage.write(output!.slice(stage.folder.length + 1), `${JSON.stringify(edited, null, 2)}\n`)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(0)
  expect(answer.output).toBe(output)
  expect(JSON.parse(readFileSync(output!, 'utf8')).note).toBe('seen on Monday')
})

test('a pick is taken up by a run that holds at gates', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const held = await stage.run({ file: FILE, gates: 'hold' })
  expect(held.generations.map(({ status }) => status)).toEqual(['generated', 'held'])
  approve(held.output!, 12, 3)
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, gates: 'hold' }))
  expect(paid).toBe(4)
  expect(answer.generations.map(({ status }) => status)).toEqual(['reused', 'generated'])
})
