/** `diff`: two versions, wherever they lie, and what a person reads of it. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { renderDiff } from '../../src/cli/render/diff.ts'
import { type DiffReport, diff } from '../../src/commands/diff.ts'
import { approve } from './support/canvas.ts'
import { changed, nodeOf, PICTURES, sceneFiles, scenes, withProperty } from './support/scenes.ts'
import { openStage, type Stage, withApp } from './support/stage.ts'

const V1 = 'S1-V0-1.nbflow'
const V2 = 'S1-V0-2.nbflow'

function compare(stage: Stage, before: string, after?: string, below = '.'): Promise<DiffReport> {
  const input = diff.input.parse(after === undefined ? { before } : { before, after })
  return withApp(stage.path(below), stage.environment, (app) => diff.run(app, input, () => {}))
}

function read(report: DiffReport, stage: Stage): string {
  return renderDiff(report, stage.folder)
}

/** The former version in `backups/`, the current one with another prompt in `testing/`. */
function bumped(): Promise<Stage> {
  const newer = withProperty(scenes(1), 10, 'text', 'a still of scene 1, she looks down')
  return openStage({ files: { [`backups/${V1}`]: scenes(1), [`testing/${V2}`]: newer } })
}

test('a prompt is told word by word, and that something would run anew', async () => {
  const stage = await bumped()
  const report = await compare(stage, 'S1-V0-1', 'S1-V0-2')
  expect(report).toMatchObject({ isSame: false, isGraphChanged: true })
  expect(report.prompts[0]!.words).toContainEqual({ text: 'down', is: 'added' })
  expect(read(report, stage).split('\n')).toEqual([
    `backups/${V1} → testing/${V2}`,
    'Mainbody:10 "Prompt 1" prompt a still of scene 1, she looks [-up-]{+down+}',
    'At most what these changes reach would run anew (next: retake plan S1-V0-2).',
    '',
  ])
})

test('parameters, wiring, nodes and picks have their lines, cosmetics have one together', async () => {
  const stage = await openStage({ files: { [V1]: scenes(2) } })
  const newer = changed(scenes(2), (file) => {
    nodeOf(file, 11).properties.aspectRatio = '16:9'
    Object.assign(nodeOf(file, 12).properties, { _disabled: true, _lastApprovedData: 'https://x.test/2.png' })
    Object.assign(nodeOf(file, 13), { pos: [1, 2], title: 'Words' })
    const { graphData } = file.tabs[0]!
    graphData.nodes = graphData.nodes.filter(({ id }) => id !== 25)
    graphData.links = graphData.links.filter((link) => JSON.stringify(link) !== '[2,1,0,11,1,"*"]')
  })
  stage.write(V2, newer)
  expect(
    read(await compare(stage, V1, V2), stage)
      .split('\n')
      .slice(1),
  ).toEqual([
    'removed gate Mainbody:25 "Approve scene 02 video"',
    'Mainbody:11 "Scene 01 image" aspectRatio not set → "16:9"',
    'removed link in Mainbody: "Avatar" (node 1) no longer goes to "image 1" of "Scene 01 image" (node 11).',
    'Mainbody:12 "Approve scene 01 image" pick none → https://x.test/2.png',
    'also moved 1 node, renamed 1; nothing of that reruns anything',
    'At most what these changes reach would run anew (next: retake plan S1-V0-2).',
    '',
  ])
})

test('files with the same bytes are told in one line; formatting alone reruns nothing', async () => {
  const stage = await openStage({ files: { [V1]: scenes(1), 'copy.nbflow': scenes(1) } })
  stage.write('compact.nbflow', JSON.stringify(JSON.parse(scenes(1))))
  const same = await compare(stage, V1, 'copy')
  expect(same.isSame).toBe(true)
  expect(read(same, stage)).toBe(`${V1} and copy.nbflow are the same.\n`)
  const compact = await compare(stage, V1, 'compact')
  expect(compact).toMatchObject({ isSame: false, isGraphChanged: false })
  expect(read(compact, stage)).toContain('Nothing would run anew.')
})

