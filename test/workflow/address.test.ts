import { expect, test } from 'vitest'
import { RetakeError } from '../../src/errors.ts'
import { nameNodes } from '../../src/workflow/address.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentOf, dynamic, gate, image, prompt, type TestTab } from './buildWorkflow.ts'

function tab(name: string, ...ids: number[]): TestTab {
  const links = ids.flatMap((id) => [`1 > ${id}.0`, `${id} > ${id + 1}.0`])
  return { name, nodes: [prompt(1, 'x'), ...ids.flatMap((id) => [image(id), gate(id + 1)])], links }
}

const wiring = wire(
  documentOf(tab('Account A', 14, 23), tab('Account B', 14, 45), tab('Scenes 1,2: night', 60), {
    name: 'Rows',
    nodes: [dynamic(1, ['a', 'b']), image(70), gate(71), prompt(72, 'to nobody')],
    links: ['1 > 70.0', '70 > 71.0'],
  }),
)

function keys(...addresses: string[]): string[] {
  return nameNodes(wiring, addresses).generations.map(({ key }) => key)
}

const three = ['Account A:23:1', 'Account B:45:1', 'Scenes 1,2: night:60:1']

test.each([
  [['23'], ['Account A:23:1']],
  [['#023'], ['Account A:23:1']],
  [['Account B:14'], ['Account B:14:1']],
  [['account b: 014'], ['Account B:14:1']],
  [['Account', 'B:14'], ['Account B:14:1']],
  [['45,23', ' 60 '], three],
  [['45', '23', 'and', '60'], three],
  [['45,', '23,', 'and', '60'], three],
  [['45 23 & 60'], three],
  [['nodes 45, 23 and 60'], three],
  [['23,Scenes 1,2: night:60,45,'], three],
  [['Scenes 1,2: night:60', '23', 'Account B:45'], three],
  [['Account B:45 23 and node 60'], three],
  [['46', '45'], ['Account B:45:1']],
  [['70'], ['Rows:70:1', 'Rows:70:2']],
  [['71'], ['Rows:70:1', 'Rows:70:2']],
  [['Rows:1'], ['Rows:70:1', 'Rows:70:2']],
  [[], []],
])('%j is found, in the order of the document', (addresses, expected) => {
  expect(keys(...addresses)).toEqual(expected)
})

test('what was named is told in the order named, each once, without a word about plain addresses', () => {
  const { nodes, echoes } = nameNodes(wiring, ['46', 'Account B:45', '23, 46'])
  expect(nodes).toEqual([
    { tab: 'Account B', nodeId: 46, title: 'Gate 46', is: 'gate', generations: ['Account B:45'] },
    { tab: 'Account B', nodeId: 45, title: 'Image 45', is: 'generation', generations: ['Account B:45'] },
    { tab: 'Account A', nodeId: 23, title: 'Image 23', is: 'generation', generations: ['Account A:23'] },
  ])
  expect(echoes).toEqual([])
})

function refusal(...addresses: string[]): [string, string | undefined] {
  try {
    keys(...addresses)
  } catch (error) {
    if (error instanceof RetakeError && error.code === 'usage') return [error.message, error.next]
    throw error
  }
  throw new Error('it was found')
}

test('an id that several tabs have lists the choices', () => {
  expect(refusal('23,14')).toEqual([
    'Node 14 is in several tabs: "Account A:14" (Image 14, image), "Account B:14" (Image 14, image).',
    'Name the tab too: "Account A:14"; --all-tabs takes the node of each.',
  ])
})

test('with all tabs, an id names the node of each tab that has it', () => {
  const named = nameNodes(wiring, ['14', '23'], { allTabs: true })
  expect(named.generations.map(({ key }) => key)).toEqual([
    'Account A:14:1',
    'Account A:23:1',
    'Account B:14:1',
  ])
})

test('a prompt that feeds several generations lists them', () => {
  expect(refusal('Account A:1')).toEqual([
    'Prompt Account A:1 "Prompt 1" stands for several generations: "Account A:14" (Image 14, image), "Account A:23" (Image 23, image).',
    'Name one: "Account A:14".',
  ])
  const { nodes } = nameNodes(wiring, ['Account A:1'], { several: 'any' })
  expect(nodes).toMatchObject([{ nodeId: 1, is: 'prompt', generations: ['Account A:14', 'Account A:23'] }])
})

test('a prompt that feeds nothing is refused by its name', () => {
  expect(refusal('72')[0]).toBe('No generation takes the text of Rows:72 "Prompt 72".')
})

test('an address that is not there names the nearest', () => {
  expect(refusal('47')).toEqual([
    'No generation, gate or prompt has the address "47".',
    'Nearest: 46 (Gate 46), 45 (Image 45), 60 (Image 60), 61 (Gate 61), 70 (Image 70).',
  ])
  expect(refusal('Acount B:45')[1]).toMatch(/^Nearest: Account B:45 \(Image 45\), /)
  expect(refusal('23 and Account B:23')[0]).toContain('"Account B:23"')
})

test.each([[','], ['and'], [''], ['  ', '&']])('%j names nothing, and says so', (...addresses) => {
  expect(refusal(...addresses)[0]).toMatch(/names no node\.$/)
})
