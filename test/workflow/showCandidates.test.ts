import { expect, test } from 'vitest'
import { readDocument } from '../../src/workflow/document.ts'
import { applyEdits } from '../../src/workflow/edits.ts'
import type { JsonObject } from '../../src/workflow/json.ts'
import { type Shown, type ShownGate, showCandidates } from '../../src/workflow/showCandidates.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentOf, gate, image, prompt, reference, type TestNode, video } from './buildWorkflow.ts'

const links = ['1 > 2.0', '2 > 3.0', '1 > 4.0', '3 > 4.1', '4 > 5.0', '9 > 2.1']
const row = (...urls: string[]) => ({
  row: 1,
  candidates: urls.map((url, index) => ({ slot: index + 1, url })),
})
const nothing: Shown = { generations: [], gates: [] }

/** The properties of each node by id after showing, and the document read back. */
function show(nodes: readonly TestNode[], shown: Partial<Shown>) {
  const source = documentOf({ nodes, links })
  const edits = showCandidates(source, { ...nothing, ...shown }, (url) => `../${url}`)
  const document = readDocument(applyEdits(source, edits), 'b.nbflow')
  const properties = new Map(document.tabs[0]?.nodes.map((node) => [node.id, node.properties]))
  return { edits, wiring: wire(document), of: (id: number): JsonObject => properties.get(id) ?? {} }
}

const at = { tab: 'Main' }

test('an image generation shows its candidates and the picked one', () => {
  const { of, wiring } = show([prompt(1, 'x'), image(2)], {
    generations: [{ ...at, nodeId: 2, rows: [row('a.png', 'b.png')], previewUrl: 'b.png' }],
  })
  expect(of(2)).toEqual({ model: 'nano_banana_2', _savedImages: ['a.png', 'b.png'], _savedPreviewIndex: 1 })
  expect(wiring.generations[0]?.saved).toEqual(['a.png', 'b.png'])
})

test('a clip generation too, with the slots of its gallery only where the file has them', () => {
  const shownClip = { ...at, nodeId: 4, rows: [row('a.mp4', 'b.mp4')], previewUrl: null }
  const plain = show([prompt(1, 'x'), video(4)], { generations: [shownClip] }).of(4)
  expect(plain).toMatchObject({
    _savedVideos: ['a.mp4', 'b.mp4'],
    _savedVideoUrl: 'a.mp4',
    _savedGalleryIndex: 0,
  })
  expect(plain).not.toHaveProperty('_savedGallerySlots')
  const old = show([prompt(1, 'x'), video(4, { _savedGallerySlots: 9 })], { generations: [shownClip] }).of(4)
  expect(old._savedGallerySlots).toBe(2)
})

test('a generation without candidates loses only what it had', () => {
  const generations = [2, 4].map((nodeId) => ({ ...at, nodeId, rows: [row()], previewUrl: null }))
  const { of } = show([prompt(1, 'x'), image(2, { _savedImages: ['a'] }), video(4)], { generations })
  expect(of(2)._savedImages).toEqual([])
  expect(of(4)).toEqual({ negativePrompt: '', durationSeconds: '8' })
})

function gateShown(properties: JsonObject, changes: Partial<ShownGate>): JsonObject {
  const shownGate = { ...at, nodeId: 3, rows: [{ ...row('a', 'b'), pick: null }], passes: false, ...changes }
  return show([prompt(1, 'x'), image(2), gate(3, properties), video(4), gate(5)], { gates: [shownGate] }).of(
    3,
  )
}

const gallery = { mode: 'approve', _savedApprovalImages: ['a', 'b'], _savedCurrentMediaType: 'image' }
const approved = { rows: [{ ...row('a', 'b'), pick: { slot: 2, by: 'approved' as const } }] }

