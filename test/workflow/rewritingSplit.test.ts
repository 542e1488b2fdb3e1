/** A split gives one generation its own copy of what it shares: it alone changes, and the file stays sound. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Document, readDocument } from '../../src/workflow/document.ts'
import { applyEdits } from '../../src/workflow/edits.ts'
import { mend } from '../../src/workflow/mend.ts'
import type { Wiring } from '../../src/workflow/model.ts'
import { promptBook } from '../../src/workflow/rewriting/promptBook.ts'
import { rewrite } from '../../src/workflow/rewriting/rewrite.ts'
import { wire } from '../../src/workflow/wire.ts'
import {
  documentOf,
  findingLines,
  image,
  prompt,
  type TestNode,
  type TestTab,
  template,
} from './buildWorkflow.ts'

interface SplitAnswer {
  readonly text: string
  readonly document: Document
  readonly wiring: Wiring
  /** `from>to`. */
  readonly copied: readonly string[]
}

/** Writes `after` into a prompt for one generation only. */
function split(
  document: Document,
  generation: number,
  edited: number,
  after: string,
  tabs = ['Main'],
): SplitAnswer {
  const book = promptBook(document)
  const graphs = tabs.map((tab) => book.graph(tab)!)
  const { edits, copies } = rewrite(document, {
    texts: tabs.flatMap((tab) => {
      const found = book.prompt(tab, edited)!
      return found.texts.map((text) => ({ prompt: found, text, after }))
    }),
    settings: [],
    splits: graphs.map((graph) => ({ graph, generation: graph.place(generation)! })),
  })
  const bytes = applyEdits(document, edits)
  const written = readDocument(bytes, 'a.nbflow')
  const copied = copies.map(({ from, id }) => `${from.id}>${id}`)
  return { text: new TextDecoder().decode(bytes), document: written, wiring: wire(written), copied }
}

function prompts({ generations }: Wiring): Record<string, string> {
  return Object.fromEntries(generations.map(({ key, prompt: text }) => [key.replace('Main:', ''), text]))
}

/** The tab with slots that repeat its links rightly, and with the counts of the editor. */
function tidy(...tabs: TestTab[]): Document {
  const rough = documentOf(...tabs)
  const listed = applyEdits(
    rough,
    rough.tabs.flatMap((tab) => {
      const slots = tab.nodes.flatMap(({ index, inputs }) => {
        const path = [...tab.path, 'nodes', index]
        const named = { name: 'prompt', type: 'string', link: null }
        const outputs = { path: [...path, 'outputs'], value: [{ name: 'out', type: '*', links: null }] }
        return inputs === null ? [{ path: [...path, 'inputs'], value: [named] }, outputs] : [outputs]
      })
      const counts = ['last_node_id', 'last_link_id'].map((key) => ({ path: [...tab.path, key], value: 0 }))
      return [...slots, ...counts]
    }),
  )
  const loose = readDocument(listed, 'a.nbflow')
  return readDocument(applyEdits(loose, mend(loose).edits), 'a.nbflow')
}

test('a shared prompt is copied, and the link of this generation alone moves to the copy', () => {
  const lines = [
    '{ "tabs": [ { "name": "Main", "graphData": { "last_node_id": 3, "last_link_id": 11,',
    '  "nodes": [',
    '    { "id": 1, "type": "nanobanana/Prompt", "pos": [40, 60.5], "title": "Look", "extra": {"kept": 1},',
    '      "outputs": [ { "name": "prompt", "links": [10, 11] } ], "properties": { "text": "old" } },',
    '    { "id": 2, "type": "nanobanana/NanobananaAPI", "properties": { "model": "m", "big": 12345678901234567890 },',
    '      "inputs": [ { "name": "prompt", "link": 10 } ] },',
    '    { "id": 3, "type": "nanobanana/NanobananaAPI", "properties": { "model": "m" },',
    '      "inputs": [ { "name": "prompt", "link": 11 } ] }',
    '  ],',
    '  "links": [ [10, 1, 0, 2, 0, "string"], [11, 1, 0, 3, 0, "string"] ] } } ] }',
    '',
  ]
  const text = lines.join('\r\n')
  const answer = split(readDocument(new TextEncoder().encode(text), 'a.nbflow'), 3, 1, 'new')
  const former = answer.text
    .replace(/,\s*\{\s*"id": 4,[\s\S]*?(?=\s*\],\r\n {2}"links")/, '')
    .replace('"last_node_id": 4', '"last_node_id": 3')
    .replace('"links": [10] }', '"links": [10, 11] }')
    .replace('[11, 4, 0, 3', '[11, 1, 0, 3')
  expect(former).toBe(text)
  expect(JSON.parse(answer.text).tabs[0].graphData.nodes[3]).toEqual({
    id: 4,
    type: 'nanobanana/Prompt',
    pos: [80, 100.5],
    title: 'Look (2)',
    extra: { kept: 1 },
    outputs: [{ name: 'prompt', links: [11] }],
    properties: { text: 'new' },
  })
  expect(prompts(answer.wiring)).toEqual({ '2:1': 'old', '3:1': 'new' })
  expect(answer.wiring.findings.filter(({ code }) => code === 'stale-link-copy')).toEqual([])
  expect(answer.copied).toEqual(['1>4'])
})

const templated: TestTab = {
  nodes: [
    template(1, '{scene} in {look}', ['scene', 'look']),
    prompt(2, 'a hill'),
    prompt(3, 'green'),
    image(4),
    image(5),
    template(6, 'only {look}', ['look']),
    image(7),
  ],
  links: ['2 > 1.0', '3 > 1.1', '1 > 4.0', '1 > 5.0', '3 > 6.0', '6 > 7.0'],
}

