/** Which generations a command is about: `--only`, `--nodes`, `--tabs`, `--rows`. */
import { z } from 'zod'
import { RetakeError } from '../errors.ts'
import { selectNodes } from '../workflow/address.ts'
import type { Wiring } from '../workflow/model.ts'

export const SELECTION = {
  only: z.enum(['images', 'videos']).optional().describe('Run stills or clips only'),
  nodes: z.array(z.string()).optional().describe('Run these nodes only: 14,23 or "Account B:14"'),
  tabs: z.array(z.string()).optional().describe('Run these tabs only, by name'),
  rows: z.array(z.string()).optional().describe('Run these rows of dynamic prompts only: 1,3'),
}

export interface Selection {
  readonly only?: 'images' | 'videos' | undefined
  readonly nodes?: readonly string[] | undefined
  readonly tabs?: readonly string[] | undefined
  readonly rows?: readonly string[] | undefined
}

/**
 * Keys of the selected generations.
 * @throws RetakeError `usage` for a node, tab or row that is not there
 */
export function selectGenerations(wiring: Wiring, selection: Selection): Set<string> {
  const { only } = selection
  const kind = only === undefined ? null : only === 'images' ? 'image' : 'video'
  for (const [flag, list] of Object.entries({
    nodes: selection.nodes,
    tabs: selection.tabs,
    rows: selection.rows,
  })) {
    if (list === undefined || splitList(list).some((piece) => piece !== '')) continue
    throw new RetakeError('usage', `--${flag} names nothing.`, {
      next: 'Name what to run, or leave the flag out.',
    })
  }
  const nodes = selection.nodes && new Set(selectNodes(wiring, selection.nodes).map(({ key }) => key))
  const rows = selection.rows && new Set(splitList(selection.rows).map(Number))
  const known = new Set(wiring.generations.map(({ tab }) => tab))
  const tabs =
    selection.tabs &&
    new Set(selection.tabs.flatMap((name) => (known.has(name) ? [name] : splitList([name]))))
  for (const tab of tabs ?? []) {
    if (known.has(tab)) continue
    const list = [...known].map((name) => `"${name}"`).join(', ')
    throw new RetakeError('usage', `There is no tab "${tab}".`, { next: `The tabs are ${list}.` })
  }
  const most = Math.max(1, ...wiring.generations.map(({ rowCount }) => rowCount))
  for (const row of rows ?? []) {
    if (Number.isInteger(row) && row >= 1 && row <= most) continue
    throw new RetakeError('usage', `There is no row ${selection.rows?.join(',')}.`, {
      next: `Rows count from 1; this workflow has at most ${most}.`,
    })
  }
  const chosen = wiring.generations.filter(
    (generation) =>
      (kind === null || generation.kind === kind) &&
      (nodes === undefined || nodes.has(generation.key)) &&
      (tabs === undefined || tabs.has(generation.tab)) &&
      (rows === undefined || generation.rowCount === 1 || rows.has(generation.row)),
  )
  return new Set(chosen.map(({ key }) => key))
}

function splitList(list: readonly string[]): string[] {
  return list.flatMap((piece) => piece.split(',')).map((piece) => piece.trim())
}
