/** Nodes named together with `--tabs`, `--rows` and `--only`. */
import { expect, test } from 'vitest'
import { type Selection, selectGenerations } from '../../src/commands/selection.ts'
import { oneAccount, twoAccounts } from './threeScenes.ts'

function keys(selection: Selection): string[] {
  return [...selectGenerations(twoAccounts, selection).keys]
}

test('an id that two tabs have is plain where one tab is meant', () => {
  expect(() => keys({ nodes: ['22'] })).toThrow('Node 22 is in several tabs')
  expect(keys({ nodes: ['22'], tabs: ['Account B'] })).toEqual(['Account B:22:1'])
  expect(keys({ nodes: ['scene 3 still'], tabs: ['Account B'] })).toEqual(['Account B:32:1'])
})

test('all tabs are all that were asked for', () => {
  expect(keys({ nodes: ['22'], allTabs: true })).toEqual(['Account A:22:1', 'Account B:22:1'])
  expect(keys({ nodes: ['22'], allTabs: true, tabs: ['Account A'] })).toEqual(['Account A:22:1'])
})

test('a name that is understood is echoed, and narrowed by rows and kind', () => {
  const { keys: chosen, echoes } = selectGenerations(oneAccount, { nodes: ['tea'], rows: ['1,3'] })
  expect([...chosen]).toEqual(['B-Roll, night: 1 and 2:52:1', 'B-Roll, night: 1 and 2:52:3'])
  expect(echoes).toEqual(['"tea" is B-Roll, night: 1 and 2:52 "B-roll tea".'])
  expect([...selectGenerations(oneAccount, { nodes: ['22', '25'], only: 'videos' }).keys]).toEqual([
    'Account A:25:1',
  ])
})

test.each<[Selection, string]>([
  [{ nodes: [' ', ','] }, '--nodes names nothing.'],
  [{ tabs: ['Account C'] }, 'There is no tab "Account C".'],
  [{ rows: ['4'] }, 'There is no row 4.'],
  [{ nodes: ['22'], tabs: ['B-Roll, night: 1 and 2'] }, 'has the address "22"'],
])('%j is refused', (selection, message) => {
  expect(() => keys(selection)).toThrow(message)
})
