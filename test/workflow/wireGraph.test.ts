import { expect, test } from 'vitest'
import { wire } from '../../src/workflow/wire.ts'
import {
  documentOf,
  findingLines,
  gate,
  generationLines,
  image,
  preview,
  prompt,
  reference,
  type TestNode,
  video,
  wireTab,
} from './buildWorkflow.ts'

type Case = [string, TestNode[], (string | (string | number)[])[], string[]]

test.each<Case>([
  [
    'still, gate, clip, gate; slots in order',
    [prompt(1, 'x'), reference(2, 'a.png'), image(3), gate(4), video(5), gate(6)],
    ['1 > 5.0', '4 > 5.1', '2 > 5.2', '5 > 6.0', '1 > 3.0', '2 > 3.1', '3 > 4.0'],
    ['3:1 "x" [image 1=a.png]', '5:1 "x" [start frame=3:1 via 4:1, end frame=a.png]'],
  ],
  [
    'a link without a gate',
    [prompt(1, 'x'), image(2), image(3)],
    ['1 > 2.0', '1 > 3.0', '2 > 3.3'],
    ['2:1 "x" []', '3:1 "x" [image 3=2:1]'],
  ],
  [
    'previews let through',
    [prompt(1, 'x'), image(2), preview(3), gate(4), preview(5), image(6)],
    ['1 > 2.0', '1 > 6.0', '2 > 3.0', '3 > 4.0', '4 > 5.0', '5 > 6.1'],
    ['2:1 "x" []', '6:1 "x" [image 1=2:1 via 4:1]'],
  ],
  [
    'rows go through gates',
    [
      { ...prompt(1, ''), properties: { dynamicMode: true, dynamicRows: ['a', 'b', 'c'] } },
      prompt(2, 'y'),
      image(3),
      gate(4),
      video(5),
    ],
    ['1 > 3.0', '3 > 4.0', '2 > 5.0', '4 > 5.1'],
    [
      '3:1 "a" []',
      '3:2 "b" []',
      '3:3 "c" []',
      '5:1 "y" [start frame=3:1 via 4:1]',
      '5:2 "y" [start frame=3:2 via 4:2]',
      '5:3 "y" [start frame=3:3 via 4:3]',
    ],
  ],
  [
    'aliases of nodes and slots',
    [
      prompt(1, 'x'),
      { id: 2, type: 'nanobanana/ReferenceImage', properties: { imageData: 'a.png' } },
      image(3),
      { id: 4, type: 'Approve' },
      {
        id: 5,
        type: 'nanobanana/Veo3',
        properties: { negativePrompt: '' },
        inputs: [{ name: 'last_frame' }, { name: 'Prompt' }, { name: 'firstFrame' }],
      },
    ],
    ['1 > 3.0', '2 > 3.1', '3 > 4.0', '1 > 5.1', '4 > 5.2', '2 > 5.0'],
    ['3:1 "x" [image 1=a.png]', '5:1 "x" [last_frame=a.png, firstFrame=3:1 via 4:1]'],
  ],
  [
    'a slot without a link is not sent',
    [prompt(1, 'x'), reference(2, 'a.png'), image(3)],
    ['1 > 3.0', '2 > 3.4'],
    ['3:1 "x" [image 4=a.png]'],
  ],
])('%s', (_, nodes, links, expected) => {
  const wiring = wireTab(nodes, links)
  expect(generationLines(wiring)).toEqual(expected)
  expect(findingLines(wiring)).toEqual([])
})

const x = prompt(1, 'x')

