/** Gates that hold, and commands about a part of a workflow. */
import { expect, test } from 'vitest'
import { changed, nodeOf, PICTURES, sceneFiles, scenes } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

function lines(answer: Awaited<ReturnType<Stage['run']>>): string[] {
  return answer.generations.map(({ nodeId, status }) => `${nodeId} ${status}`)
}

test('gates that hold stop their branch and nothing else, with exit 0', async () => {
  const free = changed(scenes(2), (file) => {
    // The clip of scene 2 takes its still without a gate between them.
    for (const link of file.tabs[0]!.graphData.links as number[][])
      if (link[3] === 24 && link[4] === 1) link[1] = 21
  })
  const stage = await openStage({ files: { [FILE]: free, 'avatar.png': PICTURES.avatar } })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, gates: 'hold' }))
  expect(lines(answer)).toEqual(['11 generated', '14 held', '21 generated', '24 generated'])
  expect(paid).toBe(12)
  expect(answer.exitCode).toBe(0)
  expect(answer.generations[0]!.picks).toEqual([])
  expect(answer.receipt).toContain('waiting for you: Approve scene 01 image (gate 12)')
  expect(stage.files(/^errors/)).toEqual([])
})

test('a held run is finished by a run that lets gates pass, at the cost of what waited', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  await stage.run({ file: FILE, gates: 'hold' })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.exitCode).toBe(0)
})

test('the gates policy may stand in the config', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  stage.configure({ gates: 'hold' })
  expect(lines(await stage.run(FILE))).toEqual(['11 generated', '14 held'])
})

test('only images runs no video, only videos then the rest', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  const stills = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(stills.paid).toBe(8)
  expect(stage.sim.ledger().every(({ type }) => type === 'image')).toBe(true)
  expect(lines(stills.answer)).toEqual(['11 generated', '14 skipped', '21 generated', '24 skipped'])
  expect(stills.answer.exitCode).toBe(0)
  const clips = await costOf(stage, () => stage.run({ file: FILE, only: 'videos' }))
  expect(clips.paid).toBe(8)
})

test('named nodes run alone, one or a list', async () => {
  const stage = await openStage({ files: sceneFiles(3) })
  const one = await costOf(stage, () => stage.run({ file: FILE, nodes: ['11'] }))
  expect(one.paid).toBe(4)
  expect(lines(one.answer).slice(0, 3)).toEqual(['11 generated', '14 skipped', '21 skipped'])
  const list = await costOf(stage, () => stage.run({ file: FILE, nodes: ['21, 24', '31'] }))
  expect(list.paid).toBe(12)
  expect(lines(list.answer).slice(2)).toEqual(['21 generated', '24 generated', '31 generated', '34 skipped'])
})

test('a clip asked for without its still is skipped, and the reason names the still', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, nodes: ['14'] }))
  expect(paid).toBe(0)
  const clip = answer.generations[1]!
  expect(clip.status).toBe('skipped')
  expect(clip.reason).toContain('Scene 01 image')
})

test('a named tab runs alone, and a node that two tabs have is named with its tab', async () => {
  const two = changed(scenes(1), (file) => {
    file.tabs.push({ ...structuredClone(file.tabs[0]!), name: 'Account B' })
    nodeOf(file, 10, 1).properties.text = 'a still for account B'
  })
  const stage = await openStage({ files: { [FILE]: two, 'avatar.png': PICTURES.avatar } })
  await expect(stage.run({ file: FILE, nodes: ['11'] })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('11'),
  })
  const oneNode = await costOf(stage, () => stage.run({ file: FILE, nodes: ['Account B:11'] }))
  expect(oneNode.prompts).toEqual(Array(4).fill('a still for account B'))
  const oneTab = await costOf(stage, () => stage.run({ file: FILE, tabs: ['Account B'] }))
  expect(oneTab.paid).toBe(4)
})

test('named rows run alone', async () => {
  const rows = changed(scenes(1), (file) => {
    Object.assign(nodeOf(file, 10).properties, { dynamicMode: true, dynamicRows: ['one', 'two', 'three'] })
  })
  const stage = await openStage({ files: { [FILE]: rows, 'avatar.png': PICTURES.avatar } })
  const { paid, prompts } = await costOf(stage, () =>
    stage.run({ file: FILE, rows: ['1,3'], only: 'images' }),
  )
  expect(paid).toBe(8)
  expect(new Set(prompts)).toEqual(new Set(['one', 'three']))
  await expect(stage.run({ file: FILE, rows: ['4'] })).rejects.toMatchObject({ code: 'usage' })
})

test('a node or a tab that is not there is refused with the choices', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const node = await stage.run({ file: FILE, nodes: ['99'] }).catch((error: unknown) => error)
  expect(node).toMatchObject({ code: 'usage', message: expect.stringContaining('99') })
  expect(`${(node as Error).message} ${(node as { next: string }).next}`).toContain('Scene 01 image')
  await expect(stage.run({ file: FILE, tabs: ['Account C'] })).rejects.toMatchObject({
    code: 'usage',
    next: 'The tabs are "Mainbody".',
  })
  expect(stage.paid()).toBe(0)
})

test('an unselected branch keeps what it had in the generated file', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  await stage.run({ file: FILE, nodes: ['11'] })
  const { output } = await stage.run({ file: FILE, nodes: ['21'] })
  const file = JSON.parse(stage.read(output!.slice(stage.folder.length + 1)))
  for (const id of [11, 21]) expect(nodeOf(file, id).properties._savedImages).toHaveLength(4)
})
