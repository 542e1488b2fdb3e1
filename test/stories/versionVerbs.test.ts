/** `bump`, `graduate`, `restore`: every version keeps its file, nothing is overwritten, and nothing is paid. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { approve } from '../../src/commands/approve.ts'
import { bump } from '../../src/commands/bump.ts'
import { openSource } from '../../src/commands/finding/source.ts'
import { graduate } from '../../src/commands/graduate.ts'
import { reject } from '../../src/commands/reject.ts'
import { restore } from '../../src/commands/restore.ts'
import { saveSource } from '../../src/commands/versions/saveSource.ts'
import { changed, nodeOf, PICTURES, sceneFiles, scenes, withProperty } from './support/scenes.ts'
import { costOf, openStage, type Stage, withApp } from './support/stage.ts'
import { verb } from './support/verb.ts'

const FILE = 'S1-V0-1.nbflow'

function named(text: string, name: string): string {
  return text.replace('"format"', `"name": ${JSON.stringify(name)},\n  "format"`)
}

test('a bump writes the next version where the file stood, name included, and keeps the former in backups', async () => {
  const text = named(scenes(1), 'S1-V0-1')
  const stage = await openStage({ files: { ...sceneFiles(1), [FILE]: text } })
  const answer = await verb(stage, bump, { file: 'S1' })
  expect(answer).toEqual({
    workflow: 'S1-V0-2',
    former: 'S1-V0-1',
    path: stage.path('S1-V0-2.nbflow'),
    backup: stage.path('backups/S1-V0-1.nbflow'),
  })
  expect(stage.read('S1-V0-2.nbflow')).toBe(text.replace('"S1-V0-1"', '"S1-V0-2"'))
  expect(stage.read('backups/S1-V0-1.nbflow')).toBe(text)
  expect(existsSync(stage.path(FILE))).toBe(false)
})

test('a bump costs nothing: takes and approvals are those of the former version', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  await stage.run(FILE)
  await verb(stage, approve, { file: FILE, node: '12', slot: 3 })
  await stage.run(FILE)
  await verb(stage, bump, { file: FILE })
  const { answer, paid } = await costOf(stage, () => stage.run('S1'))
  expect(answer.workflow).toBe('S1-V0-2')
  expect(paid).toBe(0)
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 3, by: 'approved', passes: true }])
})

test('a file without a name gets none, and a bump of equal bytes is another version, not a renamed one', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  const before = stage.read(FILE)
  await verb(stage, bump, { file: FILE })
  expect(stage.read('S1-V0-2.nbflow')).toBe(before)
  const { output } = await stage.run('S1')
  expect(output).toContain('S1-V0-2-generated-')
})

test('line ends, byte order mark and spelling of a file outlive a bump', async () => {
  const text = `\ufeff${named(scenes(1), 'S1-V0-1').replaceAll('\n', '\r\n')}`.replace('"8"', '"8.0"')
  const stage = await openStage({ files: { ...sceneFiles(1), [FILE]: text } })
  await verb(stage, bump, { file: FILE })
  expect(stage.read('S1-V0-2.nbflow')).toBe(text.replace('"S1-V0-1"', '"S1-V0-2"'))
})

test('from an approved version only a variant or a new test is written, and only on the word', async () => {
  const stage = await openStage({ files: { 'S1-V1-2.nbflow': scenes(1), 'avatar.png': PICTURES.avatar } })
  await expect(verb(stage, bump, { file: 'S1' })).rejects.toMatchObject({
    code: 'usage',
    message: 'S1-V1-2 is approved: it is not changed. Nothing was written.',
    next: 'Say --as V1-3 for the next variant of it (dialogue or wardrobe; approved by itself), or --as V2-0-1 for a new test (another setting or structure).',
  })
  for (const as of ['V1-1', 'V2', 'V0-9', 'V1-0-1', 'draft']) {
    await expect(verb(stage, bump, { file: 'S1', as })).rejects.toThrow('Nothing was written.')
  }
  expect(stage.files(/nbflow$/)).toEqual(['S1-V1-2.nbflow'])
  expect((await verb(stage, bump, { file: 'S1', as: 'v1-3' })).workflow).toBe('S1-V1-3')
  expect((await verb(stage, bump, { file: 'S1', as: 'V2-0-1' })).workflow).toBe('S1-V2-0-1')
  expect((await verb(stage, bump, { file: 'S1' })).workflow).toBe('S1-V2-0-2')
})

test.each([
  ['summer', undefined, '--as V0-1'],
  ['summer', 'V1', '--as V0-1'],
  ['S1-V0-3', 'V1', '"retake graduate S1-V0-3" does that'],
  ['S1-V0-3', 'V0-3', 'V0-4'],
  ['S1-V0-3', 'V0-2', 'V0-4'],
])('%s is not bumped to %s, and is told what to do', async (name, as, next) => {
  const stage = await openStage({ files: { [`${name}.nbflow`]: scenes(1), 'avatar.png': PICTURES.avatar } })
  await expect(verb(stage, bump, { file: name, as })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('Nothing was written.'),
    next: expect.stringContaining(next),
  })
  expect(stage.files(/nbflow$/)).toEqual([`${name}.nbflow`])
  expect(existsSync(stage.path('backups'))).toBe(false)
})

test('a name without a version gets the one that is said', async () => {
  const stage = await openStage({ files: { 'summer.nbflow': scenes(1), 'avatar.png': PICTURES.avatar } })
  const answer = await verb(stage, bump, { file: 'summer', as: 'v0-1' })
  expect(answer).toMatchObject({ workflow: 'summer-V0-1', backup: stage.path('backups/summer.nbflow') })
})

test('a version that is taken is not written over, wherever it stands', async () => {
  const files = { 'testing/S1-V0-2.nbflow': scenes(1), 'approved/S1-v0-3.nbflow': 'somebody’s' }
  const stage = await openStage({ files })
  await expect(verb(stage, bump, { file: 'testing/S1-V0-2.nbflow' })).rejects.toThrow(
    'S1-V0-3, is there already',
  )
  await expect(verb(stage, bump, { file: 'testing/S1-V0-2.nbflow', as: 'v0-3' })).rejects.toThrow(
    'is there already',
  )
  expect(stage.read('approved/S1-v0-3.nbflow')).toBe('somebody’s')
})

test('a folder that cannot be written is said as such, and everything is as it was', async () => {
  const stage = await openStage({ files: { ...sceneFiles(1), backups: 'a file where the folder has to be' } })
  const before = stage.read(FILE)
  await expect(verb(stage, bump, { file: FILE })).rejects.toMatchObject({
    code: 'file_unusable',
    message: expect.stringContaining('All is as it was.'),
  })
  expect(stage.read(FILE)).toBe(before)
  expect(stage.files(/nbflow|tmp/)).toEqual([FILE])
})

async function graduable(): Promise<Stage> {
  const files = {
    'testing/S1-V0-4.nbflow': scenes(1),
    'testing/avatar.png': PICTURES.avatar,
    'approved/.keep': '',
  }
  const stage = await openStage({ files })
  await stage.run('S1')
  return stage
}

test('a workflow with open gates is not approved: each gate is named, and nothing is written', async () => {
  const stage = await graduable()
  await verb(stage, approve, { file: 'S1', node: '12', slot: 1 })
  await expect(verb(stage, graduate, { file: 'S1' })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('Mainbody:15 "Approve scene 01 video"'),
    next: expect.stringContaining('--anyway'),
  })
  expect(stage.files(/nbflow$/, 'approved')).toEqual([])
  const { open, workflow } = await verb(stage, graduate, { file: 'S1', anyway: true })
  expect(workflow).toBe('S1-V1')
  expect(open.map(({ nodeId }) => nodeId)).toEqual([15])
})

test('a workflow whose candidates were rejected but for two is not approved', async () => {
  const stage = await graduable()
  await verb(stage, approve, { file: 'S1', node: '12', slot: 1 })
  await verb(stage, approve, { file: 'S1', node: '15', slot: 1 })
  await verb(stage, reject, { file: 'S1', node: '11', slots: ['3', '4'], tell: 'six fingers' })
  await expect(verb(stage, graduate, { file: 'S1' })).rejects.toThrow(
    'Mainbody:11 "Scene 01 image": 2 of 4 candidates are there and not rejected; 3 are needed',
  )
})

test('an approved test moves to approved/, sees its references from there, and costs nothing', async () => {
  const stage = await graduable()
  await verb(stage, approve, { file: 'S1', node: '12', slot: 1 })
  await verb(stage, approve, { file: 'S1', node: '15', slot: 2 })
  const before = stage.read('testing/S1-V0-4.nbflow')
  const answer = await verb(stage, graduate, { file: 'S1' })
  expect(answer).toMatchObject({
    workflow: 'S1-V1',
    path: stage.path('approved/S1-V1.nbflow'),
    backup: stage.path('backups/S1-V0-4.nbflow'),
    open: [],
  })
  expect(readFileSync(answer.backup, 'utf8')).toBe(before)
  expect(stage.files(/^S1-V0-4.nbflow$/, 'testing')).toEqual([])
  const file = JSON.parse(stage.read('approved/S1-V1.nbflow'))
  expect(nodeOf(file, 1).properties.imageData).toBe('../testing/avatar.png')
  const { answer: run, paid } = await costOf(stage, () => stage.run('S1'))
  expect(run.workflow).toBe('S1-V1')
  expect(paid).toBe(0)
  await expect(verb(stage, graduate, { file: 'S1' })).rejects.toThrow('is approved already')
})

test('an earlier version comes back as the next one, and its takes with it', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  await verb(stage, bump, { file: FILE })
  stage.write('S1-V0-2.nbflow', withProperty(stage.read('S1-V0-2.nbflow'), 10, 'text', 'she waves'))
  await stage.run('S1')
  const answer = await verb(stage, restore, { file: 'S1', version: 'v0-1' })
  expect(answer).toMatchObject({
    workflow: 'S1-V0-3',
    restored: 'S1-V0-1',
    former: 'S1-V0-2',
    from: stage.path('backups/S1-V0-1.nbflow'),
    backup: stage.path('backups/S1-V0-2.nbflow'),
  })
  expect(stage.read('S1-V0-3.nbflow')).toBe(stage.read('backups/S1-V0-1.nbflow'))
  expect((await costOf(stage, () => stage.run('S1'))).paid).toBe(0)
})

test('a version whose backup is gone comes back from the store', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  const before = stage.read(FILE)
  await verb(stage, bump, { file: FILE })
  rmSync(stage.path('backups'), { recursive: true })
  const answer = await verb(stage, restore, { file: 'S1', version: 'S1-V0-1' })
  expect(answer).toMatchObject({ workflow: 'S1-V0-3', from: null })
  expect(stage.read('S1-V0-3.nbflow')).toBe(before)
})

test('a version that there is not is answered with those there are; the current one is not brought back', async () => {
  const stage = await openStage({ files: { ...sceneFiles(1), 'backups/S1-V0-0.nbflow': scenes(1) } })
  await verb(stage, bump, { file: FILE })
  await expect(verb(stage, restore, { file: 'S1', version: 'V0-9' })).rejects.toMatchObject({
    next: 'There are V0-0, V0-1.',
  })
  await expect(verb(stage, restore, { file: 'S1', version: 'V0-2' })).rejects.toMatchObject({
    next: expect.stringContaining('retake bump'),
  })
})

test('candidates that came with a file are not taken for those of a changed prompt in the next version', async () => {
  const text = changed(scenes(1), (file) => {
    nodeOf(file, 11).properties._savedImages = ['old/one.png', 'old/two.png']
  })
  const stage = await openStage({
    files: {
      [FILE]: text,
      'avatar.png': PICTURES.avatar,
      'old/one.png': PICTURES.ife,
      'old/two.png': PICTURES.jun,
    },
  })
  await verb(stage, bump, { file: FILE })
  stage.write('S1-V0-2.nbflow', withProperty(stage.read('S1-V0-2.nbflow'), 10, 'text', 'she waves'))
  const { paid, prompts } = await costOf(stage, () => stage.run({ file: 'S1', only: 'images' }))
  expect(paid).toBe(4)
  expect(new Set(prompts)).toEqual(new Set(['she waves']))
})

test('a file that appears while a version is written is left alone, and so is the former one', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const before = stage.read(FILE)
  const saving = save(stage, (name) => stage.write(`${name}.nbflow`, 'somebody’s'))
  await expect(saving).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('is there already'),
  })
  expect(stage.read('S1-V0-2.nbflow')).toBe('somebody’s')
  expect(stage.read(FILE)).toBe(before)
  expect(stage.files(/./, 'backups')).toEqual([])
})

test('a source that is changed while a version is made of it keeps the change, and nothing is written', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const change = withProperty(stage.read(FILE), 10, 'text', 'by another hand')
  await expect(save(stage, () => stage.write(FILE, change))).rejects.toThrow('was changed meanwhile')
  expect(stage.read(FILE)).toBe(change)
  expect(stage.files(/nbflow$/)).toEqual([FILE])
})

/** As a verb does, with something happening just before the files are written. */
function save(stage: Stage, meanwhile: (name: string) => void): Promise<unknown> {
  return withApp(stage.folder, {}, async (app) => {
    const source = await openSource(app, FILE)
    return saveSource(app, source, { hasTakes: true, as: undefined, verb: 'bump' }, (name) => {
      meanwhile(name)
      return source.bytes
    })
  })
}
