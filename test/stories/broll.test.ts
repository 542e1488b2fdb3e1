/** B-roll, as operators make it: a folder of prompt files, the plain name for the pick, every job counted. */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import type { Command } from '../../src/commands/command.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { PICTURES } from './support/scenes.ts'
import { costOf, openStage, type Stage, withApp } from './support/stage.ts'

const FOLDER = 'Assets/XYZG3/broll'

/** Clip 1 has a reference; clip 2 is poured: it has an end image. */
const FILES = {
  [`${FOLDER}/broll-01-image.txt`]: 'a mug of tea, steam',
  [`${FOLDER}/broll-01-video.txt`]: 'steam rises, slow push in',
  [`${FOLDER}/broll-01-ref-mug.png`]: PICTURES.mara,
  [`${FOLDER}/broll-02-image.json`]: '{ "subject": "an empty glass" }',
  [`${FOLDER}/broll-02-end-image.json`]: '{ "subject": "a full glass" }',
  [`${FOLDER}/broll-02-video.txt`]: 'water is poured',
}

describe('the first time', () => {
  test('makes four candidates of each step, the pick under its plain name, the others beside it', async () => {
    const stage = await openStage({ files: FILES })
    const { answer, paid, prompts } = await costOf(stage, () => broll(stage))
    expect(paid).toBe(20)
    expect(answer).toMatchObject({ workflow: 'XYZG3-broll', exitCode: 0, receipt: 'paid 20 · reused 0' })
    expect(prompts.filter((prompt) => prompt === '{ "subject": "a full glass" }')).toHaveLength(4)
    expect(results(stage, '01')).toEqual([
      'broll-01-clip-t1-c2.mp4',
      'broll-01-clip-t1-c3.mp4',
      'broll-01-clip-t1-c4.mp4',
      'broll-01-clip.mp4',
      'broll-01-image-t1-c2.png',
      'broll-01-image-t1-c3.png',
      'broll-01-image-t1-c4.png',
      'broll-01-image.png',
    ])
    expect(results(stage, '02').filter((name) => name.includes('end-image'))).toHaveLength(4)
    expect(stage.files(/html$|nbflow$|errors/, FOLDER)).toEqual(['XYZG3-broll.html'])
    expect(sha256(stage, 'broll-01-image.png')).toBe(answer.generations[0]?.candidates[0]?.sha256)
  })

  test('again costs nothing and changes no file', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage)
    const before = snapshot(stage)
    const { paid, answer } = await costOf(stage, () => broll(stage))
    expect(paid).toBe(0)
    expect(answer.receipt).toBe('paid 0 · reused 20')
    expect(snapshot(stage)).toEqual(before)
    expect(stage.notes.filter((note) => note.includes('has changed'))).toEqual([])
  })

  test('images first, then clips: each is paid for once', async () => {
    const stage = await openStage({ files: FILES })
    const images = await costOf(stage, () => broll(stage, { only: 'images' }))
    expect(images.paid).toBe(12)
    expect(stage.files(/clip/, FOLDER)).toEqual([])
    const videos = await costOf(stage, () => broll(stage, { only: 'videos' }))
    expect(videos.paid).toBe(8)
    expect(stage.files(/^broll-\d+-clip\.mp4$/, FOLDER)).toHaveLength(2)
  })

  test.each([
    [['1'], 8],
    [['02'], 12],
    [['1', 'and', '2'], 20],
    [['1-2'], 20],
    [['1,2'], 20],
  ])('clips %j', async (clips, jobs) => {
    const stage = await openStage({ files: FILES })
    expect((await costOf(stage, () => broll(stage, { clips }))).paid).toBe(jobs)
  })

  test('the clip starts at the image and ends at the end image, the image is made after its references', async () => {
    const stage = await openStage({ files: FILES })
    const report = await broll(stage)
    const shaOf = (node: number) =>
      report.generations.find(({ nodeId }) => nodeId === node)?.candidates[0]?.sha256
    const clip = await recipeOf(stage, 2002)
    expect(clip).toContain(shaOf(2))
    expect(clip).toContain(shaOf(1002))
    expect(await recipeOf(stage, 1)).toContain(createHash('sha256').update(PICTURES.mara).digest('hex'))
    expect(await recipeOf(stage, 2)).not.toContain(createHash('sha256').update(PICTURES.mara).digest('hex'))
  })

  test('model, ratio, count and references come from the config where the folder says nothing', async () => {
    const stage = await openStage({ files: { ...FILES, 'brand/mug.png': PICTURES.jun } })
    stage.configure({ broll: { count: 2, aspectRatio: '16:9', references: ['brand/mug.png'] } })
    const { paid } = await costOf(stage, () => broll(stage, { only: 'images' }))
    expect(paid).toBe(6)
    const [own, shared] = [await recipeOf(stage, 1), await recipeOf(stage, 2)]
    expect(own).toContain(createHash('sha256').update(PICTURES.mara).digest('hex'))
    expect(shared).toContain(createHash('sha256').update(PICTURES.jun).digest('hex'))
    expect(shared).toContain('16:9')
  })
})

