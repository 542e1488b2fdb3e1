/** File names of B-roll, and the document that is made of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BrollClip, type BrollSettings, brollDocument } from '../../src/workflow/broll/brollDocument.ts'
import { clipFiles, isBrollFolder } from '../../src/workflow/broll/clipFiles.ts'
import { readDocument } from '../../src/workflow/document.ts'
import { wire } from '../../src/workflow/wire.ts'
import { generationLines } from './buildWorkflow.ts'

const SETTINGS: BrollSettings = {
  imageModel: 'nano_banana_2',
  videoModel: 'veo-3.1-fast-generate-preview',
  aspectRatio: '9:16',
  resolution: '2K',
  videoResolution: '720p',
  durationSeconds: 8,
  count: 4,
}

test('prompts, references and results are told apart, and what Retake wrote beside them is none of these', () => {
  const { clips, notes } = clipFiles([
    ...['broll-02-video.txt', 'broll-01-image.txt', 'BROLL-01-Video.TXT', 'broll-01-end-image.json'],
    ...['broll-01-ref-b.jpg', 'broll-01-ref-a.png', 'broll-01-image.png', 'broll-01-image-t1-c2.png'],
    ...['broll-01-clip.mp4', 'broll-01-image-sketch.png', 'broll-01-image-backup-20261125-101500.png'],
    ...['XYZG3-broll.html', 'errors.json', 'notes.txt'],
  ])
  expect(notes).toEqual([])
  expect(clips).toEqual([
    {
      number: 1,
      spelled: '01',
      prompts: new Map([
        ['video', 'BROLL-01-Video.TXT'],
        ['end-image', 'broll-01-end-image.json'],
        ['image', 'broll-01-image.txt'],
      ]),
      references: ['broll-01-ref-a.png', 'broll-01-ref-b.jpg'],
      results: new Map([
        ['video', 'broll-01-clip.mp4'],
        ['image', 'broll-01-image.png'],
      ]),
    },
    {
      number: 2,
      spelled: '02',
      prompts: new Map([['video', 'broll-02-video.txt']]),
      references: [],
      results: new Map(),
    },
  ])
})

test.each(['broll-01-img.txt', 'broll-image.txt', 'broll-01-ref.png', 'broll-01-video.mp4'])(
  '%s is pointed out',
  (name) => {
    expect(clipFiles(['broll-01-image.txt', name]).notes).toEqual([
      expect.stringMatching(new RegExp(`^${name} is passed over`)),
    ])
  },
)

test.each([
  [
    ['broll-01-image.txt', 'broll-02-end-image.txt'],
    /^broll-02-end-image\.txt is made, but no clip ends in it/,
  ],
  [
    ['broll-01-image.txt', 'broll-09-ref-mug.png'],
    /^broll-09-ref-mug\.png is passed over: clip 09 has no prompt/,
  ],
  [['broll-01-image.txt', 'broll-02-image.md'], /^broll-02-image\.md is passed over/],
  [['broll-01-image.txt', 'broll-02-image'], /^broll-02-image is passed over/],
])('%j: what is of no use is pointed out', (names, note) => {
  expect(clipFiles(names).notes).toEqual([expect.stringMatching(note)])
})

test('what editors and systems leave behind is not spoken of', () => {
  const left = ['broll-01-image.txt~', 'broll-01-image.txt.bak', '.broll-01-image.txt.swp', 'broll-notes.md']
  expect(clipFiles(['broll-01-image.txt', ...left]).notes).toEqual([])
})

test('a folder without a prompt is none of B-roll', () => {
  expect(isBrollFolder(['broll-01-image.png', 'a.nbflow'])).toBe(false)
  expect(isBrollFolder(['broll-07-video.txt'])).toBe(true)
})

test('image, end image and clip hang together, each with its gate, without a finding', () => {
  const { generations, gates, findings } = wired([
    { ...clip(1), references: ['a.png', 'b.jpg'] },
    { ...clip(2), endImage: 'a full glass' },
    { ...clip(3), image: null, ownImage: 'broll-03-image.png' },
  ])
  expect(findings).toEqual([])
  expect(gates).toHaveLength(7 - 1)
  expect(generationLines({ generations } as ReturnType<typeof wire>)).toEqual([
    '1:1 "still 1" [image 1=a.png, image 2=b.jpg]',
    '2001:1 "clip 1" [start frame=broll:1:1 via broll:3001:1]',
    '2:1 "still 2" []',
    '1002:1 "a full glass" []',
    '2002:1 "clip 2" [start frame=broll:2:1 via broll:3002:1, end frame=broll:1002:1 via broll:4002:1]',
    '2003:1 "clip 3" [start frame=broll-03-image.png]',
  ])
})

test('whatever a prompt holds arrives as it is, and other clips change nothing of it', () => {
  const clips = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.string({ minLength: 1 })), {
    selector: ([number]) => number,
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(clips, (given) => {
      const all = wired(given.map(([number, text]) => ({ ...clip(number), image: text }))).generations
      const [[number, text]] = given as [[number, string]]
      const alone = wired([{ ...clip(number), image: text }]).generations
      expect(alone[0]?.prompt).toBe(text)
      for (const generation of alone)
        expect(all.find(({ key }) => key === generation.key)).toEqual(generation)
    }),
    { numRuns: 100 },
  )
})

function clip(number: number): BrollClip {
  const spelled = String(number).padStart(2, '0')
  const own = { references: [], ownImage: null, ownEndImage: null }
  return { number, spelled, image: `still ${number}`, endImage: null, video: `clip ${number}`, ...own }
}

function wired(clips: readonly BrollClip[]) {
  return wire(readDocument(Buffer.from(brollDocument('XYZG3-broll', clips, SETTINGS)), 'broll'))
}
