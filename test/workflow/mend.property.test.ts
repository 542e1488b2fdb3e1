import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Document, readDocument } from '../../src/workflow/document.ts'
import { applyEdits } from '../../src/workflow/edits.ts'
import {
  isJsonArray,
  isJsonObject,
  type JsonPath,
  type JsonValue,
  sameJson,
} from '../../src/workflow/json.ts'
import { mend } from '../../src/workflow/mend.ts'
import { mendWhole } from '../../src/workflow/mendWhole.ts'
import { wire } from '../../src/workflow/wire.ts'

const id = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 7 }) },
  { weight: 1, arbitrary: fc.constantFrom<JsonValue>('3', null, 'x', [], {}, 2.5) },
)
const linkId = fc.oneof(
  { weight: 12, arbitrary: fc.nat(9) },
  { weight: 1, arbitrary: fc.constantFrom<JsonValue>('3', null, [], {}) },
)
const slotName = fc.constantFrom<JsonValue>(
  'prompt',
  'a',
  'b',
  'start frame',
  'last_frame',
  'image 1',
  null,
  4,
)
const inputs = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ name: slotName, link: linkId, type: fc.constant('*') }, { requiredKeys: [] }),
    },
    { weight: 1, arbitrary: fc.constantFrom<JsonValue>(null, 7, 'x', []) },
  ),
  { maxLength: 4 },
)
const outputs = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ links: fc.oneof(fc.array(linkId, { maxLength: 3 }), fc.constant(null)) }),
    },
    { weight: 1, arbitrary: fc.constantFrom<JsonValue>(null, 7) },
  ),
  { maxLength: 2 },
)
const properties = fc.record(
  {
    mode: fc.constantFrom('reference', 'approve', 'frames-to-video'),
    text: fc.constantFrom<JsonValue>('{a}', '{a} and {c}', 'x', null, 4),
    templateMode: fc.boolean(),
    dynamicMode: fc.boolean(),
    dynamicRows: fc.array(
      fc.constantFrom<JsonValue>('r', '{b}', { text: '{a}' }, { text: 's', n: 1 }, { n: 1 }, null, ['q']),
      { maxLength: 3 },
    ),
    negativePrompt: fc.constantFrom<JsonValue>('', 'blur', null, 3),
  },
  { requiredKeys: [] },
)
const node = fc.record(
  {
    id,
    type: fc
      .constantFrom('Prompt', 'Media', 'NanobananaAPI', 'Veo3', 'Veo3', 'Other')
      .map((type) => `nanobanana/${type}`),
    properties: fc.oneof(
      { weight: 9, arbitrary: properties },
      { weight: 1, arbitrary: fc.constantFrom(null, 'x', []) },
    ),
    inputs: fc.oneof(
      { weight: 9, arbitrary: inputs },
      { weight: 1, arbitrary: fc.constantFrom(null, {}, 'x') },
    ),
    outputs,
  },
  { requiredKeys: ['id', 'type'] },
)
const ends = fc.tuple(linkId, id, fc.nat(1), id, fc.nat(3))
const link = fc.oneof(
  { weight: 8, arbitrary: ends.map((all): JsonValue => [...all, '*']) },
  {
    weight: 2,
    arbitrary: ends.map(([own, from, fromSlot, to, toSlot]): JsonValue => {
      return { id: own, origin_id: from, origin_slot: fromSlot, target_id: to, target_slot: toSlot }
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<JsonValue>(null, 'x', []) },
)
const graph = fc.record(
  {
    nodes: fc.array(node, { maxLength: 7 }),
    links: fc.array(link, { maxLength: 8 }),
    last_node_id: fc.constantFrom<JsonValue>(0, 3, 99, null, 'x'),
    last_link_id: fc.constantFrom<JsonValue>(0, 3, 99, null),
    extra: fc.constant('1.50 stays'),
  },
  { requiredKeys: ['nodes', 'links'] },
)
const spaces = fc.constantFrom(undefined, 2, '\t')
/** Whole copies too: nodes and links of a graph once more, as a copied tab leaves them. */
const file = fc.tuple(graph, fc.boolean(), fc.boolean(), spaces).map(([one, copyNodes, copyLinks, space]) => {
  const nodes = copyNodes ? [...one.nodes, ...one.nodes] : one.nodes
  const links = copyNodes && copyLinks ? [...one.links, ...one.links] : one.links
  return `${JSON.stringify({ name: 'b', tabs: [{ name: 'T', graphData: { ...one, nodes, links } }] }, null, space)}\n`
})

function read(text: string): Document {
  return readDocument(new TextEncoder().encode(text), 'a.nbflow')
}

function mended(text: string): string {
  const document = read(text)
  return new TextDecoder().decode(applyEdits(document, mend(document).edits))
}

/** Paths of all values that differ, as deep as both sides are of one form. Lists that grow or shrink count whole. */
function differences(left: JsonValue | undefined, right: JsonValue | undefined, path: JsonPath): JsonPath[] {
  if (left !== undefined && right !== undefined && sameJson(left, right)) return []
  if (isJsonArray(left) && isJsonArray(right) && left.length === right.length) {
    return left.flatMap((item, index) => differences(item, right[index], [...path, index]))
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return [path]
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return keys.flatMap((key) => differences(left[key], right[key], [...path, key]))
}

const runs = { numRuns: 500 }

test('what is mended needs no second mending', () => {
  fc.assert(
    fc.property(file, (text) => {
      const once = new TextDecoder().decode(mendWhole(read(text)).bytes)
      expect(mend(read(once)).mends).toEqual([])
      expect(mended(once)).toBe(once)
    }),
    runs,
  )
})

test('after mending, wiring finds nothing of what was mended', () => {
  fc.assert(
    fc.property(file, (text) => {
      const { findings } = wire(read(new TextDecoder().decode(mendWhole(read(text)).bytes)))
      const codes = new Set(findings.map(({ code }) => code))
      expect(codes).not.toContain('last-id-behind')
      if (codes.has('duplicate-node-id')) return
      for (const { code, message } of findings) {
        expect(code === 'dangling-link' && message.includes('there is no node')).toBe(false)
        expect(code).not.toBe('duplicate-link-id')
      }
    }),
    runs,
  )
})

test('mending changes nothing but what it tells', () => {
  fc.assert(
    fc.property(file, (text) => {
      const document = read(text)
      const { edits, mends } = mend(document)
      if (mends.length === 0) expect(edits).toEqual([])
      const changed = differences(document.value, read(mended(text)).value, [])
      for (const path of changed) {
        const isTold = edits.some((edit) => {
          const shared = Math.min(path.length, edit.path.length)
          return path.slice(0, shared).every((step, index) => step === edit.path[index])
        })
        expect(isTold, path.join('.')).toBe(true)
      }
      for (const { message } of mends) expect(message).toMatch(/^[A-Zinol].*\.$/s)
    }),
    runs,
  )
})

test('mending never adds an error, and turns no error into another', () => {
  fc.assert(
    fc.property(file, (text) => {
      const errors = (value: string) =>
        wire(read(value)).findings.filter(({ severity }) => severity === 'error').length
      const before = wire(read(text))
      if (before.findings.some(({ severity }) => severity === 'error')) return
      expect(errors(mended(text))).toBe(0)
      const recipe = (wiring: typeof before) =>
        wiring.generations.map(({ prompt, inputs: arriving, slotCount, off }) => ({
          prompt,
          slotCount,
          off,
          inputs: arriving.map((input) => [
            input.role,
            input.from === 'reference' ? input.url : input.generation,
          ]),
        }))
      expect(recipe(wire(read(mended(text))))).toEqual(recipe(before))
    }),
    runs,
  )
})
