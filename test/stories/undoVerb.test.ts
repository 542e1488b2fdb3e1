/** `undo`: takes back what a person did, as often as there is something; never a file is lost, never a take deleted. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { approve } from '../../src/commands/approve.ts'
import { bump } from '../../src/commands/bump.ts'
import { graduate } from '../../src/commands/graduate.ts'
import { reject } from '../../src/commands/reject.ts'
import { restore } from '../../src/commands/restore.ts'
import { undo } from '../../src/commands/undo.ts'
import { changed, PICTURES, sceneFiles, scenes, withProperty } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'
import { verb } from './support/verb.ts'

const FILE = 'S1-V0-1.nbflow'
const NEXT = 'S1-V0-2.nbflow'

test('an undone bump puts the former file back, and keeps what was written in the backups', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const before = stage.read(FILE)
  await verb(stage, bump, { file: 'S1' })
  const answer = await verb(stage, undo, { file: 'S1' })
  expect(answer).toMatchObject({
    workflow: 'S1-V0-1',
    path: stage.path(FILE),
    undone: { kind: 'save', summary: 'bump S1-V0-1 → S1-V0-2', who: 'Ada' },
    files: { path: stage.path(FILE), backup: stage.path(`backups/${NEXT}`) },
    left: 0,
  })
  expect(stage.read(FILE)).toBe(before)
  expect(stage.files(/nbflow$/)).toEqual([FILE])
  expect(stage.files(/./, 'backups')).toEqual([NEXT])
})

test('undo goes back as often as there is something, and then says that nothing is left', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  for (let count = 0; count < 3; count += 1) await verb(stage, bump, { file: 'S1' })
  for (const version of ['S1-V0-3', 'S1-V0-2', 'S1-V0-1']) {
    expect((await verb(stage, undo, { file: 'S1' })).workflow).toBe(version)
  }
  const answer = await verb(stage, undo, { file: 'S1' })
  expect(answer).toMatchObject({ workflow: 'S1-V0-1', undone: null, left: 0 })
  expect(stage.files(/nbflow$/)).toEqual([FILE])
  expect(stage.files(/./, 'backups')).toEqual([NEXT, 'S1-V0-3.nbflow', 'S1-V0-4.nbflow'])
  await verb(stage, bump, { file: 'S1' })
  expect((await verb(stage, undo, { file: 'S1' })).files?.backup).toBe(stage.path('backups/S1-V0-2_2.nbflow'))
})

test('where nothing ran and nothing was done, nothing is left to undo, and no store is made', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  expect(await verb(stage, undo, { file: 'S1' })).toMatchObject({ undone: null })
  expect(existsSync(stage.path('.retake'))).toBe(false)
})

test('a bump is not undone once the new file was changed by hand: both files stay', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await verb(stage, bump, { file: 'S1' })
  const change = withProperty(stage.read(NEXT), 10, 'text', 'by hand')
  stage.write(NEXT, change)
  await expect(verb(stage, undo, { file: 'S1' })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('has been changed since'),
    next: expect.stringContaining('retake restore S1 --version V0-1'),
  })
  expect(stage.read(NEXT)).toBe(change)
  expect(stage.files(/./, 'backups')).toEqual([FILE])
})

test('a bump is not undone over another file that stands where the former one has to go', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await verb(stage, bump, { file: 'S1' })
  stage.write(FILE, 'somebody’s')
  await expect(verb(stage, undo, { file: 'S1' })).rejects.toThrow('stands where the former file has to go')
  expect(stage.read(FILE)).toBe('somebody’s')
  expect(existsSync(stage.path(NEXT))).toBe(true)
})

test('an undo that was cut off after its first file is gone on with', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const before = stage.read(FILE)
  await verb(stage, bump, { file: 'S1' })
  stage.write(FILE, before)
  await verb(stage, undo, { file: NEXT })
  expect(stage.read(FILE)).toBe(before)
  expect(stage.files(/nbflow$/)).toEqual([FILE])
})

test('a change in place is undone in place', async () => {
  const text = changed(scenes(1), (file) => {
    delete file.tabs[0]!.graphData.nodes.find(({ id }) => id === 14)!.properties.negativePrompt
  })
  const stage = await openStage({ files: { ...sceneFiles(1), [FILE]: text } })
  await stage.check({ file: FILE, fix: true })
  const mended = stage.read(FILE)
  const answer = await verb(stage, undo, { file: 'S1' })
  expect(answer.undone?.summary).toBe('check --fix S1-V0-1, in place')
  expect(stage.read(FILE)).toBe(text)
  expect(stage.files(/./, 'backups')).toEqual(['S1-V0-1_2.nbflow'])
  expect(stage.read('backups/S1-V0-1_2.nbflow')).toBe(mended)
})

test('a restored version and an approved one are undone like any other', async () => {
  const files = { 'testing/S1-V0-1.nbflow': scenes(1), 'testing/avatar.png': PICTURES.avatar }
  const stage = await openStage({ files: { ...files, 'approved/.keep': '' } })
  await verb(stage, bump, { file: 'S1' })
  await verb(stage, restore, { file: 'S1', version: 'V0-1' })
  await verb(stage, graduate, { file: 'S1', anyway: true })
  expect(stage.files(/nbflow$/, 'approved')).toEqual(['S1-V1.nbflow'])
  expect((await verb(stage, undo, { file: 'S1' })).path).toBe(stage.path('testing/S1-V0-3.nbflow'))
  expect(stage.files(/nbflow$/, 'approved')).toEqual([])
  expect((await verb(stage, undo, { file: 'S1' })).path).toBe(stage.path('testing/S1-V0-2.nbflow'))
  expect(stage.files(/./, 'backups')).toEqual(['S1-V0-1.nbflow', 'S1-V0-3.nbflow', 'S1-V1.nbflow'])
})

async function picked(stage: Stage): Promise<string[]> {
  const { generations } = await stage.show('S1')
  return generations[0]!.picks.map(({ slot, by }) => `${slot} ${by}`)
}

test('undone approvals give way to the one before, and the generated file shows it', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { output } = await stage.run(FILE)
  await verb(stage, approve, { file: 'S1', node: '12', slot: 2 })
  await verb(stage, approve, { file: 'S1', node: '12', slot: 3 })
  const answer = await verb(stage, undo, { file: 'S1' })
  expect(answer).toMatchObject({ undone: { kind: 'approve' }, views: { output }, left: 1 })
  expect(await picked(stage)).toEqual(['2 approved'])
  expect(stage.notes.join()).not.toContain('overtaken')
  await verb(stage, undo, { file: 'S1' })
  expect(await picked(stage)).toEqual(['1 auto'])
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('an undone rejection lets the approval stand again that it had lifted', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  await verb(stage, approve, { file: 'S1', node: '12', slot: 2 })
  await verb(stage, reject, { file: 'S1', node: '12', slots: ['2'], tell: 'six fingers' })
  expect(await picked(stage)).not.toContain('2 approved')
  await verb(stage, undo, { file: 'S1' })
  expect(await picked(stage)).toEqual(['2 approved'])
})

test('a workflow of the same code in another folder keeps what was done to it', async () => {
  const files = { 'a/S1-V0-1.nbflow': scenes(1), 'b/S1-V0-1.nbflow': scenes(1), '.git/HEAD': '' }
  const stage = await openStage({ files })
  await verb(stage, bump, { file: 'a/S1-V0-1.nbflow' })
  await verb(stage, bump, { file: 'b/S1-V0-1.nbflow' })
  const answer = await verb(stage, undo, { file: 'a/S1-V0-2.nbflow' })
  expect(answer).toMatchObject({ path: stage.path('a/S1-V0-1.nbflow'), left: 0 })
  expect(stage.files(/nbflow$/, 'b')).toEqual(['S1-V0-2.nbflow'])
})
