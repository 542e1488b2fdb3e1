/** What two documents differ in, and what of it would run anew. */
import { expect, test } from 'vitest'
import { type CompareOptions, compareDocuments } from '../../src/workflow/comparing/compareDocuments.ts'
import type { JsonObject } from '../../src/workflow/json.ts'
import { documentOf, dynamic, gate, image, preview, prompt, reference, type TestNode, type TestTab, template, video } from './buildWorkflow.ts' // biome-ignore format: one list

const none = { tabs: [], nodes: [], prompts: [], parameters: [], wiring: [], picks: [], candidates: [] }
const still = { moved: 0, renamed: 0, other: 0 }

function compare(
  before: TestTab | readonly TestTab[],
  after: TestTab | readonly TestTab[],
  options?: CompareOptions,
) {
  const [older, newer] = [before, after].map((tabs) => documentOf(...[tabs].flat()))
  return compareDocuments(older!, newer!, options)
}

function compareNodes(before: readonly TestNode[], after: readonly TestNode[], options?: CompareOptions) {
  return compare({ nodes: before }, { nodes: after }, options)
}

/** One scene: avatar 1, prompt 2, still 3, gate 4, clip prompt 5, clip 6. */
function scene({
  text = 'she looks up',
  still: properties = {},
  approve = {} as JsonObject,
} = {}): TestNode[] {
  return [
    { ...reference(1, 'avatar.png'), title: 'Avatar' },
    { ...prompt(2, text), title: 'Prompt' },
    { ...image(3, { aspectRatio: '9:16', ...properties }), title: 'Still' },
    { ...gate(4, approve), title: 'Gate' },
    { ...prompt(5, 'she speaks'), title: 'Clip prompt' },
    { ...video(6), title: 'Clip' },
  ]
}

const links = ['2 > 3.0', '1 > 3.1', '3 > 4.0', '5 > 6.0', '4 > 6.1']

test('a document does not differ from itself', () => {
  const tab = { nodes: scene(), links }
  expect(compare(tab, tab)).toEqual({ ...none, cosmetics: still, isGraphChanged: false })
})

test('a changed prompt is told with its node, old and new', () => {
  const { prompts, ...rest } = compareNodes(scene(), scene({ text: 'she looks down' }))
  const change = { row: null, before: 'she looks up', after: 'she looks down' }
  expect(prompts).toEqual([{ tab: 'Main', nodeId: 2, title: 'Prompt', ...change }])
  expect({ ...rest, prompts: [] }).toMatchObject({ ...none, isGraphChanged: true })
})

test('an inserted row of a dynamic prompt is one difference, not one for each row behind it', () => {
  const { prompts } = compareNodes([dynamic(1, ['a', 'b', 'c'])], [dynamic(1, ['a', 'new', 'b', 'c'])])
  expect(prompts).toMatchObject([{ row: 2, before: '', after: 'new' }])
})

test('a removed row and a changed row are told by their place', () => {
  const removed = compareNodes([dynamic(1, ['a', 'b', 'c'])], [dynamic(1, ['a', 'c'])])
  expect(removed.prompts).toMatchObject([{ row: 2, before: 'b', after: '' }])
  const changed = compareNodes([dynamic(1, ['a', 'b', 'c'])], [dynamic(1, ['a', 'B', 'c'])])
  expect(changed.prompts).toMatchObject([{ row: 2, before: 'b', after: 'B' }])
})

test('a text that a dynamic prompt does not send changes nothing', () => {
  const { isGraphChanged, cosmetics } = compareNodes(
    [dynamic(1, ['a'], { text: 'x' })],
    [dynamic(1, ['a'], { text: 'y' })],
  )
  expect({ isGraphChanged, cosmetics }).toEqual({ isGraphChanged: false, cosmetics: { ...still, other: 1 } })
})

test('a parameter is told with its field; what the file does not have is null', () => {
  const { parameters, isGraphChanged } = compareNodes(
    scene(),
    scene({ still: { aspectRatio: '16:9', resolution: '2K' } }),
  )
  expect(parameters).toMatchObject([
    { nodeId: 3, field: 'aspectRatio', before: '9:16', after: '16:9' },
    { nodeId: 3, field: 'resolution', before: null, after: '2K' },
  ])
  expect(isGraphChanged).toBe(true)
})

test.each<[string, JsonObject]>([
  ['outputCount', { outputCount: 4 }],
  ['repeatCount', { repeatCount: 1 }],
  ['batchMode', { batchMode: false }],
  ['an empty text', { negativePrompt: '' }],
  ['an empty list', { batchImages: [] }],
  ['null', { seed: null }],
  ['what only the editor keeps', { _pinned: true, _previewOpen: true, imageCount: 3 }],
  ['what a run keeps', { _savedPreviewIndex: 2, lastData: 'a.png', galleryIndex: 1 }],
])('a default that the editor writes out is no change: %s', (_, properties) => {
  const difference = compareNodes(scene(), scene({ still: properties }))
  expect(difference).toMatchObject({ ...none, isGraphChanged: false })
})

