import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/workflow/document.ts'
import { applyEdits } from '../../src/workflow/edits.ts'
import type { JsonValue } from '../../src/workflow/json.ts'
import { mend } from '../../src/workflow/mend.ts'
import { wire } from '../../src/workflow/wire.ts'
import { findingLines, generationLines, type TestNode, video, workflowValue } from './buildWorkflow.ts'

interface Graph {
  readonly nodes: readonly TestNode[]
  readonly links?: readonly JsonValue[]
  readonly last_node_id?: JsonValue
  readonly last_link_id?: JsonValue
}

function documentOf(graphData: Graph) {
  const text = JSON.stringify({ tabs: [{ name: 'Main', graphData: { links: [], ...graphData } }] })
  return readDocument(new TextEncoder().encode(text), 'a.nbflow')
}

/** The graph after mending, what was told, and what wiring says of it. */
function mended(graph: Graph) {
  const document = documentOf(graph)
  const { edits, mends } = mend(document)
  const after = readDocument(applyEdits(document, edits), 'a.nbflow')
  const { nodes, links } = after.tabs[0]?.graph ?? {}
  return { nodes, links, graph: after.tabs[0]?.graph, mends, wiring: wire(after) }
}

const input = (name: string, link: JsonValue = null) => ({ name, link })
const output = (...links: JsonValue[]) => ({ name: 'out', links })

function promptNode(id: number, links: JsonValue[], text = 'x'): TestNode {
  return { id, type: 'nanobanana/Prompt', properties: { text }, outputs: [output(...links)] }
}

function imageNode(id: number, link: JsonValue, properties = {}): TestNode {
  const model = { model: 'nano_banana_2', ...properties }
  return { id, type: 'nanobanana/NanobananaAPI', properties: model, inputs: [input('prompt', link)] }
}

test('stale copies say what the links say', () => {
  const { nodes, mends, wiring } = mended({
    nodes: [promptNode(1, [9]), imageNode(2, 4)],
    links: [[7, 1, 0, 2, 0, 'string']],
  })
  expect(nodes).toMatchObject([{ outputs: [{ links: [7] }] }, { inputs: [{ link: 7 }] }])
  expect(mends.map(({ code, nodeId, message }) => [code, nodeId, message])).toEqual([
    ['stale-link-copy', 1, "outputs[0].links of prompt 1 was set to [7], as the tab's links say."],
    ['stale-link-copy', 2, "inputs[0].link of image 2 was set to 7, as the tab's links say."],
  ])
  expect(wiring.findings).toEqual([])
})

test('which of several links a slot means is not guessed', () => {
  const nodes = [promptNode(1, [7]), promptNode(2, [8]), imageNode(3, 5)]
  const { mends } = mended({
    nodes,
    links: [
      [7, 1, 0, 3, 0],
      [8, 2, 0, 3, 0],
    ],
  })
  expect(mends).toEqual([])
})

test('nodes and links that were copied with their ids part, each copy with its own links', () => {
  const nodes = (text: string) => [promptNode(1, [1], text), imageNode(2, 1)]
  const link = [1, 1, 0, 2, 0, 'string']
  const result = mended({
    nodes: [...nodes('first'), ...nodes('second')],
    links: [link, link],
    last_node_id: 2,
    last_link_id: 1,
  })
  expect(generationLines(result.wiring)).toEqual(['2:1 "first" []', '4:1 "second" []'])
  expect(result.wiring.findings).toEqual([])
  expect(result.links).toEqual([link, [2, 3, 0, 4, 0, 'string']])
  expect(result.graph).toMatchObject({ last_node_id: 4, last_link_id: 2 })
  expect(result.mends.map(({ code }) => code)).toEqual([
    'duplicate-node-id',
    'duplicate-node-id',
    'duplicate-link-id',
    'stale-link-copy',
    'stale-link-copy',
    'last-id-behind',
    'last-id-behind',
  ])
})

test('a copied node whose links have ids of their own is told by its slots', () => {
  const { wiring, mends } = mended({
    nodes: [promptNode(1, [1, 2]), imageNode(2, 1), imageNode(2, 2)],
    links: [
      [1, 1, 0, 2, 0],
      [2, 1, 0, 2, 0],
    ],
  })
  expect(generationLines(wiring)).toEqual(['2:1 "x" []', '3:1 "x" []'])
  expect(mends.map(({ message }) => message)).toEqual([
    'Image 2 shared its id; the later one got the id 3, and 1 end of a link follows it.',
  ])
})

test('a copied node whose links cannot be told stays, and so does the error', () => {
  const { wiring, mends } = mended({
    nodes: [promptNode(1, [1]), imageNode(2, 1), imageNode(2, 1)],
    links: [[1, 1, 0, 2, 0]],
  })
  expect(mends).toEqual([])
  expect(findingLines(wiring)).toContain('error duplicate-node-id 2')
})

test('a fresh id is none that a link still names', () => {
  const { nodes } = mended({
    nodes: [promptNode(1, []), promptNode(1, []), imageNode(5, null)],
    links: [
      [1, 1, 0, 9, 0],
      [2, 5, 0, 5, 3],
    ],
  })
  expect(nodes).toMatchObject([{ id: 1 }, { id: 6 }, { id: 5 }])
})