describe('changes', () => {
  test('another text is another take of that image and its clip, and the old text back costs nothing', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage)
    stage.write(`${FOLDER}/broll-01-image.txt`, 'a cup of coffee')
    const changed = await costOf(stage, () => broll(stage))
    expect(changed.paid).toBe(8)
    expect(results(stage, '01')).toContain('broll-01-image-t1-c1.png')
    expect(sha256(stage, 'broll-01-image.png')).toBe(changed.answer.generations[0]?.candidates[0]?.sha256)
    stage.write(`${FOLDER}/broll-01-image.txt`, 'a mug of tea, steam\r\n')
    expect((await costOf(stage, () => broll(stage))).paid).toBe(0)
  })

  test('a clip more, or one less, changes no other', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage)
    stage.write(`${FOLDER}/broll-03-image.txt`, 'a spoon')
    expect((await costOf(stage, () => broll(stage))).paid).toBe(4)
    for (const name of ['image.txt', 'video.txt']) rmSync(stage.path(`${FOLDER}/broll-01-${name}`))
    expect((await costOf(stage, () => broll(stage))).paid).toBe(0)
  })

  test('approve another: the files swap their names, and only its clip would run', async () => {
    const stage = await openStage({ files: FILES })
    const report = await broll(stage)
    const second = report.generations[0]?.candidates[1]?.sha256
    const { next } = await stage.call(COMMANDS.approve, { file: FOLDER, node: 'broll 1 image', slot: 2 })
    expect(next.jobs).toBe(4)
    expect(sha256(stage, 'broll-01-image.png')).toBe(second)
    expect(results(stage, '01')).toContain('broll-01-image-t1-c1.png')
    expect(results(stage, '01')).not.toContain('broll-01-image-t1-c2.png')
    expect((await costOf(stage, () => broll(stage))).paid).toBe(4)
    await stage.call(COMMANDS.approve, { file: 'XYZG3-broll', node: '1', slot: 1 })
    expect((await costOf(stage, () => broll(stage))).paid).toBe(0)
    await stage.call(COMMANDS.undo, { file: FOLDER })
    expect(sha256(stage, 'broll-01-image.png')).toBe(second)
  })

  test('regen of one image: its clip waits, and the plain name stays until somebody approves', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage)
    const before = sha256(stage, 'broll-01-image.png')
    const { paid, answer } = await costOf(stage, () =>
      stage.call(COMMANDS.regen, { file: FOLDER, nodes: ['B-roll 01 image'] }),
    )
    expect(paid).toBe(4)
    expect(answer.receipt).toMatch(/waiting for you: Approve B-roll 01 image/)
    expect(sha256(stage, 'broll-01-image.png')).toBe(before)
    expect(results(stage, '01').filter((name) => name.includes('-t2-'))).toHaveLength(4)
    expect((await costOf(stage, () => broll(stage))).paid).toBe(0)
    await stage.call(COMMANDS.approve, { file: FOLDER, node: '1', slot: 3 })
    expect(sha256(stage, 'broll-01-image.png')).not.toBe(before)
    expect((await costOf(stage, () => broll(stage))).paid).toBe(4)
  })

  test('an approved picture keeps its name and its bytes through any number of re-rolls', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage, { clips: ['1'], only: 'images' })
    await stage.call(COMMANDS.approve, { file: FOLDER, node: '1', slot: 2 })
    const approved = sha256(stage, 'broll-01-image.png')
    for (let round = 0; round < 4; round += 1)
      await stage.call(COMMANDS.regen, { file: FOLDER, nodes: ['1'] })
    expect(sha256(stage, 'broll-01-image.png')).toBe(approved)
    expect(results(stage, '01')).toHaveLength(20)
  })

  test('what was undone does not come back under the plain name with a re-roll', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage, { clips: ['1'], only: 'images' })
    const first = sha256(stage, 'broll-01-image.png')
    await stage.call(COMMANDS.approve, { file: FOLDER, node: '1', slot: 2 })
    await stage.call(COMMANDS.undo, { file: FOLDER })
    expect(sha256(stage, 'broll-01-image.png')).toBe(first)
    await stage.call(COMMANDS.regen, { file: FOLDER, nodes: ['1'] })
    expect(sha256(stage, 'broll-01-image.png')).toBe(first)
  })

  test('--fresh unapproved rolls what nobody approved', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage, { only: 'images' })
    await stage.call(COMMANDS.approve, { file: FOLDER, node: '1', slot: 1 })
    const { paid } = await costOf(stage, () => broll(stage, { only: 'images', fresh: 'unapproved' }))
    expect(paid).toBe(8)
  })
})

