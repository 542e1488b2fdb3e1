/** Where the store of a workflow is made, and that git does not see it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { PICTURES, scenes } from './support/scenes.ts'
import { openStage, temporaryFolder, withApp } from './support/stage.ts'

/** Plans the workflow in that folder: enough to make a store, and pays nothing. */
async function planIn(folder: string, environment: Record<string, string> = {}): Promise<void> {
  await withApp(folder, environment, (app) => COMMANDS.plan.run(app, { file: 'S1' }, () => {}))
}

function workflowIn(...below: string[]): { root: string; folder: string } {
  const root = temporaryFolder()
  const folder = join(root, ...below)
  mkdirSync(folder, { recursive: true })
  return { root, folder }
}

async function put(folder: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises')
  await writeFile(join(folder, 'S1-V0-1.nbflow'), scenes(1))
  await writeFile(join(folder, 'avatar.png'), PICTURES.avatar)
}

test('a store is made beside the file where nothing says otherwise', async () => {
  const { folder } = workflowIn('XYZ')
  await put(folder)
  await planIn(folder)
  expect(existsSync(join(folder, '.retake'))).toBe(true)
})

test.each(['testing', 'approved', 'backups'])('a store is made above %s', async (name) => {
  const { root, folder } = workflowIn('growth', name)
  await put(folder)
  await planIn(folder)
  expect(existsSync(join(root, 'growth', '.retake'))).toBe(true)
  expect(existsSync(join(folder, '.retake'))).toBe(false)
})

test.each(['retake.config.json', '.git/HEAD'])('a store is made beside %s', async (marker) => {
  const { root, folder } = workflowIn('a', 'testing')
  await put(folder)
  mkdirSync(join(root, '.git'), { recursive: true })
  if (marker.endsWith('.json')) (await import('node:fs')).writeFileSync(join(root, marker), '{}')
  await planIn(folder)
  expect(existsSync(join(root, '.retake'))).toBe(true)
  expect(existsSync(join(root, 'a', '.retake'))).toBe(false)
})

test('a store that is there already is used, and RETAKE_STORE comes before it', async () => {
  const { root, folder } = workflowIn('a', 'testing')
  await put(folder)
  mkdirSync(join(root, '.retake'))
  await planIn(folder)
  expect(existsSync(join(root, '.retake', '.gitignore'))).toBe(true)
  expect(existsSync(join(root, 'a', '.retake'))).toBe(false)
  const elsewhere = join(temporaryFolder(), 'store')
  await planIn(folder, { RETAKE_STORE: elsewhere })
  expect(existsSync(elsewhere)).toBe(true)
})

test('git sees nothing of the store', async () => {
  const { folder } = workflowIn('XYZ')
  execFileSync('git', ['init', '--quiet', folder])
  await put(folder)
  await planIn(folder)
  expect(readFileSync(join(folder, '.retake', '.gitignore'), 'utf8')).toBe('*\n')
  const status = execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(status.split('\n').filter((line) => line.includes('.retake'))).toEqual([])
})

test('check leaves no store behind', async () => {
  const { folder } = workflowIn('XYZ')
  await put(folder)
  await withApp(folder, {}, (app) => COMMANDS.check.run(app, { file: 'S1' }, () => {}))
  expect(existsSync(join(folder, '.retake'))).toBe(false)
})

test('generated files and their media can be deleted and are made again from the store, for nothing', async () => {
  const stage = await openStage({ files: { 'S1-V0-1.nbflow': scenes(1), 'avatar.png': PICTURES.avatar } })
  const { output, sheet } = await stage.run('S1')
  const { rmSync } = await import('node:fs')
  for (const path of [output!, sheet!, stage.path('S1-V0-1-media')]) rmSync(path, { recursive: true })
  const paid = stage.paid()
  const again = await stage.run('S1')
  expect(stage.paid()).toBe(paid)
  expect(existsSync(again.output!)).toBe(true)
  expect(existsSync(again.sheet!)).toBe(true)
  expect(stage.files(/./, 'S1-V0-1-media')).toHaveLength(8)
})

test('somebody who paints over a copy does not change what the store holds', async () => {
  const stage = await openStage({ files: { 'S1-V0-1.nbflow': scenes(1), 'avatar.png': PICTURES.avatar } })
  const { generations } = await stage.run('S1')
  const [{ path, sha256 } = { path: null, sha256: null }] = generations[0]!.candidates
  stage.write(path!.slice(stage.folder.length + 1), PICTURES.jun)
  const paid = stage.paid()
  const again = await stage.run('S1')
  expect(stage.paid()).toBe(paid)
  expect(again.generations[0]!.candidates[0]!.sha256).toBe(sha256)
  expect(readFileSync(path!).equals(PICTURES.jun)).toBe(true)
})
