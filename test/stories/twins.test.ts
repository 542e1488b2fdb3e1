/** Two nodes of one recipe: each has takes of its own, wherever the file goes. */
import { copyFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changed, nodeOf, PICTURES, scenes } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

/** Two stills that ask for the same. */
function twins(): string {
  return changed(scenes(2), (file) => {
    nodeOf(file, 20).properties.text = nodeOf(file, 10).properties.text
    nodeOf(file, 23).properties.text = nodeOf(file, 13).properties.text
  })
}

function twinStage(): Promise<Stage> {
  return openStage({ files: { [FILE]: twins(), 'avatar.png': PICTURES.avatar } })
}

function hashesOf(answer: Awaited<ReturnType<Stage['run']>>): Record<string, string[]> {
  return Object.fromEntries(
    answer.generations.map(({ nodeId, candidates }) => [nodeId, candidates.map(({ sha256 }) => sha256!)]),
  )
}

test('two nodes with the same recipe get different pictures', async () => {
  const stage = await twinStage()
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(16)
  expect(new Set(Object.values(hashesOf(answer)).flat()).size).toBe(16)
})

test('after copying the file each twin keeps its own pictures', async () => {
  const stage = await twinStage()
  const first = await stage.run(FILE)
  copyFileSync(stage.path(FILE), stage.path('COPY1-V0-1.nbflow'))
  const { answer, paid } = await costOf(stage, () => stage.run('COPY1'))
  expect(paid).toBe(0)
  expect(hashesOf(answer)).toEqual(hashesOf(first))
})

test('a third twin costs its own jobs and leaves the takes of the others alone', async () => {
  const stage = await twinStage()
  const first = await stage.run({ file: FILE, only: 'images' })
  const third = changed(scenes(3), (file) => {
    for (const id of [20, 30]) nodeOf(file, id).properties.text = nodeOf(file, 10).properties.text
  })
  stage.write(FILE, third)
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(4)
  const now = hashesOf(answer)
  expect([now[11], now[21]]).toEqual([hashesOf(first)[11], hashesOf(first)[21]])
})

test('a prompt that becomes the same as another takes nothing from it', async () => {
  const stage = await openStage({ files: { [FILE]: scenes(2), 'avatar.png': PICTURES.avatar } })
  const first = await stage.run({ file: FILE, only: 'images' })
  stage.write(FILE, twins())
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(4)
  expect(hashesOf(answer)[11]).toEqual(hashesOf(first)[11])
})
