/** Folders of B-roll that are moved, copied, shared or named alike, and what people call them. Jobs are counted. */
import { cpSync, renameSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { PICTURES, scenes } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const A = 'Assets/XYZG3/broll'

describe('a folder that moves', () => {
  test('costs nothing, keeps its picks, and none of its files is taken for somebody else’s', async () => {
    const stage = await openStage({ files: twoClips(A) })
    await broll(stage, A)
    const third = stage.bytes(`${A}/broll-01-image-t1-c3.png`)
    await stage.call(COMMANDS.approve, { file: A, node: 'broll 1 image', slot: 3 })
    await broll(stage, A)
    renameSync(stage.path('Assets'), stage.path('Archive'))
    const moved = 'Archive/XYZG3/broll'
    expect((await costOf(stage, () => broll(stage, moved))).paid).toBe(0)
    expect(stage.files(/backup/, moved)).toEqual([])
    const { generations } = await stage.show(moved)
    expect(generations[0]).toMatchObject({
      nodeId: 1,
      takes: [{ take: 1, candidates: 4 }],
      picks: [{ slot: 3, by: 'approved' }],
    })
    expect(stage.bytes(`${moved}/broll-01-image.png`)).toEqual(third)
  })

  test('copied with its results and other texts, what was made for the former text does not stand for the new', async () => {
    const stage = await openStage({ files: twoClips(A) })
    await broll(stage, A)
    const copy = 'Assets/XYZG4/broll'
    cpSync(stage.path(A), stage.path(copy), { recursive: true })
    rmSync(stage.path(`${copy}/XYZG3-broll.html`))
    stage.write(`${copy}/broll-02-image.txt`, 'a cat on a sill')
    const { paid, prompts } = await costOf(stage, () => broll(stage, copy, { only: 'images' }))
    expect(paid).toBe(4)
    expect(new Set(prompts)).toEqual(new Set(['a cat on a sill']))
    expect(stage.files(/backup/, copy)).toEqual([])
    expect(stage.bytes(`${copy}/broll-02-image.png`)).not.toEqual(stage.bytes(`${A}/broll-02-image.png`))
    expect(stage.bytes(`${copy}/broll-01-image.png`)).toEqual(stage.bytes(`${A}/broll-01-image.png`))
  })
})

describe('two folders in one store', () => {
  test('of the same name, with the same names of files, know nothing of each other', async () => {
    const other = 'old/XYZG3/broll'
    const stage = await openStage({ files: { ...twoClips(A), ...twoClips(other, 'at night') } })
    expect((await costOf(stage, () => broll(stage, A))).paid).toBe(16)
    expect((await costOf(stage, () => broll(stage, other))).paid).toBe(16)
    const before = stage.bytes(`${A}/broll-01-image.png`)
    await stage.call(COMMANDS.approve, { file: other, node: '1', slot: 4 })
    expect(stage.bytes(`${A}/broll-01-image.png`)).toEqual(before)
    expect((await costOf(stage, () => broll(stage, A))).paid).toBe(0)
    await expect(stage.show('XYZG3-broll')).rejects.toMatchObject({ message: /could be any of these/ })
  })

  test('that are named like versions are none of each other', async () => {
    const [one, two] = ['Assets/A1/broll-V1', 'Assets/B1/broll-V2']
    const stage = await openStage({ files: { ...twoClips(one), ...twoClips(two, 'at night') } })
    await broll(stage, one, { only: 'images' })
    await broll(stage, two, { only: 'images' })
    expect(stage.files(/^broll-01-image/, two)).toEqual([
      'broll-01-image-t1-c2.png',
      'broll-01-image-t1-c3.png',
      'broll-01-image-t1-c4.png',
      'broll-01-image.png',
      'broll-01-image.txt',
    ])
  })

  test('do not share a folder with --out, and what is approved goes to where the files are', async () => {
    const other = 'Assets/XYZG4/broll'
    const stage = await openStage({ files: { ...twoClips(A), ...twoClips(other, 'at night') } })
    await broll(stage, A, { only: 'images', out: 'to-show' })
    expect(stage.files(/^broll-\d+-image\.png$|html$/, 'to-show')).toHaveLength(3)
    expect(stage.files(/png$/, A)).toEqual([])
    const before = stage.bytes('to-show/broll-01-image-t1-c2.png')
    await stage.call(COMMANDS.approve, { file: A, node: '1', slot: 2 })
    expect(stage.bytes('to-show/broll-01-image.png')).toEqual(before)
    expect(stage.files(/png$/, A)).toEqual([])
    const paid = stage.paid()
    for (const out of ['to-show', A]) {
      await expect(broll(stage, other, { out })).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringMatching(/which have the same names/),
      })
    }
    expect(stage.paid()).toBe(paid)
  })

  test('that lies beside a workflow has a history and errors of its own', async () => {
    const files = {
      ...twoClips('XYZG3'),
      'XYZG3/XYZG3-V0-1.nbflow': scenes(1),
      'XYZG3/avatar.png': PICTURES.ife,
    }
    const stage = await openStage({ files })
    const report = await broll(stage, 'XYZG3', { only: 'images' })
    expect(report.workflow).toBe('XYZG3-broll')
    await expect(stage.call(COMMANDS.log, { file: 'XYZG3-V0-1' })).resolves.toMatchObject({ entries: [] })
    await expect(stage.plan('XYZG3-V0-1')).resolves.toMatchObject({ workflow: 'XYZG3-V0-1' })
    await expect(stage.call(COMMANDS.log, { file: 'XYZG3-broll' })).resolves.toMatchObject({ total: 1 })
  })

  test('that is the whole project works like any other', async () => {
    const stage = await openStage({ files: twoClips('.') })
    expect((await costOf(stage, () => broll(stage, '.'))).paid).toBe(16)
    await stage.call(COMMANDS.approve, { file: '.', node: '1', slot: 2 })
    expect((await costOf(stage, () => broll(stage, '.'))).paid).toBe(4)
    expect(stage.files(/backup|errors/)).toEqual([])
  })
})

