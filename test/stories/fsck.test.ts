/** `fsck`: whatever has happened to the store's files, it says so; what lies anywhere still is had again, and nothing is paid. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { renderFsck } from '../../src/cli/render/fsck.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { takeLock } from '../../src/store/lock.ts'
import { killedAtEachWrite, MANY_PROCESSES_MS } from './support/killedAtEachWrite.ts'
import { openMediaServer } from './support/mediaServer.ts'
import { PICTURES, sceneFiles, scenes } from './support/scenes.ts'
import { openStage, type Stage, withApp } from './support/stage.ts'
import { candidate, type Fault, inDatabase, strike, vaultFiles, vaultPath } from './support/vaultFaults.ts'

const FAULTS: readonly Fault[] = ['removed', 'cut short', 'one bit turned', 'a folder in its place']

const look = (stage: Stage, file?: string) => stage.call(COMMANDS.fsck, file === undefined ? {} : { file })
const repair = (stage: Stage) => stage.call(COMMANDS.fsck, { repair: true })

/** Stills and clips of one scene. */
async function ran(outputCount = 1): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(1, { outputCount }) })
  await stage.run('S1')
  return stage
}

/** The stills alone. */
async function drew(outputCount = 1, count = 1): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(count, { outputCount }) })
  await stage.run({ file: 'S1', only: 'images' })
  return stage
}

/** What lies in the vault, by name. */
function contents(stage: Pick<Stage, 'folder'>): Map<string, Buffer> {
  return new Map([...vaultFiles(stage)].map(([name, path]) => [name, readFileSync(path)]))
}

/** Takes away what a candidate could be had from again: its readable copies, and what the service has. */
function alone(stage: Stage): void {
  rmSync(stage.path('S1-V0-1-media'), { recursive: true })
  stage.sim.restart()
}

test('a store that is whole is told so, with exit 0, and nothing in it changes', async () => {
  const stage = await ran()
  const before = contents(stage)
  const report = await look(stage)
  expect(report).toMatchObject({ exitCode: 0, problems: [], checked: before.size })
  expect(renderFsck(report)).toContain(`All ${before.size} contents are here, byte for byte.`)
  expect(contents(stage)).toEqual(before)
})

test('a candidate removed, cut short, with a bit turned or a folder in its place is named with its node, take and slot, and had again from its copy', async () => {
  const stage = await drew(FAULTS.length)
  const before = contents(stage)
  const candidates = await Promise.all(FAULTS.map((_, at) => candidate(stage, 11, at + 1)))
  for (const [at, fault] of FAULTS.entries()) strike(vaultPath(stage, candidates[at]!), fault)
  const { exitCode, problems } = await look(stage)
  expect(exitCode).toBe(1)
  expect(problems).toMatchObject(
    FAULTS.map((fault, at) => ({
      is: fault === 'removed' ? 'missing' : 'damaged',
      what: 'candidate',
      sha256: candidates[at],
      workflow: 'S1-V0-1',
      place: { nodeId: 11, title: 'Scene 01 image', row: 1, take: 1, slot: at + 1 },
      next: 'retake fsck --repair',
    })),
  )
  const mended = await repair(stage)
  expect(mended).toMatchObject({ exitCode: 0, problems: [] })
  expect(mended.repaired.map(({ what, from }) => `${what} ${from}`)).toEqual(
    FAULTS.map(() => 'candidate file'),
  )
  expect(contents(stage)).toEqual(before)
  expect(readdirSync(stage.path('.retake/media/damaged')).sort()).toEqual(candidates.slice(1).sort())
  expect(stage.paid()).toBe(FAULTS.length)
})

test('the whole media folder gone is had again from copies, files, references and the backend, byte for byte', async () => {
  const stage = await ran()
  const before = contents(stage)
  rmSync(stage.path('.retake/media'), { recursive: true })
  rmSync(stage.path('S1-V0-1-media'), { recursive: true })
  const { exitCode, problems, repaired } = await repair(stage)
  expect({ exitCode, problems }).toEqual({ exitCode: 0, problems: [] })
  expect(new Set(repaired.map(({ from }) => from))).toEqual(new Set(['file', 'backend', 'store']))
  expect(contents(stage)).toEqual(before)
  expect(stage.files(/\.png$|\.mp4$/, 'S1-V0-1-media')).toHaveLength(2)
  expect(stage.paid()).toBe(2)
})

test('what another command takes in during a repair is told as that, not as lost', async () => {
  const stage = await drew()
  const sha256 = await candidate(stage, 11, 1)
  const path = vaultPath(stage, sha256)
  const sound = readFileSync(path)
  strike(path, 'removed')
  alone(stage)
  const report = await withApp(stage.folder, stage.environment, (app) =>
    COMMANDS.fsck.run(app, { repair: true }, (event) => {
      if (event.type === 'progress' && event.message === 'looked for 1 of 1') writeFileSync(path, sound)
    }),
  )
  expect(report.repaired).toMatchObject([
    { what: 'candidate', sha256, from: 'store', place: path },
    { what: 'copy', sha256: null },
  ])
  expect(renderFsck(report)).toMatch(/candidate .*: taken in by another command meanwhile/)
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
  expect(stage.paid()).toBe(2)
  await stage.call(COMMANDS.regen, { file: 'S1', nodes: ['14'], slots: ['1'] })
  expect(stage.paid()).toBe(3)
})

