import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/workflow/document.ts'
import type { JsonValue } from '../../src/workflow/json.ts'
import { showCandidates } from '../../src/workflow/showCandidates.ts'
import { wire } from '../../src/workflow/wire.ts'
import { workflowValue } from './buildWorkflow.ts'

const oddValue: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue[]>(
  null,
  true,
  0,
  -1,
  2.5,
  1e20,
  '',
  'x',
  '{a}{b}',
  [],
  ['a', 'b'],
  ['a', 'b', 'c'],
  [1],
  {},
  { url: 'u' },
  { url: 3 },
)
const sometimes = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 })
const keys = [
  'text',
  'dynamicRows',
  'imageData',
  'batchImages',
  'outputCount',
  'repeatCount',
  'timeout',
  'negativePrompt',
  '_savedImages',
  '_savedVideos',
  '_savedVideoUrl',
  '_lastApprovedData',
]
const properties = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...keys), oddValue),
    fc.record(
      {
        templateMode: fc.boolean(),
        dynamicMode: fc.boolean(),
        batchMode: fc.boolean(),
        _disabled: fc.boolean(),
        mode: fc.constantFrom('reference', 'approve', 'preview', 'other'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([odd, modes]) => ({ ...odd, ...modes }))
const types = [
  'Prompt',
  'Prompt',
  'Media',
  'Media',
  'Media',
  'NanobananaAPI',
  'NanobananaAPI',
  'Veo3',
  'Other',
]
const slots = fc.array(
  fc.constantFrom<JsonValue[]>({ name: 'prompt' }, { name: 'a', link: 3 }, { name: 'b' }, null, 7, {}),
  { maxLength: 4 },
)
const node = fc.record({
  id: fc.oneof({ weight: 9, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: oddValue }),
  type: fc.constantFrom(...types).map((type) => `nanobanana/${type}`),
  mode: fc.constantFrom(0, 0, 0, 0, 2, 4),
  properties,
  inputs: sometimes(slots),
  outputs: sometimes(
    fc.array(fc.constantFrom<JsonValue[]>({ links: [1, 2] }, { links: null }, null), { maxLength: 2 }),
  ),
})
const link = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(fc.nat(99), fc.nat(12), fc.nat(1), fc.nat(12), fc.nat(3)) },
  { weight: 1, arbitrary: oddValue },
)
const tab = fc.record({
  name: oddValue,
  nodes: fc.array(node, { maxLength: 14 }),
  links: fc.array(link, { maxLength: 25 }),
})

function documentOfAny(tabs: readonly unknown[]) {
  const plain: { name: JsonValue; nodes: never[]; links: JsonValue[] }[] = JSON.parse(JSON.stringify(tabs))
  return readDocument(new TextEncoder().encode(JSON.stringify(workflowValue(...plain))), 'a.nbflow')
}

test('whatever a file holds, wiring ends, its keys are unique and lead somewhere', () => {
  fc.assert(
    fc.property(fc.array(tab, { minLength: 1, maxLength: 3 }), (tabs) => {
      const document = documentOfAny(tabs)
      const { generations, gates, findings } = wire(document)
      const generationKeys = new Set(generations.map(({ key }) => key))
      const gateKeys = new Set(gates.map(({ key }) => key))
      expect(generationKeys.size).toBe(generations.length)
      expect(gateKeys.size).toBe(gates.length)
      for (const { inputs, gates: fed, key, prompt, slotCount, off } of generations) {
        for (const input of inputs) {
          if (input.from === 'reference') expect(input.url).not.toBe('')
          else
            expect([
              generationKeys.has(input.generation),
              input.gate === null || gateKeys.has(input.gate),
            ]).toEqual([true, true])
        }
        for (const gate of fed) expect(gates.find((one) => one.key === gate)?.generation).toBe(key)
        expect(slotCount).toBeGreaterThan(0)
        const hasError = findings.some(({ severity }) => severity === 'error')
        if (off === null && !hasError) expect(prompt.trim()).not.toBe('')
      }
      for (const gate of gates) expect(generationKeys.has(gate.generation)).toBe(true)
      for (const { message, mend, code } of findings) {
        expect(message).toMatch(/\.$/)
        expect(mend).not.toBe('')
        expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
      }
      const rows = (nodeTab: string, nodeId: number) => ({
        tab: nodeTab,
        nodeId,
        rows: [],
        previewUrl: null,
        passes: false,
      })
      const shown = {
        generations: generations.map((one) => rows(one.tab, one.nodeId)),
        gates: gates.map((one) => rows(one.tab, one.nodeId)),
      }
      expect(showCandidates(document, shown, (url) => url)).toBeDefined()
    }),
    { numRuns: 600 },
  )
})