describe('what is there', () => {
  test('pictures that an older script made are taken as they are, and only what is missing is paid', async () => {
    const stage = await openStage({ files: { ...FILES, [`${FOLDER}/broll-01-image.png`]: PICTURES.ife } })
    const { paid } = await costOf(stage, () => broll(stage, { clips: ['1'] }))
    expect(paid).toBe(4)
    expect(sha256(stage, 'broll-01-image.png')).toBe(createHash('sha256').update(PICTURES.ife).digest('hex'))
    expect(await recipeOf(stage, 2001)).toContain(createHash('sha256').update(PICTURES.ife).digest('hex'))
    expect((await costOf(stage, () => broll(stage, { clips: ['1'] }))).paid).toBe(0)
  })

  test('a picture without a prompt is where the clip starts', async () => {
    const files = {
      [`${FOLDER}/broll-01-video.txt`]: 'she turns',
      [`${FOLDER}/broll-01-image.png`]: PICTURES.ife,
    }
    const stage = await openStage({ files })
    expect((await costOf(stage, () => broll(stage))).paid).toBe(4)
    expect(await recipeOf(stage, 2001)).toContain(createHash('sha256').update(PICTURES.ife).digest('hex'))
    expect(stage.bytes(`${FOLDER}/broll-01-image.png`).equals(PICTURES.ife)).toBe(true)
  })

  test('what somebody painted over stays; when another is picked it is moved aside, not lost', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage, { clips: ['1'] })
    stage.write(`${FOLDER}/broll-01-image.png`, PICTURES.jun)
    expect((await costOf(stage, () => broll(stage, { clips: ['1'] }))).paid).toBe(0)
    expect(stage.bytes(`${FOLDER}/broll-01-image.png`).equals(PICTURES.jun)).toBe(true)
    expect(stage.notes).toContainEqual(expect.stringMatching(/^broll-01-image\.png was changed by hand/))
    await stage.call(COMMANDS.approve, { file: FOLDER, node: '1', slot: 2 })
    const [aside = ''] = stage.files(/^broll-01-image-backup-\d{8}-\d{6}\.png$/, FOLDER)
    expect(stage.bytes(`${FOLDER}/${aside}`).equals(PICTURES.jun)).toBe(true)
    expect((await costOf(stage, () => broll(stage, { clips: ['1'] }))).paid).toBe(4)
  })

  test('a folder or a dead link under a plain name is moved aside, and a pipe among the prompts is no prompt', async () => {
    const stage = await openStage({ files: FILES })
    mkdirSync(stage.path(`${FOLDER}/broll-01-image.png/inside`), { recursive: true })
    symlinkSync('nowhere', stage.path(`${FOLDER}/broll-01-clip.mp4`))
    execFileSync('mkfifo', [stage.path(`${FOLDER}/broll-03-image.txt`)])
    expect((await costOf(stage, () => broll(stage, { clips: ['1'] }))).paid).toBe(8)
    expect(stage.files(/^broll-01-(image|clip)-backup-\d{8}-\d{6}\.(png|mp4)$/, FOLDER)).toHaveLength(2)
    expect(stage.bytes(`${FOLDER}/broll-01-image.png`).byteLength).toBeGreaterThan(0)
  })

  test('drawings of sketch have names of their own, and stand for nothing', async () => {
    const stage = await openStage({ files: FILES })
    await broll(stage, { backend: 'sketch', only: 'images' })
    expect(stage.files(/^broll-01-image.*\.png$/, FOLDER)).toEqual([
      'broll-01-image-sketch-t1-c2.png',
      'broll-01-image-sketch-t1-c3.png',
      'broll-01-image-sketch-t1-c4.png',
      'broll-01-image-sketch.png',
    ])
    expect((await costOf(stage, () => broll(stage, { only: 'images' }))).paid).toBe(12)
    expect(stage.files(/^broll-01-image\.png$/, FOLDER)).toHaveLength(1)
  })
})

