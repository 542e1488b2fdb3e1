/** A stranger's folder: paths, links and names that lead out of it, to read or to write. */
import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { openReferences } from '../../src/media/references.ts'
import { openVault } from '../../src/media/vault.ts'
import { changed, nodeOf, PICTURES, sceneFiles, scenes } from '../stories/support/scenes.ts'
import { openStage, type Stage, temporaryFolder } from '../stories/support/stage.ts'

const FILE = 'S1-V0-1.nbflow'
const SECRET = 'GLABS_API_KEY=canary-of-a-stranger'

/** Everything that is kept in a folder, as one text. */
function bytesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

function openReader() {
  const outside = temporaryFolder()
  const project = join(outside, 'project')
  mkdirSync(join(project, 'media'), { recursive: true })
  for (const folder of [outside, project]) writeFileSync(join(folder, '.env'), SECRET)
  writeFileSync(join(outside, 'avatar.png'), PICTURES.avatar)
  const vault = openVault(join(project, '.retake'))
  const read = openReferences({
    vault,
    memory: { recall: async () => null, remember: async () => {} },
    baseFolder: project,
    project,
    allowOutside: false,
    maxBytes: 1_000_000,
    timeoutMs: 5_000,
    allowedHosts: [],
    signal: new AbortController().signal,
  })
  return { outside, project, read }
}

test.each([
  'file:///etc/passwd',
  'FILE:///etc/passwd',
  ' file:///etc/passwd',
  'file://server/share/x.png',
  '/etc/passwd',
  '//server/share/x.png',
  '../avatar.png',
  'media/../../avatar.png',
  './media/./../../avatar.png',
  'media/../../project/../avatar.png',
  '..\\..\\avatar.png',
  'C:\\Windows\\win.ini',
  '\\\\server\\share\\x.png',
  'media/%2e%2e/%2e%2e/avatar.png',
  'avatar.png\u0000.txt',
  '.env',
  'media',
  '',
  'javascript:alert(1)',
  'blob:https://example.test/1',
  'a'.repeat(1_000),
])('the reference %j gives nothing of what lies outside, and nothing that is no picture', async (url) => {
  const { project, read } = openReader()
  expect(await read(url)).toMatchObject({ status: 'failed' })
  expect(bytesBelow(join(project, 'media'))).toBe('')
  expect(readdirSync(project).filter((name) => name === '.retake')).toEqual([])
})

test('links in the project do not lead out of it: to a file, over a folder, over two', async () => {
  const { outside, project, read } = openReader()
  symlinkSync(join(outside, 'avatar.png'), join(project, 'file.png'))
  symlinkSync(outside, join(project, 'folder'))
  symlinkSync('folder', join(project, 'twice'))
  symlinkSync('/dev/zero', join(project, 'zero.png'))
  symlinkSync('circle.png', join(project, 'circle.png'))
  for (const url of ['file.png', 'folder/avatar.png', 'twice/avatar.png', 'zero.png', 'circle.png'])
    expect(await read(url)).toMatchObject({ status: 'failed' })
  writeFileSync(join(project, 'own.png'), PICTURES.avatar)
  symlinkSync('own.png', join(project, 'within.png'))
  expect(await read('within.png')).toMatchObject({ status: 'had' })
})

test.runIf(process.platform !== 'win32')('a pipe is no reference, and nobody waits for it', async () => {
  const { project, read } = openReader()
  execFileSync('mkfifo', [join(project, 'pipe.png')])
  expect(await read('pipe.png')).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('is no file'),
  })
})

/** What `write` made of a folder elsewhere: nothing. */
async function leavesAlone(stage: Stage, elsewhere: string, work: () => Promise<unknown>): Promise<void> {
  const before = readdirSync(elsewhere)
  await expect(work()).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('is a link that leads out of the project'),
  })
  expect(readdirSync(elsewhere)).toEqual(before)
  expect(stage.paid()).toBe(0)
}

test.each(['S1-V0-1-media', 'Generations'])(
  'a folder %s that is a link out of the project stops a run before anything is paid',
  async (name) => {
    const stage = await openStage({ files: sceneFiles(1) })
    const elsewhere = temporaryFolder()
    symlinkSync(elsewhere, stage.path(name))
    await leavesAlone(stage, elsewhere, () => stage.run(FILE))
  },
)

test('a folder for backups that is a link out of the project gets none, and the source stays', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const elsewhere = temporaryFolder()
  symlinkSync(elsewhere, stage.path('backups'))
  const before = stage.read(FILE)
  await leavesAlone(stage, elsewhere, () =>
    stage.call(COMMANDS.edit, { file: FILE, nodes: ['11'], replace: ['looks up=>looks down'] }),
  )
  await leavesAlone(stage, elsewhere, () => stage.call(COMMANDS.bump, { file: FILE }))
  expect(stage.read(FILE)).toBe(before)
})

test('a folder of outputs that is a link within the project, or that the person names, is written into', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  mkdirSync(stage.path('large-disk'))
  symlinkSync('large-disk', stage.path('S1-V0-1-media'))
  await stage.run({ file: FILE, only: 'images' })
  expect(stage.files(/\.png$/, 'large-disk')).toHaveLength(4)
  const elsewhere = temporaryFolder()
  symlinkSync(elsewhere, stage.path('delivery'))
  await stage.run({ file: FILE, only: 'images', out: stage.path('delivery') })
  expect(readdirSync(elsewhere).filter((name) => name.endsWith('.html'))).toHaveLength(1)
})