test('of a template the prompts on the way to the edited one are copied, the others feed both', () => {
  const answer = split(tidy(templated), 5, 3, 'blue')
  expect(answer.copied).toEqual(['1>8', '3>9'])
  expect(prompts(answer.wiring)).toEqual({
    '4:1': 'a hill in green',
    '5:1': 'a hill in blue',
    '7:1': 'only green',
  })
  expect(answer.wiring.findings).toEqual(wire(tidy(templated)).findings)
  const { graph } = answer.document.tabs[0]!
  expect([graph.last_node_id, graph.last_link_id]).toEqual([9, 8])
})

test('a template of its own stays, and what it shares is copied', () => {
  const answer = split(tidy(templated), 7, 3, 'blue')
  expect(answer.copied).toEqual(['3>8'])
  expect(prompts(answer.wiring)).toMatchObject({ '4:1': 'a hill in green', '7:1': 'only blue' })
})

test('what nobody else uses is edited where it is', () => {
  const answer = split(tidy(templated), 7, 6, 'now {look}')
  expect(answer.copied).toEqual([])
  expect(prompts(answer.wiring)).toMatchObject({ '4:1': 'a hill in green', '7:1': 'now green' })
})

test('a file without slots and counts gets none; links that are objects stay objects', () => {
  const links = [
    { id: 7, origin_id: 1, origin_slot: 0, target_id: 2, target_slot: 0, type: 'string' },
    { id: 8, origin_id: '1', origin_slot: 0, target_id: 3, target_slot: 0, type: 'string' },
  ]
  const document = documentOf({ nodes: [prompt(1, 'old'), image(2), image(3)], links })
  const { text, wiring } = split(document, 3, 1, 'new')
  const { graphData } = JSON.parse(text).tabs[0]
  expect(Object.keys(graphData)).toEqual(['nodes', 'links'])
  expect(graphData.links).toEqual([links[0], { ...links[1], origin_id: 4 }])
  expect(graphData.nodes[3]).toEqual({ ...prompt(4, 'new'), title: 'Prompt 1 (2)' })
  expect(prompts(wiring)).toEqual({ '2:1': 'old', '3:1': 'new' })
})

test('ids of copies are new over the whole file where it keeps ids apart, else by tab, the same in each', () => {
  const shared = (first: number): TestNode[] => [prompt(first, 'old'), image(first + 1), image(first + 2)]
  const links = ['1 > 2.0', '1 > 3.0']
  const apart = documentOf(
    { name: 'Main', nodes: shared(1), links },
    { name: 'B', nodes: [prompt(20, 'x'), image(21)], links: ['20 > 21.0'] },
  )
  expect(split(apart, 3, 1, 'new').copied).toEqual(['1>22'])
  const accounts = documentOf(
    { name: 'Main', nodes: shared(1), links },
    { name: 'B', nodes: shared(1), links },
  )
  const { copied, wiring } = split(accounts, 3, 1, 'new', ['Main', 'B'])
  expect(copied).toEqual(['1>4', '1>4'])
  expect(prompts(wiring)).toEqual({ '2:1': 'old', '3:1': 'new', 'B:2:1': 'old', 'B:3:1': 'new' })
})

test('through a bypassed node the copy is reached all the same', () => {
  const bypassed = { ...prompt(2, 'let through'), mode: 4, inputs: [{ name: 'in', link: null }] }
  const document = tidy({
    nodes: [prompt(1, 'old'), bypassed, image(3), image(4)],
    links: ['1 > 2.0', '2 > 3.0', '2 > 4.0'],
  })
  const { wiring, copied } = split(document, 4, 1, 'new')
  expect(copied).toEqual(['2>5', '1>6'])
  expect(prompts(wiring)).toEqual({ '3:1': 'old', '4:1': 'new' })
})

/** Prompts 1…n, each a template of some before it; then generations that each have one of them. */
const anyTab = fc
  .array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .chain((fillers) => fc.tuple(fc.constant(fillers), fc.array(fc.nat(20), { minLength: 2, maxLength: 5 })))
  .map(([fillers, users]): TestTab => {
    const links: string[] = []
    const nodes = fillers.map((chosen, at) => {
      const sources = at === 0 ? [] : chosen.map((one) => (one % at) + 1)
      const slots = sources.map((_, slot) => `s${slot}`)
      for (const [slot, source] of sources.entries()) links.push(`${source} > ${at + 1}.${slot}`)
      const text = `p${at + 1}${slots.map((slot) => ` {${slot}}`).join('')}`
      return slots.length === 0 ? prompt(at + 1, text) : template(at + 1, text, slots)
    })
    const generations = users.map((user, at) => {
      links.push(`${(user % fillers.length) + 1} > ${100 + at}.0`)
      return image(100 + at)
    })
    return { nodes: [...nodes, ...generations], links }
  })

test('whatever is shared: only this generation changes, as it would without the split, and nothing new is wrong', () => {
  fc.assert(
    fc.property(anyTab, fc.nat(20), (tab, choice) => {
      const document = tidy(tab)
      const before = prompts(wire(document))
      const behind = promptBook(document).behind('Main', 100)
      const { nodeId, texts } = behind[choice % behind.length]!
      const after = texts[0]!.text.replace(/^p/, 'edited')
      const answer = split(document, 100, nodeId, after)
      const now = prompts(answer.wiring)
      expect(now).toEqual({ ...before, '100:1': now['100:1'] })
      expect(now['100:1']).toBe(
        before['100:1']!.replaceAll(new RegExp(`\\bp${nodeId}\\b`, 'g'), `edited${nodeId}`),
      )
      expect(findingLines(answer.wiring)).toEqual(findingLines(wire(document)))
      expect(mend(answer.document).edits).toEqual([])
    }),
  )
})