test('a link to no node goes with its copies, one to a missing slot stays', () => {
  const { links, nodes, mends } = mended({
    nodes: [promptNode(1, [1, 2]), imageNode(2, 1)],
    links: [
      [1, 1, 0, 2, 0],
      [2, 1, 0, 77, 0],
      [3, 1, 0, 2, 4],
    ],
  })
  expect(links).toEqual([
    [1, 1, 0, 2, 0],
    [3, 1, 0, 2, 4],
  ])
  expect(nodes).toMatchObject([{ outputs: [{ links: [1, 3] }] }, {}])
  expect(mends[0]?.message).toBe('Link 2 from node 1 to node 77 was taken out: there is no node 77.')
})

test('a clip gets a negative prompt and the slots it lacks, and old names stay', () => {
  const bare: TestNode = { id: 2, type: 'nanobanana/Veo3', properties: { negativePrompt: null } }
  const old = { ...video(3), inputs: [input('prompt'), input('first frame'), input('last frame')] }
  const short = { ...video(4), inputs: [input('prompt', 1)] }
  const { nodes, wiring } = mended({
    nodes: [promptNode(1, [1]), bare, old, short],
    links: [[1, 1, 0, 4, 0]],
  })
  const slots = [
    { name: 'prompt', type: 'string', link: null },
    { name: 'start frame', type: 'image', link: null },
    { name: 'end frame', type: 'image', link: null },
  ]
  expect(nodes).toMatchObject([
    {},
    { properties: { negativePrompt: '' }, inputs: slots },
    old,
    { inputs: [{ name: 'prompt', link: 1 }, ...slots.slice(1)] },
  ])
  expect(findingLines(wiring).filter((line) => /clip-slots|negative/.test(line))).toEqual([])
})

test('a clip whose first slot is a frame by name is not given a meaning', () => {
  const odd = { ...video(1), inputs: [input('start frame'), input('end frame')] }
  expect(mended({ nodes: [odd] }).mends).toEqual([])
})

test("a template's only linked slot without a placeholder takes the name of the only one without a slot", () => {
  const template = (slots: JsonValue[], text = '{scene} in {look}'): Graph => ({
    nodes: [
      promptNode(1, [1]),
      promptNode(2, [2]),
      {
        id: 3,
        type: 'nanobanana/Prompt',
        properties: { templateMode: true, text },
        inputs: [input('look', slots[0]), input('scenes', slots[1])],
        outputs: [output(3)],
      },
      imageNode(4, 3),
    ],
    links: [
      [1, 1, 0, 3, 0],
      [2, 2, 0, 3, 1],
      [3, 3, 0, 4, 0],
    ],
  })
  const { nodes, wiring, mends } = mended(template([1, 2]))
  expect(nodes).toMatchObject([{}, {}, { inputs: [{ name: 'look' }, { name: 'scene' }] }, {}])
  expect(generationLines(wiring)).toEqual(['4:1 "x in x" []'])
  expect(mends).toMatchObject([{ code: 'placeholder-without-prompt', nodeId: 3, field: 'inputs[1].name' }])
  expect(mended(template([1, 2], '{scene}, {time} in {look}')).mends).toEqual([])
})

test('rows with one text in an object become that text, others stay', () => {
  const dynamicRows = [{ text: 'a' }, 'b', { text: 'c', weight: 2 }, { scene: 'd' }]
  const { nodes, mends } = mended({
    nodes: [{ id: 1, type: 'nanobanana/Prompt', properties: { dynamicMode: true, dynamicRows } }],
  })
  expect(nodes).toMatchObject([{ properties: { dynamicRows: ['a', 'b', { text: 'c', weight: 2 }, 'd'] } }])
  expect(mends.map(({ field }) => field)).toEqual(['properties.dynamicRows[0]', 'properties.dynamicRows[3]'])
})

test('the name follows the file only when asked', () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ name: 'a', ...workflowValue({ nodes: [] }) }))
  const document = readDocument(bytes, 'b.nbflow')
  expect(wire(document).findings).toMatchObject([{ code: 'name-differs', field: 'name' }])
  expect(mend(document).edits).toEqual([])
  expect(mend(document, { name: 'b' }).edits).toEqual([{ path: ['name'], value: 'b' }])
  expect(mend(document, { name: 'a' }).mends).toEqual([])
})

test('in a messy file only the two stale copies change', async () => {
  const bytes = new Uint8Array(await readFile(new URL('fixtures/messy.nbflow', import.meta.url)))
  const document = readDocument(bytes, 'messy.nbflow')
  const text = (file: Uint8Array) => new TextDecoder().decode(file)
  const expected = text(bytes)
    .replace(
      '"name": "text", "type": "string", "links": null',
      '"name": "text", "type": "string", "links": [1]',
    )
    .replace('"image 1", "link": null', '"image 1", "link": 3')
  expect(text(applyEdits(document, mend(document).edits))).toBe(expected)
})
