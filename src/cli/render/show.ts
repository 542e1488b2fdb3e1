/** What a workflow has, as a person reads it. */
import { relative } from 'node:path'
import type { ShowReport } from '../../commands/show.ts'
import { cutAt, oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { table } from './table.ts'

const MOST_TITLE = 32
const FEW = 3
const MOST_PROMPT = 4_000

export function renderShow({ workflow, path, output, generations }: ShowReport, cwd: string): string {
  const rows = generations.map(({ tab, nodeId, title, row, take, candidates, picks, state }) => [
    oneLine(tab, MOST_TITLE),
    String(nodeId),
    oneLine(title, MOST_TITLE),
    String(row),
    take === null ? '–' : String(take),
    candidates.map(({ slot, rejected }) => (rejected === null ? slot : `${slot}✗`)).join(' ') || '–',
    picks.map(({ slot, by, gate }) => `${slot} ${by} (gate ${gate})`).join(', ') || '–',
    state,
  ])
  const head = ['tab', 'node', 'title', 'row', 'take', 'candidates', 'pick', 'state']
  const newest = output === null ? nowhere(path, cwd) : `newest ${relative(cwd, output) || output}`
  const prompts = generations.length > FEW ? '' : generations.map(renderOne).join('')
  return `${style('bold', safeText(workflow))}\n${table(head, rows)}\n${prompts}\n${newest}\n`
}

/** Ten megabytes would push everything else out of sight. */
function shownPrompt(prompt: string): string {
  const left = prompt.length - MOST_PROMPT
  return left <= 0
    ? safeText(prompt)
    : `${safeText(cutAt(prompt, MOST_PROMPT))}…\nand ${left} characters more: --json has all`
}

/** B-roll has its files in its folder, and no other. */
function nowhere(path: string, cwd: string): string {
  return path.endsWith('.nbflow') ? 'No generated file yet.' : `files  ${relative(cwd, path) || '.'}`
}

/** A node that was named is shown with all its takes, its rejections and its prompt. */
function renderOne({ nodeId, row, prompt, takes, candidates }: ShowReport['generations'][number]): string {
  const name = row > 1 ? `${nodeId}, row ${row}` : String(nodeId)
  const list = takes.map(({ take, made, how, candidates: count, isCurrent }) => {
    const day = made.slice(0, 16).replace('T', ' ')
    return `  ${take}  ${day} UTC  ${count} candidates, ${how}${isCurrent ? '' : ', of another prompt or input'}`
  })
  const tells = candidates.flatMap(({ slot, rejected }) =>
    rejected === null ? [] : [`  candidate ${slot} rejected: ${oneLine(rejected, 80)}`],
  )
  const head = (what: string) => style('dim', `${what} of ${name}`)
  return `\n${[head('takes'), ...list, ...tells, head('prompt'), shownPrompt(prompt)].join('\n')}\n`
}