describe('what people call them', () => {
  test.each([
    ['its path with a slash', `${A}/`],
    ['the folder above', 'Assets/XYZG3'],
    ['the code', 'XYZG3'],
    ['the name that reports have', 'xyzg3-broll'],
  ])('%s', async (_, folder) => {
    const stage = await openStage({ files: twoClips(A) })
    expect((await costOf(stage, () => broll(stage, folder, { clips: ['clip', '1'] }))).paid).toBe(8)
  })

  test.each([
    ['broll 2 image', 2],
    ['B-roll 02 end image', 1002],
    ['broll 2 video', 2002],
    ['broll 02 clip', 2002],
    ['broll 1 image', 1],
  ])('"%s" is one generation', async (node, nodeId) => {
    const stage = await openStage({ files: { ...twoClips(A), [`${A}/broll-02-end-image.txt`]: 'poured' } })
    await broll(stage, A)
    const { paid, answer } = await costOf(stage, () => stage.call(COMMANDS.regen, { file: A, nodes: [node] }))
    expect(paid).toBe(4)
    expect(answer.generations.filter(({ selected }) => selected)).toMatchObject([{ nodeId }])
  })

  test.each([
    [['1-9'], /no clip 9/],
    [['clips'], /no clip clips/],
    [['2-1'], /no clip 2-1/],
  ])('clips %j: exit 2, nothing sent', async (clips, message) => {
    const stage = await openStage({ files: twoClips(A) })
    const refused = { code: 'usage', message: expect.stringMatching(message) }
    await expect(broll(stage, A, { clips })).rejects.toMatchObject(refused)
    expect(stage.paid()).toBe(0)
  })

  test('references are sent, whatever their names hold, those of a config by URL or path', async () => {
    const files = {
      ...twoClips(A),
      [`${A}/broll-01-ref-my mug 50%.png`]: PICTURES.jun,
      'brand.png': PICTURES.ife,
    }
    const stage = await openStage({ files: { ...files, [`${A}/broll-01-ref-b #1.png`]: PICTURES.mara } })
    stage.configure({ broll: { references: ['brand.png'] } })
    await broll(stage, A, { only: 'images' })
    const counts = stage.sim.ledger().map(({ prompt, references }) => `${prompt}: ${references}`)
    expect(new Set(counts)).toEqual(new Set(['a mug by day: 2', 'a glass by day: 1']))
  })

  test('a reference of the config that is a URL stays one', async () => {
    const stage = await openStage({ files: twoClips(A) })
    const gone = 'http://127.0.0.1:9/brand.png'
    stage.configure({ broll: { references: [gone] } })
    const { errors } = await broll(stage, A, { only: 'images' })
    expect(errors[0]?.message).toContain(`"${gone}"`)
    expect(stage.paid()).toBe(0)
  })
})

