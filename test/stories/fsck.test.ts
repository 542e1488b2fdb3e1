/** `fsck`: whatever has happened to the store's files, it says so; what lies anywhere still is had again, and nothing is paid. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'

import { expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { takeLock } from '../../src/store/lock.ts'
import { openMediaServer } from './support/mediaServer.ts'
import { PICTURES, sceneFiles, scenes } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { openStage, type Stage } from './support/stage.ts'
import { candidate, type Fault, inDatabase, strike, vaultFiles, vaultPath } from './support/vaultFaults.ts'

const FAULTS: readonly Fault[] = ['removed', 'cut short', 'one bit turned', 'a folder in its place']

const look = (stage: Stage, file?: string) => stage.call(COMMANDS.fsck, file === undefined ? {} : { file })
const repair = (stage: Stage) => stage.call(COMMANDS.fsck, { repair: true })

async function ran(
  count = 1,
  options: Parameters<typeof sceneFiles>[1] = { outputCount: 2 },
): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(count, options) })
  await stage.run('S1')
  return stage
}

/** Takes away what a candidate could be had from again: its readable copies, and what the service has. */
function alone(stage: Stage): void {
  rmSync(stage.path('S1-V0-1-media'), { recursive: true })
  stage.sim.restart()
}

test('a store that is whole is told so, with exit 0, and nothing in it changes', async () => {
  const stage = await ran()
  const before = [...vaultFiles(stage)].map(([name, path]) => [name, readFileSync(path)])
  const { exitCode, stdout } = await retake(['fsck'], { cwd: stage.folder, environment: stage.environment })
    .ended
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^All \d+ contents are here, byte for byte\.$/m),
  })
  expect([...vaultFiles(stage)].map(([name, path]) => [name, readFileSync(path)])).toEqual(before)
})

test.each(FAULTS)(
  'a candidate %s is named with its node, take and slot, and had again from its copy',
  async (fault) => {
    const stage = await ran()
    const sha256 = await candidate(stage, 14, 2)
    const sound = readFileSync(vaultPath(stage, sha256))
    strike(vaultPath(stage, sha256), fault)
    const found = await look(stage)
    expect(found).toMatchObject({
      exitCode: 1,
      problems: [
        {
          is: fault === 'removed' ? 'missing' : 'damaged',
          what: 'candidate',
          sha256,
          workflow: 'S1-V0-1',
          place: { nodeId: 14, title: 'Scene 01 video', row: 1, take: 1, slot: 2 },
          next: 'retake fsck --repair',
        },
      ],
    })
    const mended = await repair(stage)
    expect(mended).toMatchObject({
      exitCode: 0,
      problems: [],
      repaired: [{ what: 'candidate', sha256, from: 'file' }],
    })
    expect(readFileSync(vaultPath(stage, sha256))).toEqual(sound)
    const aside = stage.path('.retake/media/damaged')
    expect(existsSync(aside) ? readdirSync(aside) : []).toEqual(fault === 'removed' ? [] : [sha256])
    expect(stage.paid()).toBe(4)
  },
)

test('the whole media folder gone is had again from copies, files, references and the backend, byte for byte', async () => {
  const stage = await ran(2)
  const before = new Map([...vaultFiles(stage)].map(([name, path]) => [name, readFileSync(path)]))
  rmSync(stage.path('.retake/media'), { recursive: true })
  rmSync(stage.path('S1-V0-1-media'), { recursive: true })
  const { exitCode, problems, repaired } = await repair(stage)
  expect({ exitCode, problems }).toEqual({ exitCode: 0, problems: [] })
  expect(new Set(repaired.map(({ from }) => from))).toEqual(new Set(['file', 'backend', 'store']))
  const now = vaultFiles(stage)
  for (const [name, bytes] of before) expect(readFileSync(now.get(name)!)).toEqual(bytes)
  expect(stage.files(/\.png$|\.mp4$/, 'S1-V0-1-media')).toHaveLength(8)
  expect(stage.paid()).toBe(8)
})

test('what nobody has any more stays a known candidate without bytes: it is named, and a plain run pays nothing for it', async () => {
  const stage = await ran()
  const sha256 = await candidate(stage, 14, 1)
  strike(vaultPath(stage, sha256), 'cut short')
  alone(stage)
  const { exitCode, problems } = await repair(stage)
  expect(exitCode).toBe(1)
  expect(problems).toMatchObject([
    { is: 'damaged', sha256, next: expect.stringContaining('retake regen S1-V0-1 14 --slots 1') },
  ])
  expect(problems[0]?.message).toMatch(/Tried: .*the task is gone.* What was there is .*media\/damaged/s)
  expect(await look(stage)).toMatchObject({ exitCode: 1, problems: [{ is: 'missing', sha256 }] })
  expect(await stage.plan('S1')).toMatchObject({ jobs: { total: 0 } })
  const again = await stage.run('S1')
  expect(again).toMatchObject({ exitCode: 0, jobs: { submitted: 0 } })
  expect(again.notes.join('\n')).toMatch(
    /Candidate 1 of "Scene 01 video".*Nothing is paid for it again by itself: retake fsck --repair/,
  )
  expect(stage.paid()).toBe(4)
  await stage.call(COMMANDS.regen, { file: 'S1', nodes: ['14'], slots: ['1'] })
  expect(stage.paid()).toBe(5)
})

