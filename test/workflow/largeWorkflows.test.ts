import { expect, test } from 'vitest'
import { wire } from '../../src/workflow/wire.ts'
import { documentOf, gate, image, prompt, type TestNode, template } from './buildWorkflow.ts'

/** One prompt, then image → gate → image → gate …, listed last to first. */
function chain(pairs: number) {
  const nodes: TestNode[] = [prompt(1, 'x')]
  const links: number[][] = []
  const link = (source: number, target: number, slot: number) =>
    links.push([links.length, source, 0, target, slot])
  for (let at = pairs; at > 0; at--) {
    nodes.push(image(at * 2), gate(at * 2 + 1))
    link(1, at * 2, 0)
    link(at * 2, at * 2 + 1, 0)
    if (at > 1) link(at * 2 - 1, at * 2, 1)
  }
  return documentOf({ nodes, links })
}

test.each([5_000, 50_000])('a chain of %i images and as many gates is wired whole', (pairs) => {
  const { generations, gates, findings } = wire(chain(pairs))
  expect(findings).toEqual([])
  expect([generations.length, gates.length]).toEqual([pairs, pairs])
  expect(generations[0]?.inputs).toMatchObject([
    { generation: `Main:${pairs * 2 - 2}:1`, gate: `Main:${pairs * 2 - 1}:1` },
  ])
  expect(generations.filter(({ inputs }) => inputs.length === 1)).toHaveLength(pairs - 1)
})

test('templates 10,000 deep fill each other', () => {
  const depth = 10_000
  const nodes: TestNode[] = [image(0)]
  for (let id = depth; id > 1; id--) nodes.push(template(id, '.{a}', ['a']))
  nodes.push(prompt(1, 'x'))
  const links = Array.from({ length: depth }, (_, at) => [
    at,
    at === 0 ? depth : at,
    0,
    at === 0 ? 0 : at + 1,
    0,
  ])
  const { generations, findings } = wire(documentOf({ nodes, links }))
  expect(generations[0]?.prompt).toBe(`${'.'.repeat(depth - 1)}x`)
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
})

test('a ring of 10,000 nodes is one error that names where it begins', () => {
  const count = 10_000
  const nodes = Array.from({ length: count }, (_, id) => gate(id))
  const links = nodes.map((_, id) => [id, id, 0, (id + 1) % count, 0])
  const { findings } = wire(
    documentOf({
      nodes: [...nodes, prompt(count, 'x'), image(count + 1)],
      links: [...links, [-1, 5, 0, count + 1, 1], [-2, count, 0, count + 1, 0]],
    }),
  )
  expect(findings.map(({ severity, code, nodeId }) => [severity, code, nodeId])).toEqual([
    ['error', 'cycle', 0],
  ])
  expect(findings[0]?.message).toMatch(
    /^These nodes wait for each other: gate 0 → gate 1 → .*… \(10000 nodes\) → gate 0\.$/,
  )
})

test('100,000 rows of one prompt are 100,000 generations', () => {
  const rows = Array.from({ length: 100_000 }, (_, row) => `row ${row}`)
  const many = { ...prompt(1, ''), properties: { dynamicMode: true, dynamicRows: rows } }
  const { generations, gates } = wire(
    documentOf({ nodes: [many, image(2), gate(3)], links: ['1 > 2.0', '2 > 3.0'] }),
  )
  expect(generations.at(-1)).toMatchObject({
    key: 'Main:2:100000',
    prompt: 'row 99999',
    gates: ['Main:3:100000'],
  })
  expect(gates).toHaveLength(100_000)
})