describe('what fails', () => {
  test('one that is refused is an entry, the others are delivered, and retry names the file to change', async () => {
    const stage = await openStage({ files: FILES })
    stage.sim.setFaults([refusal('empty glass')])
    const report = await broll(stage)
    expect(report).toMatchObject({ exitCode: 1, jobs: { failed: 4 } })
    expect(stage.files(/^broll-01-clip\.mp4$|^broll-02-end-image\.png$/, FOLDER)).toHaveLength(2)
    expect(JSON.parse(stage.read(`${FOLDER}/errors.json`))).toMatchObject([
      {
        workflow: 'XYZG3-broll',
        output: null,
        title: 'B-roll 02 image',
        errorType: 'content_policy',
        strategy: expect.stringMatching(/retake broll FOLDER/),
      },
    ])
    const { entries } = await stage.call(COMMANDS.errors, { file: FOLDER })
    expect(entries).toMatchObject([{ nodeId: 2, slots: [1, 2, 3, 4] }])
    const { needs } = await stage.call(COMMANDS.retry, { file: FOLDER })
    expect(needs).toMatchObject([
      { commands: ['retake broll XYZG3-broll 2', expect.stringMatching(/--as-is$/)] },
    ])
    stage.write(`${FOLDER}/broll-02-image.json`, '{ "subject": "a dry glass" }')
    const mended = await costOf(stage, () => broll(stage))
    expect(mended.paid).toBe(8)
    expect(stage.files(/errors/, FOLDER)).toEqual([])
  })

  test.each([
    [
      'both forms of one prompt',
      { 'broll-01-image.json': '{}' },
      /broll-01-image\.json and broll-01-image\.txt are both/,
    ],
    [
      'one clip under two numbers',
      { 'broll-1-video.txt': 'x' },
      /^broll-01-image\.txt and broll-1-video\.txt are both of clip 1/,
    ],
    ['an empty prompt', { 'broll-01-image.txt': ' \n' }, /broll-01-image\.txt is empty/],
    ['JSON that is none', { 'broll-02-image.json': '{ "subject": ' }, /broll-02-image\.json is not JSON/],
    [
      'a clip without a picture',
      { 'broll-04-video.txt': 'x' },
      /broll-04-video\.txt has no picture to start from/,
    ],
    ['clip 0', { 'broll-00-image.txt': 'x' }, /clips count from 1/],
    ['text in another encoding', { 'broll-01-image.txt': Buffer.from([0xe9, 0x41]) }, /is not UTF-8/],
  ])('%s: nothing is sent, and the file is named', async (_, files, message) => {
    const stage = await openStage({ files: { ...FILES, ...inFolder(files) } })
    await expect(broll(stage)).rejects.toMatchObject({
      code: 'check_failed',
      message: expect.stringMatching(message),
    })
    expect(stage.paid()).toBe(0)
  })

  test('a name that looks meant is pointed out', async () => {
    const stage = await openStage({ files: { ...FILES, ...inFolder({ 'broll-01-vido.txt': 'x' }) } })
    await broll(stage, { clips: ['1'], only: 'images' })
    expect(stage.notes).toContainEqual(expect.stringMatching(/^broll-01-vido\.txt is passed over/))
  })

  test.each([
    ['a clip that is not there', { clips: ['7'] }, /has no clip 7/],
    ['a word', { clips: ['mug'] }, /has no clip mug/],
    ['a folder without B-roll', { folder: 'Assets' }, /is no folder of B-roll/],
    ['a folder that is not there', { folder: 'nowhere' }, /is no folder of B-roll/],
  ])('%s: exit 2', async (_, input, message) => {
    const stage = await openStage({ files: FILES })
    await expect(broll(stage, input)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
    })
    expect(stage.paid()).toBe(0)
  })

  test.each<[string, Command, object]>([
    ['edit', COMMANDS.edit, { nodes: ['1'], prompt: 'x' }],
    ['bump', COMMANDS.bump, { as: 'V0-1' }],
    ['graduate', COMMANDS.graduate, {}],
    ['restore', COMMANDS.restore, { version: 'V0-1' }],
  ])('%s writes no workflow of it, and says what to change', async (_, command, input) => {
    const stage = await openStage({ files: FILES })
    const before = snapshot(stage)
    await expect(stage.call(command, { file: FOLDER, ...input })).rejects.toMatchObject({
      message: expect.stringMatching(/its text files are what is changed/),
      next: expect.stringMatching(/broll-01-image\.txt/),
    })
    expect(snapshot(stage)).toEqual(before)
  })
})

