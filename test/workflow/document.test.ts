import { expect, test } from 'vitest'
import { RetakeError } from '../../src/errors.ts'
import { readDocument } from '../../src/workflow/document.ts'
import { workflowValue } from './buildWorkflow.ts'

function read(text: string | Uint8Array) {
  return readDocument(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'a.nbflow')
}

function refusal(text: string | Uint8Array): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof RetakeError && error.code === 'check_failed' && error.next) return error.message
    throw error
  }
  throw new Error('it was read')
}

test.each([
  ['', 'a.nbflow is empty.'],
  ['\ufeff  \n', 'a.nbflow is empty.'],
  ['{\n  "tabs": [\n    1,\n    oops\n]}', 'a.nbflow is not JSON: line 4, column 5: invalid symbol.'],
  ['{"tabs": [', 'a.nbflow is not JSON: line 1, column 11: '],
  ['{"tabs": [1,]}', 'a.nbflow is not JSON: line 1, column 13: value expected.'],
  ['{"tabs": []} x', 'a.nbflow is not JSON: line 1, column 14: '],
  ['// hello\n{}', 'a.nbflow is not JSON: line 1, column 1: '],
  ['[]', 'a.nbflow is not a workflow: it is no JSON object.'],
  ['{"a": 1}', 'a.nbflow is not a workflow: it has no tabs with graphData.'],
  ['{"tabs": []}', 'a.nbflow is not a workflow: it has no tabs with graphData.'],
  ['{"tabs": [null]}', 'a.nbflow is not a workflow: tabs[0] is no object.'],
  ['{"tabs":[{"graphData":{"nodes":5}}]}', 'a.nbflow is not a workflow: tabs[0].graphData.nodes is no list.'],
  [
    '{"tabs":[{"graphData":{"nodes":[{},null]}}]}',
    'a.nbflow is not a workflow: tabs[0].graphData.nodes[1] is no object.',
  ],
  [new Uint8Array([0x7b, 0xff, 0x7d]), 'a.nbflow is not UTF-8 text.'],
  [`{"a":${'['.repeat(201)}${']'.repeat(201)}}`, 'a.nbflow is nested deeper than 200 levels.'],
  [
    `{"tabs":[{"graphData":{"nodes":[]},"a":${'{"b":'.repeat(300)}0${'}'.repeat(300)}}]}`,
    'deeper than 200 levels.',
  ],
  [`{"text":"${'x'.repeat(70_000)}","a":${'['.repeat(300)}`, 'a.nbflow is nested deeper than 200 levels.'],
  ['['.repeat(5_000_000), 'a.nbflow is nested deeper than 200 levels.'],
])('what is no workflow is refused with the place: %#', (text, message) => {
  expect(refusal(text)).toContain(message)
})

test('brackets inside strings are no nesting', () => {
  const value = { ...workflowValue({ nodes: [] }), note: `${'['.repeat(500)}\\"{` }
  expect(read(JSON.stringify(value)).value.note).toBe(value.note)
})

test('a byte order mark is remembered and kept out of the text', () => {
  const text = JSON.stringify(workflowValue({ nodes: [] }))
  const document = read(`\ufeff${text}`)
  expect(document.hasBom).toBe(true)
  expect(document.text).toBe(text)
})

test('__proto__ keys change nobody and stay where they are', () => {
  const text =
    '{"tabs":[{"name":"A","graphData":{"nodes":[{"id":1,"type":"x","properties":{"__proto__":{"mode":2}}}]}}],"__proto__":{"polluted":true}}'
  const document = read(text)
  expect(Object.hasOwn({}, 'polluted') || 'polluted' in {}).toBe(false)
  expect(document.tabs[0]?.nodes[0]?.state).toBe('on')
  expect(Object.getPrototypeOf(document.value)).toBe(Object.prototype)
})

test('tab names are made unique without taking a name that the file gives', () => {
  const tabs = ['A', 'A', 'A (2)', '', null, 'B', 'A'].map((name) => ({ name, nodes: [] }))
  const document = read(JSON.stringify(workflowValue(...tabs)))
  expect(document.tabs.map((tab) => tab.name)).toEqual([
    'A',
    'A (3)',
    'A (2)',
    'Tab 4',
    'Tab 5',
    'B',
    'A (4)',
  ])
})

test.each([
  ['{"graphData":{"nodes":[{"id":1}],"links":null}}', ['graphData']],
  ['{"nodes":[{"id":1}],"links":[]}', []],
  ['{"tabs":[{"graphData":{"nodes":[{"id":1}]}}]}', ['tabs', 0, 'graphData']],
])('hand-made files need no format and no tabs: %s', (text, path) => {
  const [tab] = read(text).tabs
  expect(tab).toMatchObject({ name: 'Tab 1', givenName: null, path })
  expect(tab?.nodes.map((node) => node.id)).toEqual([1])
})
