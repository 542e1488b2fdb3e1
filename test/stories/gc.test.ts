/** `gc`: a plan first, and never what a file, a pick or a take still names. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderGc } from '../../src/cli/render/gc.ts'
import { takeOut } from '../../src/commands/gc/takeOut.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { openVault } from '../../src/media/vault.ts'
import { storedFiles } from '../../src/media/vaultFiles.ts'
import { takeLock } from '../../src/store/lock.ts'
import { killedAtEachWrite, MANY_PROCESSES_MS } from './support/killedAtEachWrite.ts'
import { PICTURES, sceneFiles } from './support/scenes.ts'
import { openStage, type Stage, withApp } from './support/stage.ts'
import { age, inDatabase, sha256Of, vaultFiles, vaultPath } from './support/vaultFaults.ts'

const plan = (stage: Stage) => stage.call(COMMANDS.gc, {})
const free = (stage: Stage) => stage.call(COMMANDS.gc, { delete: true })

/** Bytes that came in and that nothing ever named, a day ago. */
function orphan(stage: Stage, content: string | Uint8Array): string {
  const sha256 = sha256Of(content)
  const path = vaultPath(stage, sha256)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  age([path])
  return sha256
}

/** The still of one scene, of which nothing else is made. */
async function drew(): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  await stage.run({ file: 'S1', only: 'images' })
  return stage
}

test('without --delete it only tells, with size and reason; with it, what it told goes and nothing else', async () => {
  const stage = await drew()
  age(vaultFiles(stage).values())
  const named = [...vaultFiles(stage).keys()]
  const sha256 = orphan(stage, 'nobody names me')
  const told = await plan(stage)
  expect(told.exitCode).toBe(0)
  expect(renderGc(told)).toMatch(/bytes .* media\/.. *.* no candidate, reference, source/)
  expect(renderGc(told)).toContain('1 file (1 kB) would go: retake gc --delete')
  expect(vaultFiles(stage).has(sha256)).toBe(true)
  expect(await free(stage)).toMatchObject({
    isDeleted: true,
    byteCount: 15,
    items: [{ is: 'bytes', byteCount: 15 }],
  })
  expect([...vaultFiles(stage).keys()].sort()).toEqual(named.sort())
  expect(await plan(stage)).toMatchObject({ items: [], tooYoung: 0 })
})

test('bytes that a workflow file names by a URL, in its place or in backups, stay', async () => {
  const stage = await drew()
  const [inFile, inBackup] = ['named in a file', 'named in a backup'].map((text) => orphan(stage, text))
  stage.write(
    'elsewhere/T9-V0-1.nbflow',
    JSON.stringify({ tabs: [], note: `https://cdn.example/retake/t9/${inFile}.png` }),
  )
  stage.write('backups/S1-V0-0.nbflow', `${' '.repeat(65_500)}{"url":"https://cdn.example/${inBackup}.png"}`)
  expect(await free(stage)).toMatchObject({ items: [] })
  expect([...vaultFiles(stage).keys()]).toEqual(expect.arrayContaining([inFile, inBackup]))
})

test('what was taken in within the last hour stays, and so does what is taken in again', async () => {
  const stage = await drew()
  const [again, gone] = ['taken in again', 'gone'].map((text) => orphan(stage, text))
  await openVault(stage.path('.retake')).keep(Buffer.from('taken in again'))
  expect(await free(stage)).toMatchObject({ items: [{ path: vaultPath(stage, gone!) }], tooYoung: 1 })
  expect(vaultFiles(stage).has(again!)).toBe(true)
})

test('what a run takes up again after the plan was made stays', async () => {
  const stage = await drew()
  const source = stage.read('S1-V0-1.nbflow').replace('"graphData"', ' "graphData"')
  const sha256 = orphan(stage, source)
  stage.write('S1-V0-1.nbflow', source)
  const planned = storedFiles(stage.path('.retake')).find(({ name }) => name === sha256)!
  await stage.run({ file: 'S1', only: 'images' })
  expect(await takeOut(planned, stage.path('.retake'))).toBe(false)
  expect(vaultFiles(stage).has(sha256)).toBe(true)
})

test('a store in which nothing was ever locked is cleared up like any other', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.plan('S1')
  orphan(stage, 'nobody names me')
  expect(existsSync(stage.path('.retake/locks'))).toBe(false)
  expect(await free(stage)).toMatchObject({ exitCode: 0, items: [{ is: 'bytes' }] })
})

test('while a command is at work nothing goes, and it is told who that is', async () => {
  const stage = await drew()
  const sha256 = orphan(stage, 'just now, perhaps')
  const lock = takeLock(stage.path('.retake'), 'workflow-1', 'retake run S1')
  await expect(free(stage)).rejects.toMatchObject({
    code: 'locked',
    message: expect.stringContaining('retake run S1'),
  })
  expect(await plan(stage)).toMatchObject({
    items: [{ is: 'bytes' }],
    notes: [expect.stringContaining('retake run S1')],
  })
  lock.release()
  expect(vaultFiles(stage).has(sha256)).toBe(true)
  expect((await free(stage)).items).toHaveLength(1)
})

