/** Which generations a command is about: `--only`, `--nodes`, `--all-tabs`, `--tabs`, `--rows`. */
import { z } from 'zod'
import { RetakeError } from '../errors.ts'
import { nameNodes } from '../workflow/address.ts'
import type { Wiring } from '../workflow/model.ts'

export const SELECTION = {
  only: z.enum(['images', 'videos']).optional().describe('Run stills or clips only'),
  nodes: z
    .array(z.string())
    .optional()
    .describe('Run these nodes only: 14,23 or "Account B:14" or "scene 03 image"'),
  allTabs: z.boolean().optional().describe('The same nodes in every tab'),
  tabs: z.array(z.string()).optional().describe('Run these tabs only, by name'),
  rows: z.array(z.string()).optional().describe('Run these rows of dynamic prompts only: 1,3'),
}

export interface Selection {
  readonly only?: 'images' | 'videos' | undefined
  readonly nodes?: readonly string[] | undefined
  readonly allTabs?: boolean | undefined
  readonly tabs?: readonly string[] | undefined
  readonly rows?: readonly string[] | undefined
}

export interface Selected {
  /** Keys of the selected generations. */
  readonly keys: Set<string>
  /** How names in words were understood, a sentence each. */
  readonly echoes: string[]
}

/** @throws RetakeError `usage` for a node, tab or row that is not there, and for a name that fits several nodes */
export function selectGenerations(wiring: Wiring, selection: Selection): Selected {
  refuseEmptyLists(selection)
  const { only, nodes, allTabs } = selection
  const kind = only === undefined ? null : only === 'images' ? 'image' : 'video'
  const tabs = selectedTabs(wiring, selection.tabs)
  const rows = selectedRows(wiring, selection.rows)
  const named = nodes && nameNodes(tabs ? inTabs(wiring, tabs) : wiring, nodes, { allTabs })
  const keys = named && new Set(named.generations.map(({ key }) => key))
  const chosen = wiring.generations.filter(
    (generation) =>
      (kind === null || generation.kind === kind) &&
      (keys === undefined || keys.has(generation.key)) &&
      (tabs === undefined || tabs.has(generation.tab)) &&
      (rows === undefined || generation.rowCount === 1 || rows.has(generation.row)),
  )
  return { keys: new Set(chosen.map(({ key }) => key)), echoes: [...(named?.echoes ?? [])] }
}

function refuseEmptyLists({ nodes, tabs, rows }: Selection): void {
  for (const [flag, list] of Object.entries({ nodes, tabs, rows })) {
    if (list === undefined || splitList(list).some((piece) => piece !== '')) continue
    throw new RetakeError('usage', `--${flag} names nothing.`, {
      next: 'Name what to run, or leave the flag out.',
    })
  }
}

function selectedTabs(wiring: Wiring, names: Selection['tabs']): ReadonlySet<string> | undefined {
  const known = new Set(wiring.generations.map(({ tab }) => tab))
  const tabs = names && new Set(names.flatMap((name) => (known.has(name) ? [name] : splitList([name]))))
  for (const tab of tabs ?? []) {
    if (known.has(tab)) continue
    const list = [...known].map((name) => `"${name}"`).join(', ')
    throw new RetakeError('usage', `There is no tab "${tab}".`, { next: `The tabs are ${list}.` })
  }
  return tabs
}

function selectedRows(wiring: Wiring, list: Selection['rows']): ReadonlySet<number> | undefined {
  const rows = list && new Set(splitList(list).map(Number))
  const most = wiring.generations.reduce((highest, { rowCount }) => Math.max(highest, rowCount), 1)
  for (const row of rows ?? []) {
    if (Number.isInteger(row) && row >= 1 && row <= most) continue
    throw new RetakeError('usage', `There is no row ${list?.join(',')}.`, {
      next: `Rows count from 1; this workflow has at most ${most}.`,
    })
  }
  return rows
}

/** What can be named where only these tabs are meant. */
function inTabs(wiring: Wiring, tabs: ReadonlySet<string>): Wiring {
  const isInTabs = ({ tab }: { tab: string }) => tabs.has(tab)
  return {
    ...wiring,
    generations: wiring.generations.filter(isInTabs),
    gates: wiring.gates.filter(isInTabs),
    prompts: wiring.prompts.filter(isInTabs),
  }
}

function splitList(list: readonly string[]): string[] {
  return list.flatMap((piece) => piece.split(',')).map((piece) => piece.trim())
}