test.each<[string, JsonObject, Partial<ShownGate>, JsonObject]>([
  ['no pick shows the first', {}, {}, { ...gallery, _savedApprovalIndex: 0, lastData: 'a' }],
  [
    'an automatic pick is shown and locks nothing',
    { _lastApprovedData: 'old' },
    { rows: [{ ...row('a', 'b'), pick: { slot: 2, by: 'auto' } }] },
    { ...gallery, _savedApprovalIndex: 1, lastData: 'b', _lastApprovedData: null },
  ],
  [
    'an approved pick that passes locks',
    {},
    { ...approved, passes: true },
    { ...gallery, _savedApprovalIndex: 1, lastData: 'b', _lastApprovedData: 'b', _disabled: true },
  ],
  [
    'a stale approval stays on show and unlocks',
    { _disabled: true, _lastApprovedData: 'b' },
    approved,
    { ...gallery, _savedApprovalIndex: 1, lastData: 'b', _lastApprovedData: null, _disabled: false },
  ],
  [
    'copies of the gallery are kept up only where they are',
    { galleryImages: [], galleryIndex: 7, _savedGalleryIndex: 7, _savedGalleryVideos: ['http://v'] },
    approved,
    {
      ...gallery,
      _savedApprovalIndex: 1,
      lastData: 'b',
      galleryImages: ['a', 'b'],
      galleryIndex: 1,
      _savedGalleryIndex: 1,
      _savedGalleryVideos: ['http://v'],
    },
  ],
  [
    'several rows are flat, with a mapping',
    {},
    {
      rows: [
        { row: 1, candidates: [{ slot: 2, url: 'a' }], pick: null },
        {
          row: 2,
          candidates: [
            { slot: 1, url: 'b' },
            { slot: 3, url: 'c' },
          ],
          pick: { slot: 3, by: 'approved' },
        },
      ],
      passes: true,
    },
    {
      ...gallery,
      _savedApprovalImages: ['a', 'b', 'c'],
      _savedApprovalIndex: 0,
      lastData: 'a',
      _savedRowMapping: [0, 1, 1],
      _lastApprovedData: 'c',
      _disabled: true,
    },
  ],
])('a gate: %s', (_, properties, changes, expected) => {
  expect(gateShown(properties, changes)).toEqual(expected)
})

test('the gate of a clip keeps clips', () => {
  const rows = [{ ...row('a.mp4', 'b.mp4'), pick: { slot: 2, by: 'auto' as const } }]
  const nodes = [prompt(1, 'x'), image(2), gate(3), video(4), gate(5)]
  expect(show(nodes, { gates: [{ ...at, nodeId: 5, rows, passes: false }] }).of(5)).toEqual({
    mode: 'approve',
    _savedApprovalVideos: ['a.mp4', 'b.mp4'],
    _savedApprovalVideoIndex: 1,
    lastData: 'b.mp4',
    _savedCurrentMediaType: 'video',
  })
})

test('relative references are seen from the new file, all others stay', () => {
  const kept = [
    'http://h/a.png',
    'https://h/a.png',
    'data:image/png;base64,AA',
    '/abs/a.png',
    'C:\\a.png',
    '',
    'A'.repeat(2000),
  ]
  const { of, edits } = show(
    [
      prompt(1, 'refs/a.png'),
      image(2, { _savedImages: ['m/a.png', ...kept, { url: 'm/b.png', w: 1 }] }),
      gate(3, {
        _savedApprovalImages: ['m/a.png'],
        lastData: 'm/a.png',
        _lastApprovedData: { src: 'm/a.png' },
      }),
      video(4, { _savedVideos: ['m/old.mp4'], _savedClips: ['m/older.mp4'] }),
      reference(9, 'refs/a.png', { batchMode: true, batchImages: ['./b.png', null] }),
      { id: 10, type: 'x/Load', properties: { imageData: 'refs/a.png' } },
    ],
    { generations: [{ ...at, nodeId: 4, rows: [row('new.mp4')], previewUrl: null }] },
  )
  expect(of(2)._savedImages).toEqual(['../m/a.png', ...kept, { url: '../m/b.png', w: 1 }])
  expect(of(3)).toMatchObject({
    _savedApprovalImages: ['../m/a.png'],
    lastData: '../m/a.png',
    _lastApprovedData: { src: '../m/a.png' },
  })
  expect(of(4)).toMatchObject({ _savedVideos: ['new.mp4'], _savedClips: ['../m/older.mp4'] })
  expect(of(9)).toMatchObject({ imageData: '../refs/a.png', batchImages: ['.././b.png', null] })
  expect(of(10).imageData).toBe('refs/a.png')
  expect(of(1).text).toBe('refs/a.png')
  expect(edits).toHaveLength(3 + 2 + 3 + 1 + 2)
})

test('a node that lists no properties gets them, and unknown nodes are left out', () => {
  const { of } = show([prompt(1, 'x'), { id: 2, type: 'nanobanana/NanobananaAPI' }], {
    generations: [
      { ...at, nodeId: 2, rows: [row('a')], previewUrl: 'a' },
      { ...at, nodeId: 77, rows: [row('a')], previewUrl: 'a' },
    ],
    gates: [{ tab: 'Elsewhere', nodeId: 3, rows: [], passes: false }],
  })
  expect(of(2)).toEqual({ _savedImages: ['a'], _savedPreviewIndex: 0 })
})