function broll(stage: Stage, input: object = {}) {
  return stage.call(COMMANDS.broll, { folder: FOLDER, ...input })
}

function results(stage: Stage, clip: string): string[] {
  return stage.files(new RegExp(`^broll-${clip}-(image|end-image|clip).*(png|mp4)$`), FOLDER)
}

function sha256(stage: Stage, name: string): string {
  return snapshot(stage).get(name) ?? 'not there'
}

/** Every file but the sheet, which says when it was written. */
function snapshot(stage: Stage): Map<string, string> {
  const names = stage.files(/^broll-/, FOLDER)
  return new Map(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(stage.bytes(`${FOLDER}/${name}`))
        .digest('hex'),
    ]),
  )
}

/** The request that a generation's newest take was asked for with, media by their hashes. */
async function recipeOf(stage: Stage, node: number): Promise<string> {
  return withApp(stage.folder, stage.environment, async (app) => {
    const { database } = (await app.project(stage.path(FOLDER))).store()
    const row = await database.query
      .selectFrom('take')
      .innerJoin('claim', 'claim.takeId', 'take.id')
      .innerJoin('generation', 'generation.id', 'claim.generationId')
      .select('request')
      .where('nodeId', '=', node)
      .orderBy('take.id', 'desc')
      .executeTakeFirstOrThrow()
    return row.request
  })
}

function inFolder(files: Record<string, string | Uint8Array>): Record<string, string | Uint8Array> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${FOLDER}/${name}`, content]))
}