test.each<Case>([
  [
    'a cycle',
    [x, image(2), gate(3), image(4), gate(5)],
    ['1 > 2.0', '2 > 3.0', '3 > 4.1', '1 > 4.0', '4 > 5.0', '5 > 2.1'],
    ['error cycle 2'],
  ],
  ['a node that feeds itself', [x, image(2)], ['1 > 2.0', '2 > 2.1'], ['error cycle 2']],
  ['a link from a missing node', [x, image(2)], ['1 > 2.0', '9 > 2.1'], ['error dangling-link 2']],
  [
    'a link to a missing node',
    [x, image(2), reference(3, 'a.png')],
    ['1 > 2.0', '3 > 9.1'],
    ['error dangling-link 3'],
  ],
  [
    'a link to a missing slot',
    [x, video(2), reference(3, 'a.png')],
    ['1 > 2.0', '3 > 2.3'],
    ['error dangling-link 2'],
  ],
  [
    'a link from a missing slot',
    [x, image(2), { ...reference(3, 'a.png'), outputs: [{}] }],
    ['1 > 2.0', [5, 3, 1, 2, 1, 'image']],
    ['error dangling-link 2'],
  ],
  ['an entry that is no link', [x, image(2)], ['1 > 2.0', [1, 2]], ['error malformed-link null']],
  [
    'two nodes with one id',
    [x, image(2), image(2)],
    ['1 > 2.0'],
    ['error duplicate-node-id 2', 'error no-prompt 2'],
  ],
  [
    'an id that is no whole number',
    [x, { ...image(2), id: 2.5 }],
    [[1, 1, 0, 2.5, 0, 'string']],
    ['error id-not-integer null'],
  ],
  [
    'an id that is text',
    [x, image(3), { ...reference(0, 'a.png'), id: 'two' }],
    ['1 > 3.0', [4, 'two', 0, 3, 1, 'image']],
    ['error id-not-integer null'],
  ],
  [
    'two links in one slot',
    [x, image(2), reference(3, 'a'), reference(4, 'b')],
    ['1 > 2.0', '3 > 2.1', '4 > 2.1'],
    ['error slot-linked-twice 2'],
  ],
  [
    'a clip as reference',
    [x, video(2), image(3)],
    ['1 > 2.0', '1 > 3.0', '2 > 3.1'],
    ['error wrong-medium 3'],
  ],
  [
    'bad counts',
    [x, image(2, { outputCount: 0, repeatCount: 1.5 })],
    ['1 > 2.0'],
    ['error bad-output-count 2', 'error bad-repeat-count 2'],
  ],
  ['a count that is text', [x, image(2, { outputCount: '4' })], ['1 > 2.0'], ['error bad-output-count 2']],
  [
    'too many slots',
    [x, image(2, { outputCount: 13, repeatCount: 5 })],
    ['1 > 2.0'],
    ['error too-many-slots 2'],
  ],
  ['one candidate', [x, image(2, { outputCount: 1 })], ['1 > 2.0'], ['warning single-candidate 2']],
  ['a timeout that is none', [x, image(2, { timeout: -1 })], ['1 > 2.0'], ['warning bad-timeout 2']],
  [
    'a clip node without slots',
    [x, { id: 2, type: 'nanobanana/Veo3', properties: { negativePrompt: '' } }],
    ['1 > 2.0'],
    ['warning clip-slots-missing 2'],
  ],
  [
    'a clip without negativePrompt',
    [x, video(2, { negativePrompt: null })],
    ['1 > 2.0'],
    ['warning negative-prompt-missing 2'],
  ],
  [
    'a reference without a picture',
    [x, reference(3, null), image(2)],
    ['1 > 2.0', '3 > 2.1'],
    ['warning reference-empty 3'],
  ],
  [
    'a batch with a hole',
    [x, reference(3, null, { batchMode: true, batchImages: ['a', ''] }), image(2)],
    ['1 > 2.0', '3 > 2.1'],
    ['warning reference-empty 3'],
  ],
  [
    'a foreign node before a picture slot',
    [x, { id: 3, type: 'x/Resize' }, image(2)],
    ['1 > 2.0', '3 > 2.1'],
    ['warning foreign-node 3'],
  ],
  [
    'a gate before nothing, used',
    [x, gate(3), image(2)],
    ['1 > 2.0', '3 > 2.1'],
    ['warning gate-without-generation 3'],
  ],
  [
    'a gate behind a reference, used',
    [x, gate(3), image(2), reference(4, 'a')],
    ['1 > 2.0', '3 > 2.1', '4 > 3.0'],
    ['warning gate-without-generation 3'],
  ],
  [
    'a gate behind a gate, used',
    [x, image(2), gate(3), gate(4), image(5)],
    ['1 > 2.0', '1 > 5.0', '2 > 3.0', '3 > 4.0', '4 > 5.1'],
    ['warning gate-behind-gate 4'],
  ],
])('found: %s', (_, nodes, links, expected) => {
  expect(findingLines(wireTab(nodes, links))).toEqual(expected)
})