test.each(FAULTS)(
  'a still %s is never sent to a clip: nothing is paid, and it is told what to do',
  async (fault) => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
    await stage.run({ file: 'S1', only: 'images' })
    strike(vaultPath(stage, await candidate(stage, 11, 1)), fault)
    const told = await stage.run('S1')
    expect(told).toMatchObject({ exitCode: 1, jobs: { submitted: 0 } })
    const { errors } = await stage
      .call(COMMANDS.errors, { file: 'S1' })
      .then(({ entries }) => ({ errors: entries }))
    expect(errors).toMatchObject([{ nodeId: 14, slots: [1, 2], attempts: 0 }])
    expect(`${errors[0]?.message} ${errors[0]?.strategy}`).toMatch(
      /(missing from|damaged in) the store.*Nothing was sent.*retake fsck --repair/,
    )
    expect(stage.paid()).toBe(2)
    await repair(stage)
    expect(await stage.run('S1')).toMatchObject({ exitCode: 0, jobs: { submitted: 2 } })
    expect(stage.paid()).toBe(4)
  },
)

test('a still that is gone is told by the plan; another candidate that is there passes the gate in its stead', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
  await stage.run({ file: 'S1', only: 'images', gates: 'hold' })
  strike(vaultPath(stage, await candidate(stage, 11, 1)), 'removed')
  const { generations } = await stage.plan('S1')
  expect(generations.find(({ nodeId }) => nodeId === 14)).toMatchObject({ action: 'run', jobs: 2 })
  await stage.call(COMMANDS.approve, { file: 'S1', node: '11', slot: 1 })
  expect(stage.notes.join(' ')).toMatch(
    /bytes of candidate 1 are missing.*nothing can be made from it: retake fsck S1-V0-1 --repair/,
  )
  await stage.show('S1')
  expect(stage.notes.at(-1)).toMatch(
    /^The bytes of candidate 1 of node 11 are missing from the store: retake fsck/,
  )
  const held = await stage.plan('S1')
  expect(held.generations.find(({ nodeId }) => nodeId === 14)).toMatchObject({
    jobs: 0,
    reason: expect.stringContaining('missing from the store'),
  })
})

test('a reference is had again from its URL if the bytes hash the same, and other bytes never enter', async () => {
  const server = await openMediaServer({ 'a.png': PICTURES.avatar })
  const files = { 'S1-V0-1.nbflow': scenes(1, { avatar: `${server.url}/a.png`, outputCount: 1 }) }
  const stage = await openStage({ files })
  stage.environment.RETAKE_ALLOW_HOSTS = new URL(server.url).host
  await stage.run('S1')
  const [sha256] = [...vaultFiles(stage)].find(([, path]) => readFileSync(path).equals(PICTURES.avatar))!
  strike(vaultPath(stage, sha256), 'one bit turned')
  server.files.set('a.png', PICTURES.mara)
  const lost = await stage.call(COMMANDS.fsck, { repair: true })
  expect(lost.problems).toMatchObject([{ sha256, message: expect.stringContaining('its bytes are others') }])
  server.files.set('a.png', PICTURES.avatar)
  expect(await repair(stage)).toMatchObject({
    exitCode: 0,
    repaired: [{ sha256, from: 'origin' }],
  })
})

test('generated file, sheet, copies and errors.json that are gone or broken are as they were after a repair', async () => {
  const stage = await ran()
  stage.sim.setFaults([refusal('another clip')])
  stage.write(
    'S1-V0-1.nbflow',
    stage.read('S1-V0-1.nbflow').replace('a clip of scene 1', 'another clip of scene 1'),
  )
  await stage.run('S1')
  const names = stage.files(/-generated-.*(nbflow|html)$|^errors\.json$/)
  const before = new Map(names.map((name) => [name, stage.read(name)]))
  const [newest] = stage.files(/-generated-.*nbflow$/).slice(-1)
  for (const name of names.filter((each) => each.startsWith(newest!.slice(0, -7)))) rmSync(stage.path(name))
  rmSync(stage.path('S1-V0-1-media'), { recursive: true })
  stage.write('errors.json', stage.read('errors.json').slice(0, 40))
  const found = await look(stage)
  expect(found.problems.map(({ what, is }) => `${what} ${is}`)).toEqual([
    'generated file missing',
    'sheet missing',
    'copy missing',
    'errors.json out of date',
  ])
  expect(await repair(stage)).toMatchObject({ exitCode: 0, problems: [] })
  for (const name of names.filter((each) => !each.endsWith('.html')))
    expect(stage.read(name)).toBe(before.get(name))
  expect(stage.files(/-generated-.*html$/)).toEqual(names.filter((each) => each.endsWith('.html')))
  expect(stage.files(/^errors-backup-/)).toHaveLength(1)
})

