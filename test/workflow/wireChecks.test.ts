import { expect, test } from 'vitest'
import { readDocument } from '../../src/workflow/document.ts'
import type { JsonObject, JsonValue } from '../../src/workflow/json.ts'
import { wire } from '../../src/workflow/wire.ts'
import { findingLines, gate, image, prompt, reference, template, video, wireTab } from './buildWorkflow.ts'

function wireGraph(graphData: JsonObject, name?: JsonValue, fileName = 'a.nbflow') {
  const text = JSON.stringify({ name, tabs: [{ name: 'Main', graphData }] })
  return wire(readDocument(new TextEncoder().encode(text), fileName))
}

test('an image node without a model is warned of, unless it is off', () => {
  for (const model of [null, '', ' ', 3]) {
    expect(findingLines(wireTab([prompt(1, 'x'), image(2, { model })], ['1 > 2.0']))).toEqual([
      'warning model-missing 2',
    ])
  }
  expect(findingLines(wireTab([prompt(1, 'x'), image(2, { model: '' }, 2)], ['1 > 2.0']))).toEqual([])
})

test('a clip made from frames without a start frame is an error before anything is paid', () => {
  const frames = { mode: 'frames-to-video' }
  const clip = (links: string[], properties: JsonObject = frames) =>
    findingLines(
      wireTab(
        [prompt(1, 'x'), video(2, properties), reference(3, 'a.png'), reference(4, null), image(5)],
        ['1 > 2.0', '1 > 5.0', ...links],
      ),
    )
  expect(clip([])).toEqual(['error no-start-frame 2'])
  expect(clip(['3 > 2.2'])).toEqual(['error no-start-frame 2'])
  expect(clip(['4 > 2.1'])).toEqual(['warning reference-empty 4', 'error no-start-frame 2'])
  expect(clip(['3 > 2.1'])).toEqual([])
  expect(clip(['5 > 2.1'])).toEqual([])
  expect(clip([], {})).toEqual([])
  expect(clip([], { mode: 'text-to-video' })).toEqual([])
})

test('a clip that waits for a gate that is off is not also told to have no start frame', () => {
  const nodes = [
    prompt(1, 'x'),
    image(2),
    gate(3, { _disabled: true }),
    video(4, { mode: 'frames-to-video' }),
  ]
  expect(findingLines(wireTab(nodes, ['1 > 2.0', '2 > 3.0', '3 > 4.1', '1 > 4.0']))).toEqual([
    'warning gate-off 3',
  ])
})

test.each([
  ['https://media.example/a.png', []],
  ['Assets/a b.png', []],
  ['../a.png', []],
  ['C:\\a.png', []],
  ['/home/a.png', []],
  ['file:///a.png', []],
  ['data:image/png;base64,AAAA', []],
  ['http://media.example/a.png', ['warning reference-over-http 3']],
  [`data:image/png;base64,${'A'.repeat(2000)}`, ['warning reference-inline 3']],
  ['data:text/html,hello', ['error reference-not-fetchable 3']],
  ['blob:https://patchwork.example/7', ['error reference-not-fetchable 3']],
  ['ftp://media.example/a.png', ['error reference-not-fetchable 3']],
  ['A'.repeat(2000), ['error reference-not-fetchable 3']],
])('the reference %.40s: %j', (url, found) => {
  const nodes = [prompt(1, 'x'), image(2), reference(3, url)]
  expect(findingLines(wireTab(nodes, ['1 > 2.0', '3 > 2.1']))).toEqual(found)
})

test('last ids behind the ids in use, and links that share an id, are warned of', () => {
  const nodes = [
    { ...prompt(7, 'x'), outputs: [{ links: [3] }] },
    { ...image(2), inputs: [{ name: 'prompt', link: 3 }] },
  ].map((node): JsonObject => ({ ...node }))
  const links = [[3, 7, 0, 2, 0]]
  const { findings } = wireGraph({ nodes, links, last_node_id: 6, last_link_id: 'x' })
  expect(
    findings.map(({ code, tab, nodeId, field, severity }) => [code, tab, nodeId, field, severity]),
  ).toEqual([
    ['last-id-behind', 'Main', null, 'last_node_id', 'warning'],
    ['last-id-behind', 'Main', null, 'last_link_id', 'warning'],
  ])
  expect(wireGraph({ nodes, links, last_node_id: 7, last_link_id: 3 }).findings).toEqual([])
  expect(wireGraph({ nodes, links: [...links, [3, 7, 0, 2, 0]] }).findings).toMatchObject([
    { code: 'duplicate-link-id', field: 'links[1]' },
  ])
})

test.each([
  ['XYZG3-V0-1', 'XYZG3-V0-1.nbflow', []],
  ['XYZG3-V0-1', 'work/XYZG3-V0-1.nbflow', []],
  ['XYZG3-V0-1', 'work\\XYZG3-V0-1-generated-20260102-030405.nbflow', []],
  ['XYZG3-V0-1', 'XYZG3-V0-2.nbflow', ['Set name to "XYZG3-V0-2".']],
  [undefined, 'XYZG3-V0-2.nbflow', []],
  ['XYZG3-V0-1', 'a file from elsewhere', []],
])('the name %s in %s', (name, fileName, mends) => {
  expect(wireGraph({ nodes: [] }, name, fileName).findings.map(({ mend }) => mend)).toEqual(mends)
})

test('a prompt linked to a slot that no placeholder names is warned of, for it is not sent', () => {
  const nodes = [prompt(1, 'x'), prompt(2, 'y'), template(3, '{a}', ['a', 'b']), image(4)]
  expect(findingLines(wireTab(nodes, ['1 > 3.0', '2 > 3.1', '3 > 4.0']))).toEqual([
    'warning slot-without-placeholder 3',
  ])
})