test('temporaries of ours and locks that a dead process left go; files that only look alike stay', async () => {
  const stage = await drew()
  const ours = [
    '.retake/incoming/0123456789abcdef',
    '.S1-V0-1.nbflow.0123456789ab.tmp',
    'S1-V0-1-media/.a.png.0123456789ab.tmp',
  ]
  const theirs = ['.retake/incoming/notes', '.mine.tmp', 'S1-V0-1-media/a.tmp', '.retake/media/notes.txt']
  for (const name of [...ours, ...theirs]) stage.write(name, 'half')
  age([...ours, ...theirs].map(stage.path))
  takeLock(stage.path('.retake'), 'mirror-4711-0123abcd', 'uploading').release()
  const { items } = await free(stage)
  expect(items.map(({ is }) => is).sort()).toEqual(['lock', 'temporary', 'temporary', 'temporary'])
  expect(ours.filter((name) => existsSync(stage.path(name)))).toEqual([])
  expect(theirs.filter((name) => !existsSync(stage.path(name)))).toEqual([])
  expect(readdirSync(stage.path('.retake/locks')).filter((name) => name.startsWith('mirror-'))).toEqual([])
  expect(readdirSync(stage.path('.retake/locks'))).toContain('workflow-1.lock')
})

test('a store whose database is damaged keeps everything', async () => {
  const stage = await drew()
  orphan(stage, 'who can tell')
  const path = stage.path('.retake/retake.db')
  inDatabase(stage, 'PRAGMA wal_checkpoint(TRUNCATE)')
  const bytes = readFileSync(path)
  bytes.fill(0xa5, 4096 * 3, 4096 * 6)
  writeFileSync(path, bytes)
  const before = vaultFiles(stage)
  stage.countsApart('its database is damaged')
  await expect(free(stage)).rejects.toMatchObject({ code: 'store_unusable' })
  expect(vaultFiles(stage)).toEqual(before)
})

test(
  'a clean-up killed at each of its durable writes takes nothing that is named, and the next one ends it',
  async () => {
    const stage = await drew()
    const named = vaultFiles(stage)
    age(named.values())
    const before = new Map([...named].map(([name, path]) => [name, readFileSync(path)]))
    orphan(stage, 'nobody names me')
    takeLock(stage.path('.retake'), 'mirror-4711-0123abcd', 'uploading').release()
    const { whole, kills } = await killedAtEachWrite(stage, ['gc', '--delete'], async (folder, point) => {
      const again = () =>
        withApp(folder, stage.environment, (app) => COMMANDS.gc.run(app, { delete: true }, () => {}))
      for (const [name, bytes] of before)
        expect(readFileSync(vaultPath({ folder }, name)).equals(bytes), point).toBe(true)
      await again()
      const left = [...vaultFiles({ folder })].map(([name, path]) => [name, readFileSync(path)] as const)
      expect(new Map(left), point).toEqual(before)
      expect(readdirSync(join(folder, '.retake/incoming')), point).toEqual([])
      expect(await again(), point).toMatchObject({ items: [], tooYoung: 0 })
    })
    expect(whole).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Freed 2 files') })
    expect(kills).toBe(2)
  },
  MANY_PROCESSES_MS,
)

const STEPS = ['regen', 'slots', 'approve', 'edit', 'reject', 'bump', 'reference'] as const

test('whatever was done in a store, after gc each thing that is named is there byte for byte, and fsck finds it sound', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.constantFrom(...STEPS), { minLength: 5, maxLength: 7 }),
    fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
    async (steps, strangers) => {
      const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
      await stage.run('S1')
      for (const [at, step] of steps.entries()) await perform(step, at, stage)
      const named = [...vaultFiles(stage).keys()]
      const orphans = strangers.map((text) => orphan(stage, `stranger ${text}`))
      const before = new Map([...vaultFiles(stage)].map(([name, path]) => [name, readFileSync(path)]))
      age(vaultFiles(stage).values())
      const { items } = await free(stage)
      const now = vaultFiles(stage)
      expect(orphans.filter((name) => now.has(name))).toEqual([])
      for (const [name, path] of now) expect(readFileSync(path)).toEqual(before.get(name))
      // Former states of a generated file are nobody's any more; all media and sources stay.
      const went = items.map(({ path }) => path.slice(-64)).filter((name) => named.includes(name))
      for (const name of went) expect(before.get(name)?.subarray(0, 1).toString()).toBe('{')
      expect(await stage.call(COMMANDS.fsck, {})).toMatchObject({ exitCode: 0, problems: [] })
      expect(await stage.plan('S1')).toMatchObject({ jobs: { total: expect.any(Number) } })
    },
  )
  await fc.assert(property, { numRuns: Number(process.env.RETAKE_FUZZ_RUNS ?? 1), endOnFailure: true })
}, 120_000)

async function perform(step: (typeof STEPS)[number], at: number, stage: Stage): Promise<void> {
  if (step === 'regen') await stage.call(COMMANDS.regen, { file: 'S1', nodes: ['11'] })
  if (step === 'slots') await stage.call(COMMANDS.regen, { file: 'S1', nodes: ['14'], slots: ['1'] })
  if (step === 'approve') await stage.call(COMMANDS.approve, { file: 'S1', node: '11', slot: 1 })
  if (step === 'reject')
    await stage.call(COMMANDS.reject, { file: 'S1', node: '14', slots: ['1'], tell: 'six fingers' })
  if (step === 'bump') await stage.call(COMMANDS.bump, { file: 'S1' })
  if (step === 'reference') {
    stage.write('avatar.png', at % 2 === 0 ? PICTURES.mara : PICTURES.jun)
    await stage.run('S1')
  }
  if (step === 'edit') {
    await stage.call(COMMANDS.edit, { file: 'S1', nodes: ['10'], replace: [`looks up=>looks up, ${at},`] })
    await stage.run('S1')
  }
}