test('a link, a folder or a pipe in the place of errors.json is moved aside, and its target is not touched', async () => {
  for (const kind of ['link', 'folder', 'pipe']) {
    const stage = await openStage({ files: { [FILE]: scenes(1, { avatar: 'gone.png' }) } })
    const target = join(temporaryFolder(), 'profile')
    writeFileSync(target, 'mine')
    if (kind === 'link') symlinkSync(target, stage.path('errors.json'))
    if (kind === 'folder') mkdirSync(stage.path('errors.json'))
    if (kind === 'pipe') execFileSync('mkfifo', [stage.path('errors.json')])
    await stage.run(FILE)
    expect(readFileSync(target, 'utf8')).toBe('mine')
    expect(statSync(stage.path('errors.json')).isFile()).toBe(true)
    expect(JSON.parse(stage.read('errors.json'))).toHaveLength(1)
    expect(stage.files(/^errors-backup-/)).toHaveLength(1)
  }
})

test('a workflow that is a link is run; an edit puts a file in its place and leaves what it leads to', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const elsewhere = join(temporaryFolder(), 'other.nbflow')
  const text = stage.read(FILE)
  writeFileSync(elsewhere, text)
  symlinkSync(elsewhere, stage.path('L1-V0-1.nbflow'))
  await stage.run({ file: 'L1-V0-1.nbflow', only: 'images' })
  await stage.call(COMMANDS.edit, {
    file: 'L1-V0-1.nbflow',
    nodes: ['11'],
    replace: ['looks up=>looks down'],
  })
  expect(readFileSync(elsewhere, 'utf8')).toBe(text)
  expect(stage.read('backups/L1-V0-1.nbflow')).toBe(text)
  expect(lstatSync(stage.path('backups/L1-V0-1.nbflow')).isFile()).toBe(true)
  expect(stage.read('L1-V0-2.nbflow')).toContain('looks down')
})

test.each(['/etc/passwd', '/dev/zero', '.'])(
  'a workflow that is a link to %s is refused, with nothing of it told',
  async (target) => {
    const stage = await openStage({ files: sceneFiles(1) })
    symlinkSync(target, stage.path('X1-V0-1.nbflow'))
    const told = await stage.run('X1-V0-1.nbflow').catch((error: Error) => error.message)
    expect(told).toEqual(expect.any(String))
    expect(told).not.toContain('root:')
    expect(stage.paid()).toBe(0)
  },
)

test('a prompt of B-roll that is a link out of the project is not read, and nothing is sent', async () => {
  const stage = await openStage()
  const outside = join(temporaryFolder(), 'env')
  writeFileSync(outside, SECRET)
  mkdirSync(stage.path('project/broll'), { recursive: true })
  symlinkSync(outside, stage.path('project/broll/broll-01-image.txt'))
  await expect(stage.call(COMMANDS.broll, { folder: 'project/broll' })).rejects.toMatchObject({
    code: 'check_failed',
    message: expect.stringContaining('is a link that leads out of'),
  })
  expect(stage.paid()).toBe(0)
  expect(bytesBelow(stage.path('project'))).not.toContain(SECRET)
})

const NAMES = [
  '../../../etc/passwd',
  '..',
  '/',
  'a/b\\c:d*e?f"g<h>i|j',
  'nul\u0000byte',
  'CON',
  'aux.txt',
  'COM1',
  '.hidden',
  'ends with a dot.',
  'ends with a blank ',
  '-rf',
  '$(touch owned)`id`;&',
  '\u202egnp.exe',
  '\u001b]0;owned\u0007',
  'é'.repeat(150),
  '界'.repeat(300),
  '👩‍👩‍👧‍👦'.repeat(60),
  '',
  '   ',
]

test('whatever titles and tabs are called, copies lie in their folder under names that every system takes', async () => {
  const files = sceneFiles(NAMES.length, { outputCount: 1 })
  files[FILE] = changed(files[FILE], (file) => {
    for (const [at, name] of NAMES.entries()) nodeOf(file, (at + 1) * 10 + 1).title = name
    file.tabs[0]!.name = '../../\u0000\u001b[31mtab'
  })
  const inside = Object.entries(files).map(([name, content]) => [`a/b/${name}`, content])
  const stage = await openStage({ files: Object.fromEntries(inside) })
  await stage.run({ file: `a/b/${FILE}`, only: 'images' })
  const copies = stage.files(/./, 'a/b/S1-V0-1-media')
  expect(copies).toHaveLength(NAMES.length)
  for (const copy of copies) {
    expect(copy).toMatch(/^[\p{L}\p{N}\p{M}-]+\.png$/u)
    expect(Buffer.byteLength(copy)).toBeLessThan(256)
  }
  // Nothing stands beside or above what a run writes.
  expect(stage.files(/^/, 'a')).toEqual(['b'])
  expect(stage.files(/^(?!\.retake$|retake\.config)/)).toEqual(['a'])
  expect(stage.files(/^(?!S1-V0-1|avatar\.png$)/, 'a/b')).toEqual([])
})
