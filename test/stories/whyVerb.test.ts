/** `why`: the field that decides, old and new. */
import { expect, test } from 'vitest'
import { approve } from './support/canvas.ts'
import { PICTURES, sceneFiles, withProperty } from './support/scenes.ts'
import { openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

async function madeStage() {
  const stage = await openStage({ files: sceneFiles(1) })
  const { output } = await stage.run(FILE)
  return { stage, output: output! }
}

test('what is as it was is reused, and nothing differs', async () => {
  const { stage } = await madeStage()
  const { generations } = await stage.why([FILE, '11'])
  expect(generations).toMatchObject([{ nodeId: 11, action: 'reuse', changes: [] }])
})

test('a changed prompt is told word by word', async () => {
  const { stage } = await madeStage()
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'a still of scene 1, she looks down'))
  const { generations } = await stage.why([FILE, '11'])
  const [change] = generations[0]!.changes
  expect(generations[0]!.action).toBe('run')
  expect(change).toMatchObject({ field: 'prompt' })
  expect(change!.words).toContainEqual({ text: 'up', is: 'removed' })
  expect(change!.words).toContainEqual({ text: 'down', is: 'added' })
})

test('other bytes behind the same URL are told as that', async () => {
  const { stage } = await madeStage()
  stage.write('avatar.png', PICTURES.jun)
  const { generations } = await stage.why([FILE, '11'])
  expect(generations[0]!.changes.map(({ explanation }) => explanation)).toEqual([
    expect.stringContaining('other bytes behind "avatar.png"'),
  ])
})

test('another pick is told with take and slot, old and new', async () => {
  const { stage, output } = await madeStage()
  approve(output, 12, 3)
  const { generations } = await stage.why([FILE, '14'])
  expect(generations[0]!.action).toBe('run')
  expect(generations[0]!.changes.map(({ explanation }) => explanation)).toEqual([
    expect.stringContaining('changed from take 1 slot 1 to take 1 slot 3'),
  ])
})