test('what a person changed is no damage: it is told, and left as it is', async () => {
  const stage = await ran()
  const [generated] = stage.files(/-generated-.*nbflow$/)
  const [copy] = stage.files(/11-.*c1\.png$/, 'S1-V0-1-media')
  stage.write(generated!, `${stage.read(generated!)} `)
  stage.write(`S1-V0-1-media/${copy}`, PICTURES.mara)
  stage.write('errors.json', '{ "mine": true }')
  for (const report of [await look(stage), await repair(stage)]) {
    expect(report).toMatchObject({ exitCode: 0, problems: [] })
    expect(report.notes.filter((note) => note.includes('changed by hand'))).toHaveLength(2)
  }
  expect(stage.bytes(`S1-V0-1-media/${copy}`)).toEqual(PICTURES.mara)
  expect(stage.read('errors.json')).toBe('{ "mine": true }')
})

test('files of B-roll that are gone are made again; a picture that somebody painted over stays', async () => {
  const files = {
    'X-broll/broll-01-image.txt': 'a cup of tea',
    'X-broll/broll-01-video.txt': 'steam rises',
    'X-broll/broll-02-image.txt': 'a tin',
  }
  const stage = await openStage({ files })
  await stage.call(COMMANDS.broll, { folder: 'X-broll' })
  const all = stage.files(/./, 'X-broll')
  for (const name of ['broll-01-image.png', 'X-broll.html']) rmSync(stage.path(`X-broll/${name}`))
  stage.write('X-broll/broll-02-image.png', PICTURES.mara)
  expect((await look(stage)).problems).toMatchObject([{ what: 'copy', is: 'missing' }])
  expect(await repair(stage)).toMatchObject({ exitCode: 0, problems: [] })
  expect(stage.files(/./, 'X-broll')).toEqual(all)
  expect(stage.bytes('X-broll/broll-02-image.png')).toEqual(PICTURES.mara)
})

test('with a file it is about that workflow alone', async () => {
  const stage = await openStage({
    files: { ...sceneFiles(1, { outputCount: 1 }), 'T2-V0-1.nbflow': scenes(2, { outputCount: 1 }) },
  })
  await stage.run('S1')
  await stage.run('T2')
  strike(vaultPath(stage, await candidate(stage, 24, 1, 'T2')), 'removed')
  expect(await look(stage, 'S1')).toMatchObject({ exitCode: 0, code: 'S1' })
  expect(await look(stage, 'T2')).toMatchObject({ exitCode: 1, problems: [{ workflow: 'T2-V0-1' }] })
})

test('a database that contradicts itself is told, and nothing else is judged by it', async () => {
  const stage = await ran()
  inDatabase(stage, "PRAGMA foreign_keys = OFF; INSERT INTO edited VALUES (99, 'Mainbody', 11, 1, 'x')")
  expect(await look(stage)).toMatchObject({
    exitCode: 1,
    checked: 0,
    problems: [
      {
        is: 'damaged',
        what: 'database',
        message: expect.stringContaining('names a workflow that is not there'),
      },
    ],
  })
})

test('where a run is at work its files are left to it, and it is told who it is', async () => {
  const stage = await ran()
  rmSync(stage.path(stage.files(/-generated-.*html$/)[0]!))
  const lock = takeLock(stage.path('.retake'), 'workflow-1', 'retake run S1')
  const { problems, notes } = await repair(stage)
  lock.release()
  expect(problems).toMatchObject([{ what: 'sheet', message: expect.stringContaining('"retake run S1"') }])
  expect(notes.join('\n')).toMatch(/At work meanwhile: "retake run S1"/)
  expect(await repair(stage)).toMatchObject({ exitCode: 0 })
})

test('a repair killed at any moment leaves nothing worse, and the next one ends it', async () => {
  const stage = await ran()
  const before = new Map([...vaultFiles(stage)].map(([name, path]) => [name, readFileSync(path)]))
  const options = (nth: number) => ({
    cwd: stage.folder,
    environment: { ...stage.environment, RETAKE_FAULT_POINT: `write ${nth}` },
  })
  for (const path of vaultFiles(stage).values()) strike(path, 'one bit turned')
  for (const nth of [1, 3, 9]) {
    const { signal } = await retake(['fsck', '--repair'], options(nth)).ended
    if (signal === null) break
  }
  expect(await repair(stage)).toMatchObject({ problems: [] })
  for (const [name, path] of vaultFiles(stage)) expect(readFileSync(path)).toEqual(before.get(name))
  expect(stage.paid()).toBe(4)
})

test('where there is no store it is told, and none is made', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await expect(look(stage)).rejects.toMatchObject({ code: 'usage' })
  expect(stage.files(/^\.retake$/)).toEqual([])
})
