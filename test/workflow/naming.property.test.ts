/** Whatever is typed, over whatever titles: a name is understood or refused, soon. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RetakeError } from '../../src/errors.ts'
import { nameNodes } from '../../src/workflow/address.ts'
import type { Wiring } from '../../src/workflow/model.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentOf, gate, image, prompt, template, video } from './buildWorkflow.ts'

const word = fc.constantFrom(
  ...'scene Scene 03 3 5 05 13 image video clip gate prompt node nodes and & , : a the of in gen Account A B'.split(
    ' ',
  ),
  ...['A:3', '#5', 'B,C', '🎬', '-', '\u0000', '\ud800', 'é', 'İ', 'constructor', '__proto__', '1e9', '٣'],
)
const text = fc.oneof(
  fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

const tab = fc.record({
  name: text,
  titles: fc.array(text, { minLength: 12, maxLength: 12 }),
  links: fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.nat(2))),
})
const workflow = fc.array(tab, { minLength: 1, maxLength: 3 }).map((tabs) =>
  wire(
    documentOf(
      ...tabs.map(({ name, titles, links }) => ({
        name,
        nodes: [1, 2, 3, 4].flatMap((at) => {
          const id = 3 * at - 2
          const text = at % 2 === 0 ? template(id, '{a}', ['a']) : prompt(id, 'x')
          return [text, at % 2 === 0 ? video(id + 1) : image(id + 1), gate(id + 2)].map((node) => {
            return { ...node, title: titles[Number(node.id) - 1] ?? '' }
          })
        }),
        links: links.map(([from, to, slot]) => `${from} > ${to}.${slot}`),
      })),
    ),
  ),
)
const options = fc.record({
  allTabs: fc.boolean(),
  several: fc.constantFrom('refuse', 'one scene', 'any'),
})

test('a name is understood, or refused as a usage error that says what to do', () => {
  fc.assert(
    fc.property(workflow, fc.array(text, { maxLength: 6 }), options, (wiring, addresses, asked) => {
      try {
        const { nodes, generations } = nameNodes(wiring, addresses, asked)
        const keys = nodes.flatMap((node) => node.generations)
        expect(nodes.every((node) => node.generations.length > 0)).toBe(true)
        expect(new Set(generations.map(({ tab: name, nodeId }) => `${name}:${nodeId}`))).toEqual(
          new Set(keys),
        )
      } catch (error) {
        if (!(error instanceof RetakeError)) throw error
        expect(error.code).toBe('usage')
        expect(error.next).toBeTruthy()
        expect(error.message.length).toBeLessThan(4_000)
      }
    }),
  )
})

test('every node is found by its address, whatever its tab is called', () => {
  fc.assert(
    fc.property(workflow, (wiring) => {
      for (const { tab: name, nodeId, title } of wiring.generations) {
        const [node] = nameNodes(wiring, [`${name}:${nodeId}`]).nodes
        expect(node).toMatchObject({ tab: name, nodeId, title })
      }
    }),
  )
})

function large(scenes: number): Wiring {
  const nodes = []
  const links = []
  for (let scene = 1; scene <= scenes; scene += 1) {
    const id = scene * 10
    const title = scene % 1_000 === 0 ? `Scene ${scene} ${'very long '.repeat(10_000)}` : `Scene ${scene}`
    nodes.push(
      { ...prompt(id, 'x'), title: `Prompt ${title}` },
      { ...image(id + 1), title: `${title} image` },
      { ...gate(id + 2), title: `Approve ${title} image` },
    )
    links.push(`${id} > ${id + 1}.0`, `${id + 1} > ${id + 2}.0`)
  }
  return wire(documentOf({ nodes, links }))
}

test('ten thousand scenes, and names of 100 kB, take no time to speak of', () => {
  const wiring = large(10_000)
  const names = [
    ['Scene 9876 still'],
    ['scene 7 '.repeat(15_000)],
    [`scne${' '.repeat(100_000)}7:${'0'.repeat(100_000)}x`],
    ['7,'.repeat(50_000)],
    ['scene, and '.repeat(10_000)],
    Array.from({ length: 10_000 }, (_, at) => String((at + 1) * 10 + 1)),
    Array.from({ length: 100 }, (_, at) => `scene ${at + 1} image`),
  ]
  const began = performance.now()
  for (const addresses of names) {
    try {
      nameNodes(wiring, addresses, { several: 'any' })
    } catch (error) {
      if (!(error instanceof RetakeError)) throw error
    }
  }
  expect(performance.now() - began).toBeLessThan(20_000)
})
