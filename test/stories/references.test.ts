/** What arrives from outside the file: by its bytes, not by its name. */
import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openMediaServer } from './support/mediaServer.ts'
import { changed, nodeOf, PICTURES, sceneFiles, scenes } from './support/scenes.ts'
import { costOf, openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

/** Scene 2 has a picture of its own instead of the shared one. */
function twoAvatars(first: string, second: string): string {
  return changed(scenes(2, { avatar: first }), (file) => {
    const { nodes, links } = file.tabs[0]!.graphData
    nodes.push({ ...structuredClone(nodeOf(file, 1)), id: 2, title: 'Second avatar' })
    nodeOf(file, 2).properties.imageData = second
    for (const link of links as number[][]) if (link[1] === 1 && link[3] === 21) link[1] = 2
  })
}

test('other bytes behind the same path rerun what uses them, and nothing else', async () => {
  const stage = await openStage({
    files: {
      [FILE]: twoAvatars('avatar.png', 'second.png'),
      'avatar.png': PICTURES.avatar,
      'second.png': PICTURES.ife,
    },
  })
  await stage.run(FILE)
  stage.write('avatar.png', PICTURES.jun)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.generations.map(({ nodeId, status }) => `${nodeId} ${status}`)).toEqual([
    '11 generated', '14 generated', '21 reused', '24 reused',
  ]) // biome-ignore format: a table
})

test('the same bytes under another path cost nothing', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  stage.write('people/mara.png', PICTURES.avatar)
  stage.write(FILE, scenes(1, { avatar: 'people/mara.png' }))
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('other bytes behind the same URL rerun what uses them', async () => {
  const server = await openMediaServer({ 'avatar.png': PICTURES.avatar })
  const stage = await openStage({ files: { [FILE]: scenes(1, { avatar: `${server.url}/avatar.png` }) } })
  stage.environment.RETAKE_ALLOW_HOSTS = '127.0.0.1'
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(8)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
  server.files.set('avatar.png', PICTURES.jun)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(8)
  server.files.set('avatar.png', PICTURES.avatar)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('a reference is asked for once a run, however many scenes use it', async () => {
  const server = await openMediaServer({ 'avatar.png': PICTURES.avatar })
  const stage = await openStage({ files: { [FILE]: scenes(3, { avatar: `${server.url}/avatar.png` }) } })
  stage.environment.RETAKE_ALLOW_HOSTS = '127.0.0.1'
  await stage.run({ file: FILE, only: 'images' })
  expect(server.asked).toEqual(['/avatar.png'])
})

test('a private address is refused unless it is allowed, and only its branch fails', async () => {
  const server = await openMediaServer({ 'avatar.png': PICTURES.avatar })
  const stage = await openStage({
    files: { [FILE]: twoAvatars(`${server.url}/avatar.png`, 'second.png'), 'second.png': PICTURES.ife },
  })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(server.asked).toEqual([])
  expect(paid).toBe(8)
  expect(answer.generations.map(({ nodeId, status }) => `${nodeId} ${status}`)).toEqual([
    '11 failed', '14 blocked', '21 generated', '24 generated',
  ]) // biome-ignore format: a table
  expect(answer.errors).toHaveLength(1)
  expect(answer.errors[0]!.message).toMatch(/RETAKE_ALLOW_HOSTS/)
})

test('a reference that is not to be had fails only its branch, and is named with its node', async () => {
  const stage = await openStage({
    files: { [FILE]: twoAvatars('gone.png', 'second.png'), 'second.png': PICTURES.ife },
  })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.exitCode).toBe(1)
  expect(answer.errors).toHaveLength(1)
  expect(answer.errors[0]).toMatchObject({ nodeId: 11, attempts: 0, slots: [1, 2, 3, 4] })
  expect(answer.errors[0]!.message).toMatch(/gone\.png.*node 1\b/)
  stage.write('gone.png', PICTURES.avatar)
  const healed = await costOf(stage, () => stage.run(FILE))
  expect(healed.paid).toBe(8)
  expect(healed.answer.exitCode).toBe(0)
  expect(stage.files(/^errors/)).toEqual([])
})

test('a reference that has vanished is replaced by its last known bytes, with a warning', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  rmSync(stage.path('avatar.png'))
  stage.write(FILE, stage.read(FILE).replace('she looks up', 'she looks left'))
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.exitCode).toBe(0)
  expect(answer.warnings.filter((warning) => warning.includes('last known bytes'))).toHaveLength(1)
})

test('a path that leaves the project is refused unless the config allows it', async () => {
  const stage = await openStage({
    files: {
      'project/S1-V0-1.nbflow': scenes(1, { avatar: '../avatar.png' }),
      'avatar.png': PICTURES.avatar,
    },
  })
  stage.write('project/retake.config.json', '{"poll": {"minMs": 2}}')
  const refused = await costOf(stage, () => stage.run('project/S1-V0-1.nbflow'))
  expect(refused.paid).toBe(0)
  expect(refused.answer.errors[0]!.message).toMatch(/allowOutside/)
  stage.write('project/retake.config.json', '{"poll": {"minMs": 2}, "references": {"allowOutside": true}}')
  expect((await costOf(stage, () => stage.run('project/S1-V0-1.nbflow'))).paid).toBe(8)
})