test('a generated file differs from its source in candidates and picks only, from another folder too', async () => {
  const stage = await openStage({
    files: { [`testing/${V1}`]: scenes(1), 'testing/avatar.png': PICTURES.avatar },
  })
  const { output } = await stage.run({ file: V1, out: stage.path('out') })
  approve(output!, 12, 3)
  const report = await compare(stage, 'S1-V0-1', basename(output!))
  expect(report).toMatchObject({ isGraphChanged: false, parameters: [], prompts: [], next: null })
  expect(report.candidates.map(({ nodeId, after }) => [nodeId, after])).toEqual([[11, 4], [14, 4]]) // biome-ignore format: pairs
  expect(report.picks).toMatchObject([{ nodeId: 12, before: null }])
  expect(read(report, stage)).toContain('Nothing would run anew but what is made from these picks.')
})

test('a generated file whose prompt was changed leads to the next version', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { output } = await stage.run(V1)
  stage.write(basename(output!), withProperty(stage.read(basename(output!)), 13, 'text', 'she waves'))
  const report = await compare(stage, output!)
  expect(report).toMatchObject({ before: stage.path(V1), isGraphChanged: true, prompts: [{ nodeId: 13 }] })
  expect(report.next).toBe(`retake edit S1-V0-1 --from ${basename(output!, '.nbflow')}`)
})

test('one name alone is compared with what stood there before it', async () => {
  const stage = await bumped()
  const expected = { before: stage.path(`backups/${V1}`), after: stage.path(`testing/${V2}`) }
  expect(await compare(stage, 'S1')).toMatchObject(expected)
  expect(await compare(stage, 'S1', undefined, 'testing')).toMatchObject(expected)
  expect(await compare(stage, V2, undefined, 'testing')).toMatchObject(expected)
})

test('a first version alone is compared with the last backup of its own', async () => {
  const stage = await openStage({ files: { [V1]: scenes(1), [`backups/${V1}`]: scenes(1) } })
  stage.write('backups/S1-V0-1_2.nbflow', scenes(1))
  stage.write('backups/S1-V0-1_10.nbflow', scenes(1))
  expect(await compare(stage, 'S1')).toMatchObject({ before: stage.path('backups/S1-V0-1_10.nbflow') })
})

test('a name in its place goes before its backup; a further backup is had by its own name', async () => {
  const stage = await openStage({ files: { [V1]: scenes(1), [`backups/${V1}`]: scenes(2) } })
  stage.write('backups/S1-V0-1_2.nbflow', scenes(3))
  const paths = { before: stage.path(V1), after: stage.path('backups/S1-V0-1_2.nbflow') }
  expect(await compare(stage, 'S1-V0-1', 's1-v0-1_2')).toMatchObject({ ...paths, next: null })
})

test('versions without the code are those of the same workflow', async () => {
  const stage = await bumped()
  stage.write(`other/S2-V0-2.nbflow`, scenes(1))
  const paths = { before: stage.path(`backups/${V1}`), after: stage.path(`testing/${V2}`) }
  expect(await compare(stage, 'S1-V0-1', 'V0-2')).toMatchObject(paths)
  expect(await compare(stage, 'V0-1', `testing/${V2}`)).toMatchObject(paths)
  await expect(compare(stage, 'V0-1', 'V0-2')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('could be any of these'),
  })
})

test('a name that is not there is answered with the nearest, backups included', async () => {
  const stage = await bumped()
  await expect(compare(stage, 'S1-V0-1', 'S1-V0-9')).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining(`backups/${V1}`),
  })
})

test('a workflow with one version only has nothing to be compared with', async () => {
  const stage = await openStage({ files: { [V1]: scenes(1) } })
  await expect(compare(stage, 'S1')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('nothing before S1-V0-1.nbflow'),
  })
})

test('comparing opens no store', async () => {
  const stage = await bumped()
  await compare(stage, 'S1')
  expect(existsSync(stage.path('.retake'))).toBe(false)
})
