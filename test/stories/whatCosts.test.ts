/** What a change of the file costs: what it changes, and nothing else. */
import { copyFileSync, renameSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changed, nodeOf, PICTURES, sceneFiles, scenes, withProperty } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

/** Two scenes, run once: 16 jobs. */
async function ranOnce(): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(2) })
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(16)
  return stage
}

test('a changed prompt of a still costs its four stills and the four clips that follow', async () => {
  const stage = await ranOnce()
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'she looks down'))
  const { answer, paid, prompts } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(prompts.filter((prompt) => prompt === 'she looks down')).toHaveLength(4)
  expect(prompts.filter((prompt) => prompt.includes('a clip of scene 1'))).toHaveLength(4)
  expect(answer.generations.map(({ take }) => take)).toEqual([2, 2, 1, 1])
  expect(stage.notes.some((note) => note.includes('has changed since its last run'))).toBe(true)
})

test('a changed prompt of a clip costs the clip alone, and changing it back costs nothing', async () => {
  const stage = await ranOnce()
  const before = stage.read(FILE)
  stage.write(FILE, withProperty(before, 13, 'text', 'she waves'))
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(4)
  stage.write(FILE, before)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(0)
  expect(answer.generations.map(({ take }) => take)).toEqual([1, 1, 1, 1])
})

test('moving nodes, renaming titles and pinning cost nothing', async () => {
  const stage = await ranOnce()
  const moved = changed(stage.read(FILE), (file) => {
    for (const { nodes } of file.tabs.map(({ graphData }) => graphData)) {
      for (const node of nodes) {
        node.pos = [node.id * 7, 3]
        node.title = `renamed ${node.id}`
        node.properties._pinned = true
      }
    }
  })
  stage.write(FILE, moved)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('a renamed file costs nothing and keeps its takes', async () => {
  const stage = await ranOnce()
  renameSync(stage.path(FILE), stage.path('NEW1-V0-1.nbflow'))
  const { answer, paid } = await costOf(stage, () => stage.run('NEW1'))
  expect(paid).toBe(0)
  expect(answer.generations.map(({ status }) => status)).toEqual(Array(4).fill('reused'))
})

test('a copied file costs nothing', async () => {
  const stage = await ranOnce()
  copyFileSync(stage.path(FILE), stage.path('COPY1-V0-1.nbflow'))
  const { answer, paid } = await costOf(stage, () => stage.run('COPY1-V0-1'))
  expect(paid).toBe(0)
  expect(answer.generations.map(({ candidates }) => candidates.length)).toEqual([4, 4, 4, 4])
})

test('a renumbered node and a renamed tab cost nothing', async () => {
  const stage = await ranOnce()
  const renumbered = stage.read(FILE).replaceAll(/"id": 11\b/g, '"id": 911')
  const linked = changed(renumbered, (file) => {
    for (const link of file.tabs[0]!.graphData.links as number[][]) {
      if (link[1] === 11) link[1] = 911
      if (link[3] === 11) link[3] = 911
    }
    file.tabs[0]!.name = 'Account A'
  })
  stage.write(FILE, linked)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(0)
  expect(answer.generations[0]).toMatchObject({ nodeId: 911, tab: 'Account A', status: 'reused' })
})

test('a scene put in front of the others costs that scene alone', async () => {
  const stage = await ranOnce()
  stage.write(FILE, scenes(3))
  const { paid, prompts } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(prompts.every((prompt) => prompt.includes('scene 3'))).toBe(true)
})

test('a dynamic row inserted between others costs that row alone', async () => {
  const rows = (list: string[]) =>
    changed(scenes(1), (file) => {
      Object.assign(nodeOf(file, 10).properties, { dynamicMode: true, dynamicRows: list })
    })
  const stage = await openStage({
    files: { [FILE]: rows(['one tin', 'two tins']), 'avatar.png': PICTURES.avatar },
  })
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(16)
  stage.write(FILE, rows(['one tin', 'a tin between', 'two tins']))
  const { answer, paid, prompts } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(prompts.filter((prompt) => prompt === 'a tin between')).toHaveLength(4)
  const stills = answer.generations.filter(({ kind }) => kind === 'image')
  expect(stills.map(({ row, status }) => `${row} ${status}`)).toEqual(['1 reused', '2 generated', '3 reused'])
})

test('six candidates instead of four cost two more each, and four again lose none', async () => {
  const stage = await ranOnce()
  const withCount = (outputCount: number) =>
    changed(stage.read(FILE), (file) => {
      for (const id of [11, 14, 21, 24]) nodeOf(file, id).properties.outputCount = outputCount
    })
  stage.write(FILE, withCount(6))
  const more = await costOf(stage, () => stage.run(FILE))
  expect(more.paid).toBe(8)
  expect(more.answer.generations.map(({ take, candidates }) => [take, candidates.length])).toEqual(
    Array(4).fill([1, 6]),
  )
  stage.write(FILE, withCount(4))
  const fewer = await costOf(stage, () => stage.run(FILE))
  expect(fewer.paid).toBe(0)
  expect(fewer.answer.generations.map(({ candidates }) => candidates.length)).toEqual([6, 6, 6, 6])
})

test('a longer timeout costs nothing, another ratio costs what it changes', async () => {
  const stage = await ranOnce()
  stage.write(FILE, withProperty(stage.read(FILE), 11, 'timeout', 900_000))
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
  stage.write(FILE, withProperty(stage.read(FILE), 11, 'aspectRatio', '16:9'))
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(8)
})

test('a plan says what will run and why, and counts what the run then pays', async () => {
  const stage = await ranOnce()
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'she looks down'))
  const planned = await costOf(stage, () => stage.plan(FILE))
  expect(planned.paid).toBe(0)
  expect(planned.answer.jobs).toEqual({ total: 8, images: 4, videos: 4 })
  expect(planned.answer.generations.map(({ nodeId, action }) => `${nodeId} ${action}`)).toEqual([
    '11 run', '14 run', '21 reuse', '24 reuse',
  ]) // biome-ignore format: a table
  expect(planned.answer.generations[0]!.reason).toBe('its recipe has changed')
  expect((await costOf(stage, () => stage.run({ file: FILE, plan: planned.answer.hash }))).paid).toBe(8)
})
