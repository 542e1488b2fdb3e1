/** What a workflow has, as a person reads it. */
import { relative } from 'node:path'
import type { ShowReport } from '../../commands/show.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { table } from './table.ts'

const MOST_TITLE = 32
const FEW = 3

export function renderShow({ workflow, output, generations }: ShowReport, cwd: string): string {
  const rows = generations.map(({ tab, nodeId, title, row, take, candidates, picks, state }) => [
    oneLine(tab, MOST_TITLE),
    String(nodeId),
    oneLine(title, MOST_TITLE),
    String(row),
    take === null ? '–' : String(take),
    candidates.map(({ slot }) => slot).join(' ') || '–',
    picks.map(({ slot, by, gate }) => `${slot} ${by} (gate ${gate})`).join(', ') || '–',
    state,
  ])
  const head = ['tab', 'node', 'title', 'row', 'take', 'candidates', 'pick', 'state']
  const newest = output === null ? 'No generated file yet.' : `newest ${relative(cwd, output) || output}`
  const prompts =
    generations.length > FEW
      ? ''
      : `${generations.map(({ nodeId, prompt }) => `\n${style('dim', `prompt of ${nodeId}`)}\n${safeText(prompt)}\n`).join('')}`
  return `${style('bold', safeText(workflow))}\n${table(head, rows)}\n${prompts}\n${newest}\n`
}
