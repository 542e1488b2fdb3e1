import { expect, test } from 'vitest'
import { RetakeError } from '../../src/errors.ts'
import { selectNodes } from '../../src/workflow/address.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentOf, dynamic, gate, image, prompt, type TestTab } from './buildWorkflow.ts'

function tab(name: string, ...ids: number[]): TestTab {
  const links = ids.flatMap((id) => [`1 > ${id}.0`, `${id} > ${id + 1}.0`])
  return { name, nodes: [prompt(1, 'x'), ...ids.flatMap((id) => [image(id), gate(id + 1)])], links }
}

const wiring = wire(
  documentOf(tab('Account A', 14, 23), tab('Account B', 14, 45), tab('Scenes 1,2: night', 60), {
    name: 'Rows',
    nodes: [dynamic(1, ['a', 'b']), image(70), gate(71)],
    links: ['1 > 70.0', '70 > 71.0'],
  }),
)

function keys(...addresses: string[]): string[] {
  return selectNodes(wiring, addresses).map(({ key }) => key)
}

test.each([
  [['23'], ['Account A:23:1']],
  [['Account B:14'], ['Account B:14:1']],
  [['account b:14'], ['Account B:14:1']],
  [
    ['45,23', ' 60 '],
    ['Account A:23:1', 'Account B:45:1', 'Scenes 1,2: night:60:1'],
  ],
  [['23,Scenes 1,2: night:60,45,'], ['Account A:23:1', 'Account B:45:1', 'Scenes 1,2: night:60:1']],
  [['46', '45'], ['Account B:45:1']],
  [['70'], ['Rows:70:1', 'Rows:70:2']],
  [['71'], ['Rows:70:1', 'Rows:70:2']],
  [[], []],
])('%j is found, in the order of the document', (addresses, expected) => {
  expect(keys(...addresses)).toEqual(expected)
})

function refusal(address: string): [string, string | undefined] {
  try {
    keys(address)
  } catch (error) {
    if (error instanceof RetakeError && error.code === 'usage') return [error.message, error.next]
    throw error
  }
  throw new Error('it was found')
}

test('an id that several tabs have lists the choices', () => {
  expect(refusal('23,14')).toEqual([
    'Node 14 is in several tabs: "Account A:14" (Image 14), "Account B:14" (Image 14).',
    'Name the tab too: "Account A:14".',
  ])
})

test('an address that is not there names the nearest', () => {
  expect(refusal('47')).toEqual([
    'No generation or gate has the address "47".',
    'Nearest: 46 (Gate 46), 45 (Image 45), 60 (Image 60), 61 (Gate 61), 70 (Image 70).',
  ])
  expect(refusal('Acount B:45')[1]).toMatch(/^Nearest: Account B:45 \(Image 45\), /)
  expect(refusal('1')[0]).toContain('"1"')
})
