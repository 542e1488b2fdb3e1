/** The mirror beside real runs, against a real S3 server: what is made has a public URL, and nothing waits for it. */
import { readFileSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { approve } from './support/canvas.ts'
import { bucketOf, keyOf, mirrored, proven, urlsIn } from './support/mirrored.ts'
import { openS3, type S3, withS3 } from './support/s3.ts'
import { PICTURES, sceneFiles } from './support/scenes.ts'
import { slowLine } from './support/slowLine.ts'
import { vaultFiles } from './support/vaultFaults.ts'

/** 2 scenes: 4 stills and 4 clips each; and the avatar. */
const SCENES = 2
const FILES = 17

describe.skipIf(!withS3)('with an S3 server', () => {
  let s3: S3

  beforeAll(async () => {
    s3 = await openS3()
  }, 90_000)

  afterAll(() => s3.close())

  test('every candidate and local reference is at its public URL, byte for byte, and is uploaded once', async () => {
    const stage = await mirrored(s3, sceneFiles(SCENES))
    const report = await stage.run('S1')
    expect(report.receipt).toBe('paid 16 · reused 0 · mirrored 17')
    expect(report.mirror).toMatchObject({ uploaded: FILES, failed: [], refusal: null })
    const urls = await proven(stage)
    expect(urls).toHaveLength(FILES)
    for (const url of urls) expect(url).toMatch(/\/retake\/s1\/[0-9a-f]{64}\.(png|jpg|mp4)$/)
    const before = await s3.objects(bucketOf(stage))
    const again = await stage.run('S1')
    expect(again).toMatchObject({ isNewOutput: false, output: report.output })
    expect(again.mirror).toMatchObject({ uploaded: 0, found: 0, failed: [] })
    expect(await s3.objects(bucketOf(stage))).toEqual(before)
  })

  test('a candidate has the name of its copy when it is saved, its type, and may be kept for ever', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const { generations } = await stage.run({ file: 'S1', only: 'images' })
    const answer = await fetch(generations[0]?.candidates[1]?.url ?? '')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-disposition': 'inline; filename="mainbody-11-scene-01-image-r1-t1-c2.png"',
    })
  })

  test('a store that was lost, or a second one, finds what is there and sends it no more', async () => {
    const first = await mirrored(s3, sceneFiles(1))
    await first.run({ file: 'S1', only: 'images' })
    const second = await mirrored(s3, sceneFiles(1))
    Object.assign(second.environment, { S3_BUCKET: first.environment.S3_BUCKET })
    Object.assign(second.environment, { S3_PUBLIC_URL: first.environment.S3_PUBLIC_URL })
    const { mirror } = await second.run({ file: 'S1', only: 'images' })
    expect(mirror?.found).toBeGreaterThanOrEqual(1)
    expect((mirror?.found ?? 0) + (mirror?.uploaded ?? 0)).toBe(5)
  })

  test('a wrong secret stops no run: all is made, the files stay local, and mirror catches up in a new file', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const secret = stage.environment.S3_SECRET_ACCESS_KEY
    stage.environment.S3_SECRET_ACCESS_KEY = 'not the secret'
    const report = await stage.run('S1')
    expect(report.exitCode).toBe(0)
    expect(report.receipt).toBe('paid 8 · reused 0 · not mirrored 9')
    expect(report.mirror?.refusal).toMatch(/the key or its secret is not accepted/)
    expect(stage.notes.filter((note) => note.startsWith('Nothing can be mirrored'))).toHaveLength(1)
    expect(urlsIn(stage).filter((url) => url.startsWith('http'))).toEqual([])
    stage.environment.S3_SECRET_ACCESS_KEY = secret
    const caughtUp = await stage.call(COMMANDS.mirror, { file: 'S1' })
    expect(caughtUp).toMatchObject({ isNewOutput: true, exitCode: 0, mirrored: { uploaded: 9 } })
    expect(caughtUp.output).not.toBe(report.output)
    expect(await proven(stage)).toHaveLength(9)
    expect(stage.paid()).toBe(8)
  })

  test.each([
    ['a bucket that is missing', { S3_BUCKET: 'nobody-made-it' }, /there is no such bucket/],
    ['a key that nobody gave', { S3_ACCESS_KEY_ID: 'stranger' }, /the key or its secret is not accepted/],
  ])('%s is told once, in words, and the run is whole', async (_, environment, reason) => {
    const stage = await mirrored(s3, sceneFiles(1))
    Object.assign(stage.environment, environment)
    const report = await stage.run({ file: 'S1', only: 'images' })
    expect(report).toMatchObject({ exitCode: 0, jobs: { submitted: 4 } })
    expect(report.mirror?.refusal).toMatch(reason)
    await expect(stage.call(COMMANDS.mirror, { file: 'S1' })).resolves.toMatchObject({ exitCode: 1 })
  })

  test('settings that are not whole are told in a run, and end the verb', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    delete stage.environment.S3_PUBLIC_URL
    const report = await stage.run({ file: 'S1', only: 'images' })
    expect(report).toMatchObject({ exitCode: 0, mirror: null })
    expect(stage.notes).toContainEqual(expect.stringMatching(/S3_PUBLIC_URL is not set/))
    await expect(stage.call(COMMANDS.mirror, { file: 'S1' })).rejects.toMatchObject({ code: 'usage' })
  })

  test('a command typed where no mirror is set takes no URL out of a file', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const { output } = await stage.run({ file: 'S1', only: 'images' })
    for (const name of Object.keys(stage.environment))
      if (name.startsWith('S3_')) delete stage.environment[name]
    const again = await stage.run({ file: 'S1', only: 'images' })
    expect(again).toMatchObject({ output, isNewOutput: false })
  })

  test('a candidate whose bytes are gone here is told by name, the others go up', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const secret = stage.environment.S3_SECRET_ACCESS_KEY
    stage.environment.S3_SECRET_ACCESS_KEY = 'wrong'
    const { generations } = await stage.run({ file: 'S1', only: 'images' })
    stage.environment.S3_SECRET_ACCESS_KEY = secret
    const sha256 = generations[0]?.candidates[2]?.sha256 ?? ''
    rmSync(stage.path(`.retake/media/${sha256.slice(0, 2)}/${sha256}`))
    const { mirrored: report, exitCode } = await stage.call(COMMANDS.mirror, { file: 'S1' })
    expect(exitCode).toBe(1)
    expect(report).toMatchObject({
      uploaded: 4,
      failed: [
        {
          name: 'mainbody-11-scene-01-image-r1-t1-c3.png',
          reason: expect.stringMatching(/not in the store/),
        },
      ],
    })
  })

  test('drawings of sketch are not uploaded', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const report = await stage.run({ file: 'S1', backend: 'sketch' })
    expect(report.mirror).toBeNull()
    expect(await s3.objects(bucketOf(stage))).toEqual([])
  })

  test('B-roll goes up too, under names that are its own, and its URLs are told and proven', async () => {
    const folder = 'Assets/XYZG3/broll'
    const files = {
      [`${folder}/broll-01-image.txt`]: 'a mug of tea',
      [`${folder}/broll-01-video.txt`]: 'steam rises',
      [`${folder}/broll-01-ref-mug.png`]: PICTURES.mara,
    }
    const stage = await mirrored(s3, files)
    const report = await stage.call(COMMANDS.broll, { folder })
    expect(report.receipt).toBe('paid 8 · reused 0 · mirrored 9')
    const urls = report.generations.flatMap(({ candidates }) => candidates.map(({ url }) => url ?? ''))
    for (const url of urls) expect(url).toMatch(/\/retake\/xyzg3-broll\/[0-9a-f]{64}\.(png|mp4)$/)
    const named = await fetch(urls[1] ?? '')
    expect(named.headers.get('content-disposition')).toBe('inline; filename="broll-01-image-t1-c2.png"')
    expect(stage.read(`${folder}/XYZG3-broll.html`)).toContain('src="broll-01-image.png"')
    const { checked } = await stage.call(COMMANDS.mirror, { file: folder, check: true })
    expect(checked).toEqual({ file: null, sound: 9, problems: [] })
    await s3.remove(keyOf(urls[0], stage))
    const again = await stage.call(COMMANDS.mirror, { file: folder, check: true })
    expect(again).toMatchObject({
      exitCode: 1,
      checked: { sound: 8, problems: [{ is: 'missing', url: urls[0] }] },
    })
    await expect(stage.call(COMMANDS.mirror, { file: folder })).resolves.toMatchObject({
      exitCode: 0,
      mirrored: { uploaded: 1 },
    })
  })

  test('an approval made on the canvas names a public URL, and is taken up', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const { output } = await stage.run({ file: 'S1', only: 'images' })
    expect(approve(output ?? '', 12, 3)).toMatch(/^http/)
    const { generations } = await stage.run({ file: 'S1', only: 'images' })
    expect(generations[0]?.picks).toMatchObject([{ slot: 3, by: 'approved', passes: true }])
    expect(stage.paid()).toBe(4)
  })

  test('a generated file that comes back from the canvas is no other graph, and edit --from keeps the local reference', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const { output } = await stage.run({ file: 'S1', only: 'images' })
    const name = output?.split('/').at(-1) ?? ''
    const text = stage.read(name)
    stage.write('taken home.nbflow', text)
    await expect(stage.run({ file: 'taken home.nbflow', only: 'images' })).resolves.toMatchObject({
      jobs: { submitted: 0 },
    })
    const difference = await stage.call(COMMANDS.diff, { before: 'S1-V0-1', after: name })
    expect(difference).toMatchObject({ isGraphChanged: false, wiring: [] })
    stage.write('edited.nbflow', text.replace('she looks up', 'she looks down'))
    await stage.call(COMMANDS.edit, { file: 'S1', nodes: [], from: 'edited.nbflow' })
    expect(stage.read('S1-V0-2.nbflow')).toContain('"avatar.png"')
    expect(stage.read('S1-V0-2.nbflow')).not.toContain('http')
  })

  test('mirror --check tells what is gone, what is other, and what is local; mirror puts back what is gone', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const report = await stage.run({ file: 'S1', only: 'images' })
    const [gone, other] = report.generations[0]?.candidates.map(({ url }) => url ?? '') ?? []
    await s3.remove(keyOf(gone, stage))
    await s3.overwrite(keyOf(other, stage), PICTURES.mara)
    const checked = await stage.call(COMMANDS.mirror, { file: 'S1', check: true })
    expect(checked).toMatchObject({
      exitCode: 1,
      checked: {
        sound: 3,
        problems: [
          { is: 'missing', url: gone, title: 'Scene 01 image' },
          { is: 'other bytes', url: other, title: 'Scene 01 image' },
        ],
      },
    })
    const { mirrored: again } = await stage.call(COMMANDS.mirror, { file: 'S1' })
    expect(again).toMatchObject({
      uploaded: 1,
      failed: [{ reason: expect.stringMatching(/it is left alone/) }],
    })
    const left = await stage.call(COMMANDS.mirror, { file: 'S1', check: true })
    expect(left.checked).toMatchObject({ sound: 4, problems: [{ is: 'not mirrored' }] })
    expect(Buffer.from(await (await fetch(other ?? '')).arrayBuffer()).equals(PICTURES.mara)).toBe(true)
  })

  test('fsck --repair has a lost vault again from a public bucket, then from a private one; an object that was replaced never enters', async () => {
    const stage = await mirrored(s3, sceneFiles(1, { outputCount: 1 }))
    await stage.run({ file: 'S1', only: 'images' })
    const contents = () => new Map([...vaultFiles(stage)].map(([name, path]) => [name, readFileSync(path)]))
    const before = contents()
    const repairLost = () => {
      rmSync(stage.path('.retake/media'), { recursive: true })
      rmSync(stage.path('S1-V0-1-media'), { recursive: true })
      stage.sim.restart()
      return stage.call(COMMANDS.fsck, { repair: true })
    }
    const expectAll = async () => {
      const { problems, repaired } = await repairLost()
      expect(problems).toEqual([])
      expect(repaired.filter(({ from }) => from === 'mirror')).toMatchObject([{ what: 'candidate' }])
      expect(contents()).toEqual(before)
    }
    await expectAll()
    await s3.makePrivate(bucketOf(stage))
    await expectAll()
    const { generations } = await stage.show('S1')
    const still = urlsIn(stage).find((url) => url.includes(generations[0]?.candidates[0]?.sha256 ?? '?'))
    await s3.overwrite(keyOf(still, stage), Buffer.from('somebody else put this here'))
    const { exitCode, problems } = await repairLost()
    expect(exitCode).toBe(1)
    expect(problems).toMatchObject([
      { what: 'candidate', is: 'missing', message: expect.stringContaining('its bytes are others') },
    ])
    expect(stage.paid()).toBe(1)
  })

  test('what is approved while files are still on the way stands in what is then written', async () => {
    const line = await slowLine(s3.endpoint, 10_000)
    const stage = await mirrored(s3, sceneFiles(1), { endpoint: line.endpoint })
    let isOver = false
    const running = stage.run({ file: 'S1', only: 'images' }).finally(() => {
      isOver = true
    })
    const made = async () => (await stage.show('S1')).generations[0]?.candidates.length ?? 0
    while ((await made()) < 4) await pause(20)
    await pause(300)
    expect(isOver).toBe(false)
    await stage.call(COMMANDS.approve, { file: 'S1', node: '11', slot: 3 })
    line.setSpeed(Number.POSITIVE_INFINITY)
    const { generations, output } = await running
    expect(generations[0]?.picks).toMatchObject([{ slot: 3, by: 'approved' }])
    expect(JSON.parse(stage.read(output?.split('/').at(-1) ?? '')).tabs[0].graphData.nodes).toContainEqual(
      expect.objectContaining({ id: 12, properties: expect.objectContaining({ _savedApprovalIndex: 2 }) }),
    )
    await line.close()
  })

  test('a bucket that nobody may read is found by --check', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    await stage.run({ file: 'S1', only: 'images' })
    await s3.makePrivate(bucketOf(stage))
    const { checked } = await stage.call(COMMANDS.mirror, { file: 'S1', check: true })
    expect(checked).toMatchObject({ sound: 0 })
    expect(new Set(checked?.problems.map(({ is }) => is))).toEqual(new Set(['not public']))
  })
})