test.each<Case>([
  [
    'an unused reference, foreign node and gate',
    [reference(1, null), { id: 2, type: 'x' }, gate(3), preview(4)],
    ['2 > 4.0'],
    [],
  ],
  [
    'a cycle of foreign nodes',
    [
      { id: 1, type: 'x' },
      { id: 2, type: 'x' },
    ],
    ['1 > 2.0', '2 > 1.0'],
    ['warning cycle 1'],
  ],
  ['a link into a plain prompt from what it feeds', [x, image(2)], ['1 > 2.0', '2 > 1.0'], []],
  ['a link between missing nodes', [x, image(2)], ['1 > 2.0', '8 > 9.0'], ['warning dangling-link null']],
  [
    'two foreign nodes with one id',
    [
      { id: 1, type: 'x' },
      { id: 1, type: 'x' },
    ],
    [],
    ['warning duplicate-node-id 1'],
  ],
])('no error: %s', (_, nodes, links, expected) => {
  expect(findingLines(wireTab(nodes, links))).toEqual(expected)
})

test('a slot with two links takes the one it names itself', () => {
  const named = {
    ...image(2),
    inputs: [
      { name: 'prompt', link: 1 },
      { name: 'image 1', link: 2 },
    ],
  }
  const wiring = wireTab([x, named, reference(3, 'a'), reference(4, 'b')], ['1 > 2.0', '3 > 2.1', '4 > 2.1'])
  expect(generationLines(wiring)).toEqual(['2:1 "x" [image 1=a]'])
  expect(findingLines(wiring)).toEqual(['warning slot-linked-twice 2'])
})

test('stale copies of links are named, and the links count', () => {
  const nodes = [
    { ...x, outputs: [{ links: [1] }] },
    { ...reference(3, 'a'), outputs: [{ links: null }] },
    {
      ...image(2),
      inputs: [
        { name: 'prompt', link: 1 },
        { name: 'image 1', link: null },
        { name: 'image 2', link: 9 },
      ],
    },
  ]
  const wiring = wireTab(nodes, ['1 > 2.0', '3 > 2.1'])
  expect(generationLines(wiring)).toEqual(['2:1 "x" [image 1=a]'])
  expect(wiring.findings.map(({ severity, code, field }) => `${severity} ${code} ${field}`)).toEqual([
    'warning stale-link-copy outputs[0].links',
    'warning stale-link-copy inputs[1].link',
    'warning stale-link-copy inputs[2].link',
  ])
})

test('missing slots, links as objects, holes in links', () => {
  const link = { id: 2, origin_id: 3, origin_slot: 0, target_id: 2, target_slot: 1, type: 'image' }
  const wiring = wireTab([x, image(2), reference(3, 'a')], ['1 > 2.0', null, link])
  expect(generationLines(wiring)).toEqual(['2:1 "x" [image 1=a]'])
  expect(wiring.findings).toEqual([])
})

test('tabs with the same ids and names stand side by side', () => {
  const tab = (text: string) => ({
    nodes: [prompt(1, text), image(2), gate(3)],
    links: ['1 > 2.0', '2 > 3.0'],
  })
  const wiring = wire(
    documentOf({ name: 'A', ...tab('x') }, { name: 'A', ...tab('y') }, { name: 7, ...tab('z') }),
  )
  expect(wiring.generations.map(({ key, prompt: text, gates }) => [key, text, gates])).toEqual([
    ['A:2:1', 'x', ['A:3:1']],
    ['A (2):2:1', 'y', ['A (2):3:1']],
    ['Tab 3:2:1', 'z', ['Tab 3:3:1']],
  ])
  expect(findingLines(wiring)).toEqual(['warning duplicate-tab-name null'])
})

test('parameters, counts, title and timeout of a generation', () => {
  const properties = {
    aspectRatio: '9:16',
    outputCount: 3,
    repeatCount: 2,
    imageCount: 9,
    timeout: 5,
    _pinned: true,
  }
  const { generations } = wireTab(
    [x, image(2, properties), video(3), { ...image(4), title: ' Scene ' }],
    ['1 > 2.0', '1 > 3.0', '1 > 4.0'],
  )
  expect(generations).toMatchObject([
    { title: 'Image 2', kind: 'image', slotCount: 6, timeoutMs: 5, rowCount: 1 },
    { title: 'Video 3', kind: 'video', slotCount: 4, timeoutMs: 600_000 },
    { title: 'Scene', slotCount: 4, timeoutMs: 300_000 },
  ])
  expect(generations[0]?.parameters).toEqual({ model: 'nano_banana_2', aspectRatio: '9:16' })
})