test('slots that are absent, null or empty are the same, and so are copies of links in them', () => {
  const bare = { nodes: [prompt(1, 'a'), image(2)], links: ['1 > 2.0'] }
  const written = {
    nodes: [
      { ...prompt(1, 'a'), inputs: [], outputs: [{ name: 'prompt', links: [99] }] },
      { ...image(2), inputs: [{ name: 'prompt', link: 7 }], outputs: [] },
    ],
    links: [[40, 1, 0, 2, 0, 'string']],
  }
  expect(compare(bare, written)).toMatchObject({ ...none, isGraphChanged: false })
})

test('a generation that is switched off has another state, by its property or its mode', () => {
  const off = compareNodes(scene(), scene({ still: { _disabled: true } }))
  expect(off.parameters).toMatchObject([{ nodeId: 3, field: 'state', before: 'on', after: 'off' }])
  const bypassed = compareNodes([image(1)], [image(1, {}, 4)])
  expect(bypassed.parameters).toMatchObject([{ field: 'state', before: 'on', after: 'bypass' }])
})

test("a gate's lock is a pick, and no parameter; a gate that is only switched off is one", () => {
  const locked = compareNodes(scene(), scene({ approve: { _disabled: true, _lastApprovedData: 'a.png' } }))
  expect(locked).toMatchObject({
    ...none,
    picks: [{ nodeId: 4, before: null, after: 'a.png' }],
    isGraphChanged: false,
  })
  const off = compareNodes(scene(), scene({ approve: { _disabled: true } }))
  expect(off).toMatchObject({ picks: [], parameters: [{ nodeId: 4, field: 'state' }] })
})

test('another pick, and a pick whose gate was unlocked, are told', () => {
  const of = (url: string, isLocked: boolean) =>
    scene({ approve: { _disabled: isLocked, _lastApprovedData: url } })
  expect(compareNodes(of('a.png', true), of('b.png', true)).picks).toMatchObject([
    { before: 'a.png', after: 'b.png' },
  ])
  expect(compareNodes(of('a.png', true), of('a.png', false)).picks).toMatchObject([
    { before: 'a.png', after: null },
  ])
})

test('candidates are counted where they are others, and change no graph', () => {
  const of = (...urls: string[]) => scene({ still: { _savedImages: urls } })
  expect(compareNodes(of(), of('a', 'b'))).toMatchObject({
    candidates: [{ nodeId: 3, before: 0, after: 2 }],
    isGraphChanged: false,
  })
  expect(compareNodes(of('a', 'b'), of('a', 'c')).candidates).toMatchObject([{ before: 2, after: 2 }])
})

test('another reference is a parameter; the same one seen from another folder is not', () => {
  const before = [
    reference(1, 'avatar.png'),
    reference(2, null, { batchMode: true, batchImages: ['a.png', 'b.png'] }),
  ]
  const after = [
    reference(1, '../avatar.png'),
    reference(2, null, { batchMode: true, batchImages: ['../a.png', '../c.png'] }),
  ]
  const sameUrl = (old: string, now: string) => now === `../${old}`
  expect(compareNodes(before, after).parameters).toHaveLength(3)
  expect(compareNodes(before, after, { sameUrl }).parameters).toMatchObject([
    { nodeId: 2, field: 'batchImages[1]', before: 'b.png', after: '../c.png' },
  ])
})

test('a link to another slot is one removed and one added', () => {
  const nodes = [...scene(), preview(7)]
  const { wiring, isGraphChanged } = compare(
    { nodes, links },
    { nodes, links: links.map((link) => link.replace('3.1', '3.2')) },
  )
  expect(wiring.map(({ is, slot }) => [is, slot])).toEqual([['removed', 'image 1'], ['added', 'image 2']]) // biome-ignore format: pairs
  expect(wiring[0]!.message).toBe('"Avatar" (node 1) no longer goes to "image 1" of "Still" (node 3).')
  expect(isGraphChanged).toBe(true)
})

test('pictures that trade places are sent in another order, so that counts', () => {
  const slots = (...names: string[]) => ['prompt', ...names].map((name) => ({ name, link: null }))
  const nodes = (...names: string[]) => [
    reference(1, 'a'),
    reference(2, 'b'),
    { ...image(3), inputs: slots(...names) },
  ]
  const before = { nodes: nodes('image 1', 'image 2'), links: ['1 > 3.1', '2 > 3.2'] }
  const traded = { nodes: nodes('image 2', 'image 1'), links: ['1 > 3.2', '2 > 3.1'] }
  const closedUp = { nodes: nodes('image 2'), links: ['2 > 3.1'] }
  expect(compare(before, traded).isGraphChanged).toBe(true)
  expect(compare(before, closedUp).wiring).toMatchObject([
    { is: 'removed', from: { nodeId: 1 }, slot: 'image 1' },
  ])
})

test("a template's slots go by name, wherever they stand", () => {
  const tab = (first: string, second: string) => ({
    nodes: [prompt(1, 'a'), prompt(2, 'b'), template(3, '{x} and {y}', [first, second])],
    links: first === 'x' ? ['1 > 3.0', '2 > 3.1'] : ['1 > 3.1', '2 > 3.0'],
  })
  expect(compare(tab('x', 'y'), tab('y', 'x'))).toMatchObject({ wiring: [], isGraphChanged: false })
})