describe('what is told', () => {
  test('a picture that is taken as it is: by its name, with how to have one made', async () => {
    const stage = await openStage({ files: { ...twoClips(A), [`${A}/broll-01-image.png`]: PICTURES.ife } })
    await broll(stage, A, { clips: ['1'], only: 'images' })
    expect(stage.notes).toContainEqual(
      'broll-01-image.png is there already, and taken as it is. To have it made: retake regen XYZG3-broll "B-roll 01 image"',
    )
    stage.notes.length = 0
    await broll(stage, A, { clips: ['1'], only: 'images' })
    expect(stage.notes).toEqual([])
  })

  test('errors answers though a file is wrong by now, and says which', async () => {
    const stage = await openStage({ files: twoClips(A) })
    await broll(stage, A, { only: 'images' })
    stage.write(`${A}/broll-02-image.txt`, '')
    await expect(stage.call(COMMANDS.errors, { file: A })).resolves.toMatchObject({
      hasRun: true,
      entries: [],
    })
    expect(stage.notes.at(-1)).toMatch(/^broll-02-image\.txt is empty.*failures of its last run/)
  })

  test('a model that is none is corrected in the config, not in a file', async () => {
    const stage = await openStage({ files: twoClips(A) })
    stage.configure({ broll: { imageModel: 'none_such' } })
    await expect(broll(stage, A)).rejects.toMatchObject({
      next: expect.stringMatching(/"broll" in retake\.config/),
    })
    expect(stage.paid()).toBe(0)
  })

  test.each([
    ['diff', () => COMMANDS.diff, { before: A }, /it has takes, and no versions/],
    ['check --fix', () => COMMANDS.check, { file: A, fix: true }, /its text files are what is changed/],
  ])('%s is refused for what it is', async (_, command, input, message) => {
    const stage = await openStage({ files: twoClips(A) })
    const refused = { code: 'usage', message: expect.stringMatching(message) }
    await expect(stage.call<unknown, unknown>(command(), input)).rejects.toMatchObject(refused)
  })

  test('a rejected pick leaves the plain name to the next', async () => {
    const stage = await openStage({ files: twoClips(A) })
    await broll(stage, A, { only: 'images' })
    const second = stage.bytes(`${A}/broll-01-image-t1-c2.png`)
    await stage.call(COMMANDS.reject, { file: A, node: 'broll 1 image', slots: ['1'], tell: 'two spoons' })
    expect(stage.bytes(`${A}/broll-01-image.png`)).toEqual(second)
  })
})

function broll(stage: Stage, folder: string, input: object = {}) {
  return stage.call(COMMANDS.broll, { folder, ...input })
}

function twoClips(folder: string, when = 'by day'): Record<string, string | Uint8Array> {
  return {
    [`${folder}/broll-01-image.txt`]: `a mug ${when}`,
    [`${folder}/broll-01-video.txt`]: `steam rises ${when}`,
    [`${folder}/broll-02-image.txt`]: `a glass ${when}`,
    [`${folder}/broll-02-video.txt`]: `water moves ${when}`,
  }
}
