/** A generated file as FILE: what a person did in it on the canvas is taken in, wherever the copy was saved. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { approve } from './support/canvas.ts'
import { openMediaServer } from './support/mediaServer.ts'
import { changed, type File, nodeOf, PICTURES, sceneFiles } from './support/scenes.ts'
import { costOf, openStage, type Stage, temporaryFolder } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

interface Copied {
  readonly stage: Stage
  /** Of the copy, in another folder. */
  readonly copy: string
}

/** Run once; the generated file is then saved elsewhere, as a browser would. */
async function copied(count = 2, change: (file: File) => void = () => {}): Promise<Copied> {
  const stage = await openStage({ files: sceneFiles(count) })
  const { output } = await stage.run(FILE)
  const copy = join(temporaryFolder(), basename(output!).replace('.nbflow', ' (1).nbflow'))
  writeFileSync(copy, changed(readFileSync(output!, 'utf8'), change))
  return { stage, copy }
}

const regen = (stage: Stage, file: string, nodes: string[]) => stage.call(COMMANDS.regen, { file, nodes })

test('a generated file stands for its source, and a line says so', async () => {
  const { stage } = await copied()
  const { output } = await stage.run(FILE)
  const { answer, paid } = await costOf(stage, () => regen(stage, output!, ['11']))
  expect([answer.workflow, paid]).toEqual(['S1-V0-1', 4])
  expect(stage.notes).toContainEqual(
    expect.stringContaining('is a generated file; its source is S1-V0-1.nbflow'),
  )
})

test('picks made in a copy are taken in, with a line that says so', async () => {
  const { stage, copy } = await copied()
  approve(copy, 22, 3)
  const { answer, paid } = await costOf(stage, () => regen(stage, copy, ['11']))
  expect(paid).toBe(4)
  const still = answer.generations.find(({ nodeId }) => nodeId === 21)!
  expect(still.picks).toEqual([{ gate: 22, take: 1, slot: 3, by: 'approved', passes: true }])
  expect(stage.notes).toContainEqual(
    expect.stringMatching(/^1 approval made in .* \(1\)\.nbflow taken in\.$/),
  )
})

test('the picks of a copy are taken in once', async () => {
  const { stage, copy } = await copied()
  approve(copy, 22, 3)
  await regen(stage, copy, ['11'])
  await stage.call(COMMANDS.approve, { file: FILE, node: '21', slot: 1 })
  const { generations } = await regen(stage, copy, ['11'])
  expect(generations.find(({ nodeId }) => nodeId === 21)!.picks).toEqual([
    { gate: 22, take: 1, slot: 1, by: 'approved', passes: true },
  ])
})

test('a copy whose prompt was changed runs nothing: what differs is shown, and how it becomes a version', async () => {
  const { stage, copy } = await copied(2, (file) => {
    nodeOf(file, 20).properties.text = 'a still of scene 2, she looks down'
  })
  const refused = regen(stage, copy, ['11'])
  await expect(refused).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('[-up-]{+down+}'),
    next: expect.stringContaining('retake edit S1-V0-1 --from'),
  })
  expect(stage.paid()).toBe(16)
})

test('a copy whose wiring was changed runs nothing', async () => {
  const { stage, copy } = await copied(2, (file) => {
    const { graphData } = file.tabs[0]!
    graphData.links = (graphData.links as number[][]).filter((link) => !(link[1] === 1 && link[3] === 21))
  })
  await expect(regen(stage, copy, ['11'])).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('Avatar'),
  })
})

test('edit --from makes a changed copy the next version; only what it changes is made anew', async () => {
  const { stage, copy } = await copied(2, (file) => {
    nodeOf(file, 20).properties.text = 'a still of scene 2, she looks down'
    nodeOf(file, 21).pos = [900, 900]
  })
  const edited = await stage.call(COMMANDS.edit, { file: FILE, from: copy })
  expect(edited).toMatchObject({ name: 'S1-V0-2', changed: [{ nodeId: 20, field: 'properties.text' }] })
  expect(existsSync(stage.path('backups/S1-V0-1.nbflow'))).toBe(true)
  const source: File = JSON.parse(stage.read('S1-V0-2.nbflow'))
  expect(source.name ?? 'S1-V0-2').toBe('S1-V0-2')
  expect(nodeOf(source, 1).properties.imageData).toBe('avatar.png')
  for (const id of [11, 12, 14, 15, 21]) {
    const kept = Object.keys(nodeOf(source, id).properties).filter((key) => key.startsWith('_saved'))
    expect(kept).toEqual([])
  }
  const { answer, paid, prompts } = await costOf(stage, () => stage.run('S1'))
  expect([paid, new Set(prompts)]).toEqual([4, new Set(['a still of scene 2, she looks down'])])
  expect(answer.generations.map(({ status }) => status)).toEqual(['reused', 'reused', 'generated', 'held'])
})

test('candidates made on the canvas are taken in as a take of their own', async () => {
  const server = await openMediaServer({ 'a.png': PICTURES.ife, 'b.png': PICTURES.jun })
  const urls = [`${server.url}/a.png`, `${server.url}/b.png`]
  const { stage, copy } = await copied(1, (file) => {
    nodeOf(file, 11).properties._savedImages = urls
    Object.assign(nodeOf(file, 12).properties, {
      _savedApprovalImages: urls,
      _lastApprovedData: urls[1],
      _disabled: true,
    })
  })
  stage.configure({ allowHosts: [new URL(server.url).host] })
  const { answer, paid } = await costOf(stage, () => stage.run(copy))
  expect(answer.generations[0]).toMatchObject({
    take: 2,
    picks: [{ gate: 12, take: 2, slot: 2, by: 'approved', passes: true }],
    candidates: [{ url: urls[0] }, { url: urls[1] }],
  })
  expect(paid).toBe(4)
  expect(stage.notes).toContainEqual(expect.stringContaining('2 candidates made in'))
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('contradicting approvals are asked about; without a terminal exit 2 and nothing is sent', async () => {
  const { stage, copy } = await copied(1)
  await stage.call(COMMANDS.approve, { file: FILE, node: '11', slot: 2 })
  approve(copy, 12, 3)
  await expect(stage.run(copy)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('Gate 12'),
  })
  expect(stage.paid()).toBe(8)
  const questions: string[] = []
  const ask = async (question: string) => {
    questions.push(question)
    return true
  }
  const { generations } = await stage.call(COMMANDS.run, { file: copy }, { ask })
  expect(questions).toHaveLength(1)
  expect(generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 3, by: 'approved', passes: true }])
})

test('a copy of which nothing was changed costs nothing', async () => {
  const { stage } = await copied(1)
  const { output } = await stage.run(FILE)
  const copy = join(temporaryFolder(), basename(output!))
  copyFileSync(output!, copy)
  expect((await costOf(stage, () => stage.run(copy))).paid).toBe(0)
})
