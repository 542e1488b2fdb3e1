import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/workflow/json.ts'
import {
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

const x = prompt(1, 'x')
const chain = ['1 > 2.0', '2 > 3.0', '1 > 4.0', '3 > 4.1']
const withReference = ['1 > 2.0', '9 > 2.1', '1 > 4.0', '2 > 4.1']

function still(properties: JsonObject, mode = 0): TestNode {
  return image(2, properties, mode)
}

type Case = [string, TestNode[], string[], string[], string[]]

test.each<Case>([
  [
    'a switched-off generation stays, and its consumers keep it',
    [x, still({ _disabled: true }), gate(3), image(4)],
    chain,
    ['2:1 "x" [] off: switched off', '4:1 "x" [image 1=2:1 via 3:1]'],
    [],
  ],
  ['mode 2 is switched off', [x, still({}, 2)], ['1 > 2.0'], ['2:1 "x" [] off: switched off'], []],
  [
    'a switched-off prompt switches off what needs it',
    [{ ...prompt(1, 'x', { _disabled: true }), title: 'Style' }, still({})],
    ['1 > 2.0'],
    ['2:1 "" [] off: its prompt 1 "Style" is switched off'],
    ['warning prompt-off 1'],
  ],
  [
    'a switched-off reference is not sent',
    [x, still({}), reference(9, 'a', { _disabled: true })],
    ['1 > 2.0', '9 > 2.1'],
    ['2:1 "x" []'],
    ['warning reference-off 9'],
  ],
  [
    'a switched-off gate without an approved picture switches off what waits for it',
    [x, still({}), gate(3, { _disabled: true }), image(4)],
    chain,
    ['2:1 "x" []', '4:1 "x" [] off: its gate 3 is switched off and holds no approved picture'],
    ['warning gate-off 3'],
  ],
  [
    'a bypassed gate is not there',
    [x, still({}), gate(3, {}, 4), image(4)],
    chain,
    ['2:1 "x" []', '4:1 "x" [image 1=2:1]'],
    [],
  ],
  [
    'a bypassed image generation passes its reference on',
    [x, still({}, 4), reference(9, 'a'), image(4)],
    withReference,
    ['4:1 "x" [image 1=a]'],
    [],
  ],
  [
    'a bypassed image generation without a picture passes nothing',
    [x, still({}, 4), image(4)],
    ['1 > 2.0', '1 > 4.0', '2 > 4.1'],
    ['4:1 "x" []'],
    ['warning bypass-passes-nothing 2'],
  ],
  [
    'a bypassed foreign node passes its first input on',
    [x, { id: 2, type: 'x/Resize', mode: 4 }, reference(9, 'a'), image(4)],
    ['9 > 2.0', '1 > 4.0', '2 > 4.1'],
    ['4:1 "x" [image 1=a]'],
    [],
  ],
  [
    'a bypassed clip has no clip to pass on',
    [x, video(2, {}, 4), reference(9, 'a'), image(4)],
    withReference,
    ['4:1 "x" []'],
    ['warning bypass-passes-nothing 2'],
  ],
  [
    'a gate locked with a saved candidate is a gate',
    [x, still({ _savedImages: ['a', 'b'] }), gate(3, { _disabled: true, _lastApprovedData: 'b' }), image(4)],
    chain,
    ['2:1 "x" []', '4:1 "x" [image 1=2:1 via 3:1]'],
    [],
  ],
  [
    'a gate locked with another picture passes it on, and nobody waits for its generation',
    [x, still({}), gate(3, { _disabled: true, _lastApprovedData: { url: 'z' } }), image(4)],
    chain,
    ['2:1 "x" [] off: its gate 3 is locked with an approved picture', '4:1 "x" [image 1=z]'],
    [],
  ],
  [
    'a generation with saved candidates is not off behind such a gate',
    [x, still({ _savedImages: ['a'] }), gate(3, { _disabled: true, _lastApprovedData: 'z' }), image(4)],
    chain,
    ['2:1 "x" []', '4:1 "x" [image 1=z]'],
    [],
  ],
  [
    'a generation that somebody else waits for is not off',
    [x, still({}), gate(3, { _disabled: true, _lastApprovedData: 'z' }), image(4), preview(5), gate(6)],
    [...chain, '2 > 5.0', '5 > 6.0'],
    ['2:1 "x" []', '4:1 "x" [image 1=z]'],
    [],
  ],
  [
    'a preview beside such a gate waits for nothing',
    [x, still({}), gate(3, { _disabled: true, _lastApprovedData: 'z' }), preview(5)],
    ['1 > 2.0', '2 > 3.0', '2 > 5.0'],
    ['2:1 "x" [] off: its gate 3 is locked with an approved picture'],
    [],
  ],
  [
    'a locked gate without a generation passes its picture on',
    [x, gate(3, { _disabled: true, _lastApprovedData: 'z' }), image(4)],
    ['1 > 4.0', '3 > 4.1'],
    ['4:1 "x" [image 1=z]'],
    [],
  ],
  [
    'of two gates the one nearest to the generation decides',
    [x, still({}), gate(3), gate(5), image(4)],
    ['1 > 2.0', '2 > 3.0', '3 > 5.0', '5 > 4.1', '1 > 4.0'],
    ['2:1 "x" []', '4:1 "x" [image 1=2:1 via 3:1]'],
    ['warning gate-behind-gate 5'],
  ],
  [
    'of two gates with the first bypassed the second decides',
    [x, still({}), gate(3, {}, 4), gate(5), image(4)],
    ['1 > 2.0', '2 > 3.0', '3 > 5.0', '5 > 4.1', '1 > 4.0'],
    ['2:1 "x" []', '4:1 "x" [image 1=2:1 via 5:1]'],
    [],
  ],
])('%s', (_, nodes, links, expected, findings) => {
  const wiring = wireTab(nodes, links)
  expect(generationLines(wiring)).toEqual(expected)
  expect(findingLines(wiring)).toEqual(findings)
})

test('mistakes of a bypassed node and of what only it would need stop nothing', () => {
  const wiring = wireTab(
    [prompt(1, [1]), still({ outputCount: 0 }, 4), reference(9, 'a'), prompt(5, 'x'), image(4)],
    ['1 > 2.0', '9 > 2.1', '5 > 4.0', '2 > 4.1'],
  )
  expect(findingLines(wiring)).toEqual(['warning text-not-string 1'])
})

const rows = { ...prompt(1, ''), properties: { dynamicMode: true, dynamicRows: ['a', 'b'] } }

test.each<[string, TestNode, TestNode, string[][]]>([
  ['images', x, image(2, { _savedImages: ['a', { url: 'b' }, null, ''] }), [['a', 'b']]],
  ['clips', x, video(2, { _savedVideos: ['a'], _savedClips: ['b'] }), [['a']]],
  [
    'clips by their older name',
    x,
    video(2, { _savedVideos: [], _savedClips: ['b', 'data:x'] }),
    [['b', 'data:x']],
  ],
  ['a single clip', x, video(2, { _savedVideoUrl: 'c' }), [['c']]],
  ['none', x, image(2), [[]]],
  [
    'rows split evenly',
    rows,
    image(2, { outputCount: 2, _savedImages: ['a', 'b', 'c', 'd'] }),
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'other numbers belong to the first row',
    rows,
    image(2, { outputCount: 2, _savedImages: ['a', 'b', 'c'] }),
    [['a', 'b', 'c'], []],
  ],
])('saved candidates: %s', (_, source, generation, expected) => {
  expect(wireTab([source, generation], ['1 > 2.0']).generations.map(({ saved }) => saved)).toEqual(expected)
})

test.each<[string, JsonObject, (string | null)[]]>([
  ['none', {}, [null, null]],
  ['of the row that has it', { _lastApprovedData: 'c' }, [null, 'c']],
  ['known to no row', { _lastApprovedData: { src: 'z' } }, ['z', 'z']],
  ['a lock with the candidate of a row', { _disabled: true, _lastApprovedData: 'b' }, ['b', null]],
  ['neither text nor object with a URL', { _lastApprovedData: { width: 3 } }, [null, null]],
])('the approved URL of a gate: %s', (_, properties, expected) => {
  const generation = image(2, { outputCount: 2, _savedImages: ['a', 'b', 'c', 'd'] })
  const { gates } = wireTab([rows, generation, gate(3, properties)], ['1 > 2.0', '2 > 3.0'])
  expect(gates.map(({ approvedUrl }) => approvedUrl)).toEqual(expected)
  expect(gates.map(({ key, generation: fed }) => [key, fed])).toEqual([
    ['Main:3:1', 'Main:2:1'],
    ['Main:3:2', 'Main:2:2'],
  ])
})