test('a still removed, cut short, with a bit turned or a folder in its place is never sent to a clip: nothing is paid, and it is told what to do', async () => {
  const stage = await drew(1, FAULTS.length)
  for (const [at, fault] of FAULTS.entries())
    strike(vaultPath(stage, await candidate(stage, 10 * (at + 1) + 1, 1)), fault)
  expect(await stage.run('S1')).toMatchObject({ exitCode: 1, jobs: { submitted: 0 } })
  const { entries } = await stage.call(COMMANDS.errors, { file: 'S1' })
  expect(entries).toMatchObject([14, 24, 34, 44].map((nodeId) => ({ nodeId, slots: [1], attempts: 0 })))
  for (const { message, strategy } of entries)
    expect(`${message} ${strategy}`).toMatch(
      /(missing from|damaged in) the store.*Nothing was sent.*retake fsck --repair/,
    )
  expect(stage.paid()).toBe(4)
  await repair(stage)
  expect(await stage.run('S1')).toMatchObject({ exitCode: 0, jobs: { submitted: 4 } })
  expect(stage.paid()).toBe(8)
})

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

test('a reference is had again from its URL, at any desktop too, if the bytes hash the same, and other bytes never enter', async () => {
  const server = await openMediaServer({ 'a.png': PICTURES.avatar })
  const files = { 'S1-V0-1.nbflow': scenes(1, { avatar: `${server.url}/a.png`, outputCount: 1 }) }
  const stage = await openStage({ files })
  stage.environment.RETAKE_ALLOW_HOSTS = new URL(server.url).host
  await stage.run({ file: 'S1', only: 'images' })
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
  delete stage.environment.RETAKE_ALLOW_HOSTS
  const desktops = [stage.sim.url, server.url].map((url, at) => ({ name: `d${at}`, type: 'glabs', url }))
  for (const [backends, isReached] of [
    [[], false],
    [desktops, true],
  ] as const) {
    stage.configure({ backends })
    strike(vaultPath(stage, sha256), 'removed')
    const { problems, repaired } = await repair(stage)
    expect(problems).toHaveLength(isReached ? 0 : 1)
    expect(repaired).toMatchObject(isReached ? [{ from: 'origin', place: `${server.url}/a.png` }] : [])
    if (!isReached) writeFileSync(vaultPath(stage, sha256), PICTURES.avatar)
  }
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
  const stage = await drew()
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
  stage.configure({ broll: { count: 1 } })
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
  for (const file of ['S1', 'T2']) await stage.run({ file, only: 'images' })
  strike(vaultPath(stage, await candidate(stage, 21, 1, 'T2')), 'removed')
  expect(await look(stage, 'S1')).toMatchObject({ exitCode: 0, code: 'S1' })
  expect(await look(stage, 'T2')).toMatchObject({ exitCode: 1, problems: [{ workflow: 'T2-V0-1' }] })
})

test('a database that contradicts itself is told, and nothing else is judged by it', async () => {
  const stage = await drew()
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
  const stage = await drew()
  rmSync(stage.path(stage.files(/-generated-.*html$/)[0]!))
  const lock = takeLock(stage.path('.retake'), 'workflow-1', 'retake run S1')
  const { problems, notes } = await repair(stage)
  lock.release()
  expect(problems).toMatchObject([{ what: 'sheet', message: expect.stringContaining('"retake run S1"') }])
  expect(notes.join('\n')).toMatch(/At work meanwhile: "retake run S1"/)
  expect(await repair(stage)).toMatchObject({ exitCode: 0 })
})

test(
  'a repair killed at each of its durable writes leaves nothing worse, and the next one ends it',
  async () => {
    const stage = await drew(2)
    const before = contents(stage)
    const damaged = await candidate(stage, 11, 1)
    strike(vaultPath(stage, damaged), 'one bit turned')
    const copies = stage.files(/\.png$/, 'S1-V0-1-media').map((name) => `S1-V0-1-media/${name}`)
    const copied = copies.map((name) => stage.bytes(name))
    rmSync(stage.path(copies[1]!))
    const { whole, kills } = await killedAtEachWrite(stage, ['fsck', '--repair'], async (folder, point) => {
      const left = contents({ folder })
      for (const [name, bytes] of before)
        if (name !== damaged) expect(left.get(name)?.equals(bytes), point).toBe(true)
      expect(readFileSync(join(folder, copies[0]!)), point).toEqual(copied[0])
      const again = await withApp(folder, stage.environment, (app) =>
        COMMANDS.fsck.run(app, { repair: true }, () => {}),
      )
      expect(again, point).toMatchObject({ exitCode: 0, problems: [] })
      expect(contents({ folder }), point).toEqual(before)
      expect(
        copies.map((name) => readFileSync(join(folder, name))),
        point,
      ).toEqual(copied)
    })
    expect(whole).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^All \d+ contents are here/m) })
    expect(kills).toBe(5)
    expect(stage.paid()).toBe(2)
  },
  MANY_PROCESSES_MS,
)

test('where there is no store it is told, and none is made', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await expect(look(stage)).rejects.toMatchObject({ code: 'usage' })
  expect(stage.files(/^\.retake$/)).toEqual([])
})
