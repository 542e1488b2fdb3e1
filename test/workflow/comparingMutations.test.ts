/** Every field of every node of real files, changed once: whatever reaches a generation is a change of the graph. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compareDocuments } from '../../src/workflow/comparing/compareDocuments.ts'
import { type Document, readDocument } from '../../src/workflow/document.ts'
import { wire } from '../../src/workflow/wire.ts'
import { dynamic, image, prompt, template, workflowValue } from './buildWorkflow.ts'

interface RawNode {
  [key: string]: unknown
  properties: Record<string, unknown>
}
interface RawFile {
  [key: string]: unknown
  tabs: {
    [key: string]: unknown
    graphData: { [key: string]: unknown; nodes: RawNode[]; links: unknown[] | null }
  }[]
}

const files: Record<string, () => string> = {
  tea: () => example('tea/TEAS1-V0-1'),
  messy: () => example('messy/OLDS2-V0-3'),
  templates: () =>
    JSON.stringify(
      workflowValue({
        nodes: [
          dynamic(1, ['a', 'b']),
          prompt(2, 'c'),
          template(3, '{x} {y}', ['x', 'y']),
          image(4),
          image(5),
        ],
        links: ['1 > 3.0', '2 > 3.1', '3 > 4.0', '2 > 5.0'],
      }),
    ),
}

function example(name: string): string {
  return readFileSync(new URL(`../../examples/${name}.nbflow`, import.meta.url), 'utf8')
}

function documentOf(file: RawFile): Document {
  return readDocument(Buffer.from(JSON.stringify(file)), 'file.nbflow')
}

/** What decides what is generated, without titles and what cannot reach a request. */
function generated(document: Document): string {
  return JSON.stringify(
    wire(document).generations.map(({ key, kind, slotCount, prompt: text, parameters, inputs, off }) => {
      const arriving = inputs.map((input) => [
        input.role,
        input.from === 'reference' ? input.url : input.generation,
      ])
      return [key, kind, slotCount, text, parameters, arriving, off]
    }),
  )
}

/** Another value of the same sort, and none. */
function others(value: unknown): unknown[] {
  if (typeof value === 'string') return [`${value} other`, undefined]
  if (typeof value === 'number') return [value + 1, undefined]
  if (typeof value === 'boolean') return [!value, undefined]
  if (Array.isArray(value)) return [[...value, 'other'], value.slice(1), undefined]
  return ['other', undefined]
}

test.each(Object.keys(files))('no change of a property that reaches a generation is missed: %s', (name) => {
  const file: RawFile = JSON.parse(files[name]!())
  const before = documentOf(file)
  const [was, missed] = [generated(before), [] as string[]]
  for (const { graphData } of file.tabs) {
    for (const node of graphData.nodes) {
      for (const [key, value] of Object.entries(node.properties ?? {})) {
        for (const other of others(value)) {
          node.properties[key] = other
          const after = documentOf(file)
          const { isGraphChanged, picks, candidates } = compareDocuments(before, after)
          const isTold = isGraphChanged || picks.length + candidates.length > 0
          if (!isTold && generated(after) !== was) missed.push(`${node.id} ${key}: ${JSON.stringify(other)}`)
        }
        node.properties[key] = value
      }
    }
  }
  // A default that is written out, or taken away, says the same to every backend.
  expect(
    missed.filter((line) => !/(batchMode|templateMode|dynamicMode|negativePrompt): undefined$/.test(line)),
  ).toEqual([])
})

test.each(Object.keys(files))('no link can be taken out or led elsewhere unseen: %s', (name) => {
  const file: RawFile = JSON.parse(files[name]!())
  const before = documentOf(file)
  let told = 0
  for (const { graphData } of file.tabs) {
    const links = graphData.links ?? []
    for (const [at, link] of links.entries()) {
      if (!Array.isArray(link)) continue
      const [id, source, slot, target, targetSlot, type] = link
      const led = [id, source, slot, target, Number(targetSlot) + 1, type]
      for (const changed of [links.toSpliced(at, 1), links.toSpliced(at, 1, led)]) {
        graphData.links = changed
        const after = documentOf(file)
        if (compareDocuments(before, after).wiring.length > 0) told++
        else expect(generated(after), `link ${id}`).toBe(generated(before))
      }
    }
    graphData.links = links
  }
  expect(told).toBeGreaterThan(0)
})

test.each(Object.keys(files))('cosmetics change no graph: %s', (name) => {
  const file: RawFile = JSON.parse(files[name]!())
  const before = documentOf(file)
  const changed: RawFile = JSON.parse(JSON.stringify(file))
  Object.assign(changed, { name: 'Other', version: '9.9.9', savedBy: 'somebody' })
  for (const tab of changed.tabs) {
    Object.assign(tab, { canvasState: { zoom: 3 }, saveCounter: 99 })
    Object.assign(tab.graphData, { groups: [{ title: 'group' }], last_link_id: 999 })
    for (const node of tab.graphData.nodes) {
      const look = {
        pos: [1, 2],
        size: [3, 4],
        color: '#123',
        bgcolor: '#456',
        flags: { collapsed: true },
        order: 77,
      }
      Object.assign(node, look, { title: `New ${node.title ?? node.id}` })
      node.properties = { ...node.properties, _pinned: true, _previewOpen: true, _spawnNum: 12 }
    }
    tab.graphData.nodes.reverse()
  }
  const { cosmetics, isGraphChanged, ...rest } = compareDocuments(before, documentOf(changed))
  const nodeCount = file.tabs.reduce((sum, tab) => sum + tab.graphData.nodes.length, 0)
  expect(Object.values(rest).flat()).toEqual([])
  expect({ isGraphChanged, moved: cosmetics.moved, renamed: cosmetics.renamed }).toEqual({
    isGraphChanged: false,
    moved: nodeCount,
    renamed: nodeCount,
  })
})

test('two files of 20,000 nodes in one tab, all numbered anew, are compared whole', () => {
  const nodes = Array.from({ length: 10_000 }, (_, at) => [
    { ...prompt(2 * at + 1, `text ${at}`), title: `Prompt ${at}` },
    { ...image(2 * at + 2), title: `Still ${at}` },
  ]).flat()
  const links = nodes.flatMap(({ id }) => (Number(id) % 2 === 1 ? [`${id} > ${Number(id) + 1}.0`] : []))
  const read = (ids: number) => {
    const shifted = nodes.map((node) => ({ ...node, id: Number(node.id) + ids }))
    const shiftedLinks = links.map((link) =>
      link.replace(/\d+/g, (id) => `${Number(id) + ids}`).replace(/\.\d+$/, '.0'),
    )
    return readDocument(
      Buffer.from(JSON.stringify(workflowValue({ nodes: shifted, links: shiftedLinks }))),
      'large.nbflow',
    )
  }
  const [before, after] = [read(0), read(2)]
  const { isGraphChanged, cosmetics } = compareDocuments(before, after)
  expect({ isGraphChanged, other: cosmetics.other }).toEqual({ isGraphChanged: false, other: 20_000 })
})