test('old and new names of a clip’s frames are the same slot', () => {
  const tab = (...names: string[]) => ({
    nodes: [reference(1, 'a'), { ...video(2), inputs: names.map((name) => ({ name, link: null })) }],
    links: ['1 > 2.1'],
  })
  const difference = compare(
    tab('prompt', 'first frame', 'last frame'),
    tab('prompt', 'start frame', 'end frame'),
  )
  expect(difference.wiring).toEqual([])
})

test('added and removed nodes are told with their kind; foreign ones change no graph', () => {
  const { nodes, isGraphChanged } = compareNodes(scene().slice(0, 3), [
    ...scene().slice(1, 3),
    { ...gate(9), title: 'New' },
  ])
  expect(nodes).toMatchObject([{ is: 'removed', nodeId: 1, kind: 'reference' }, { is: 'added', nodeId: 9, kind: 'gate', title: 'New' }]) // biome-ignore format: pairs
  expect(isGraphChanged).toBe(true)
  const note = { id: 20, type: 'patchwork/StickyNote', properties: { text: 'later' } }
  const noted = compareNodes(scene(), [...scene(), note])
  expect(noted).toMatchObject({ nodes: [{ is: 'added', kind: 'foreign' }], isGraphChanged: false })
})

test('renumbered nodes with their links are the same nodes', () => {
  const renumbered = scene().map((node) => ({ ...node, id: Number(node.id) + 100 }))
  const moved = links.map((link) =>
    link
      .replace(/^\d+/, (id) => `${Number(id) + 100}`)
      .replace(/> (\d+)/, (_, id) => `> ${Number(id) + 100}`),
  )
  const difference = compare({ nodes: scene(), links }, { nodes: renumbered, links: moved })
  expect(difference).toMatchObject({ ...none, cosmetics: { ...still, other: 6 }, isGraphChanged: false })
})

test('a scene inserted by a script that numbers all nodes anew is what is added, and nothing else', () => {
  const file = (names: readonly string[]) => {
    const nodes = names.flatMap((name, at) => [
      { ...prompt(2 * at + 1, `text of ${name}`), title: `Prompt ${name}` },
      { ...image(2 * at + 2), title: `Still ${name}` },
    ])
    return { nodes, links: names.map((_, at) => `${2 * at + 1} > ${2 * at + 2}.0`) }
  }
  const { nodes, prompts, wiring } = compare(file(['a', 'b', 'c']), file(['a', 'new', 'b', 'c']))
  expect(nodes.map(({ is, title }) => [is, title])).toEqual([['added', 'Prompt new'], ['added', 'Still new']]) // biome-ignore format: pairs
  expect(prompts).toEqual([])
  expect(wiring).toMatchObject([{ is: 'added', to: { title: 'Still new' } }])
})

test('two titles that traded places are renames', () => {
  const titled = (...titles: string[]) =>
    titles.map((title, at) => ({ ...prompt(at + 1, `text ${at}`), title }))
  const difference = compareNodes(titled('A', 'B', 'C'), titled('B', 'A', 'C'))
  expect(difference).toMatchObject({ ...none, cosmetics: { ...still, renamed: 2 }, isGraphChanged: false })
})

test('another kind under the same title is the same node with another type', () => {
  const { parameters, nodes } = compareNodes(
    [{ ...image(1), title: 'Scene' }],
    [{ ...video(1), title: 'Scene' }],
  )
  expect(nodes).toEqual([])
  expect(parameters).toContainEqual(expect.objectContaining({ field: 'type', after: 'nanobanana/Veo3' }))
})

test('of two nodes with one id the first is compared with the first', () => {
  const difference = compareNodes([prompt(1, 'a'), prompt(1, 'b')], [prompt(1, 'a'), prompt(1, 'c')])
  expect(difference.prompts).toMatchObject([{ before: 'b', after: 'c' }])
})

test('tabs go by name; a single one left on both sides was renamed, which changes no graph', () => {
  const tab = (name: string, text = 'a') => ({ name, nodes: [prompt(1, text)] })
  const renamed = compare([tab('A'), tab('B')], [tab('A'), tab('C')])
  expect(renamed).toMatchObject({
    ...none,
    tabs: [{ is: 'renamed', before: 'B', after: 'C', nodeCount: 1 }],
    isGraphChanged: false,
  })
  const added = compare([tab('A')], [tab('New'), tab('A')])
  expect(added).toMatchObject({
    ...none,
    tabs: [{ is: 'added', before: null, after: 'New' }],
    isGraphChanged: true,
  })
  const swapped = compare([tab('A', 'a'), tab('B', 'b')], [tab('B', 'b'), tab('A', 'a')])
  expect(swapped).toMatchObject({ ...none, isGraphChanged: false })
})

test('links to nodes that are not there are compared too', () => {
  const { wiring } = compare({ nodes: scene(), links: [] }, { nodes: scene(), links: ['77 > 3.1'] })
  expect(wiring).toMatchObject([{ is: 'added', from: { nodeId: null }, to: { nodeId: 3 } }])
})
