/** What two versions differ in, as a person reads it: what counts line by line, cosmetics in one, then what would run. */
import { relative } from 'node:path'
import type { DiffReport, PromptChange } from '../../commands/diff.ts'
import { oneLine } from '../safeText.ts'
import { type Style, style } from '../style.ts'
import { renderWords } from './words.ts'

const MOST_TAB = 24
const MOST_TITLE = 40
const MOST_VALUE = 120
const MOST_MESSAGE = 300

export function renderDiff(report: DiffReport, cwd: string): string {
  const [before, after] = [report.before, report.after].map((path) =>
    oneLine(relative(cwd, path) || path, MOST_MESSAGE),
  )
  if (report.isSame) return `${before} and ${after} are the same.\n`
  const lines = [
    style('bold', `${before} → ${after}`),
    ...tabLines(report),
    ...report.nodes.map(({ is, tab, nodeId, title, kind }) => {
      return `${change(is)} ${kind} ${place({ tab, nodeId, title })}`
    }),
    ...report.prompts.map(promptLine),
    ...report.parameters.map((one) => {
      return `${place(one)} ${style('cyan', oneLine(one.field, MOST_TITLE))} ${value(one.before)} → ${value(one.after)}`
    }),
    ...report.wiring.map(({ is, tab, message }) => {
      return `${change(is)} link in ${oneLine(tab, MOST_TAB)}: ${oneLine(message, MOST_MESSAGE)}`
    }),
    ...report.picks.map((one) => {
      return `${place(one)} ${style('cyan', 'pick')} ${pick(one.before)} → ${pick(one.after)}`
    }),
    ...report.candidates.map((one) => {
      const counts = one.before === one.after ? `${one.after} others` : `${one.before} → ${one.after}`
      return `${place(one)} ${style('cyan', 'candidates')} ${counts}`
    }),
    ...cosmeticsLine(report),
    style('bold', lastLine(report)),
  ]
  return `${lines.join('\n')}\n`
}

function tabLines({ tabs }: DiffReport): string[] {
  return tabs.map(({ is, before, after, nodeCount }) => {
    const names = [before, after].flatMap((name) => (name === null ? [] : `"${oneLine(name, MOST_TITLE)}"`))
    const size = is === 'renamed' ? '' : ` (${count(nodeCount, 'node')})`
    return `${change(is)} tab ${names.join(' → ')}${size}`
  })
}

function promptLine(prompt: PromptChange): string {
  const { row, before, after, words } = prompt
  const what = row === null ? 'prompt' : `row ${row}`
  const text = words === null ? `${value(before)} → ${value(after)}` : renderWords(words)
  return `${place(prompt)} ${style('cyan', what)} ${text}`
}

/** In the words of the design: cosmetics are said, and that they cost nothing. */
function cosmeticsLine({ cosmetics: { moved, renamed, other } }: DiffReport): string[] {
  const parts = [
    moved > 0 ? `moved ${count(moved, 'node')}` : '',
    renamed > 0 ? `renamed ${moved > 0 ? renamed : count(renamed, 'node')}` : '',
    other > 0 ? `changed ${count(other, 'other detail')}` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? [] : [style('dim', `also ${parts.join(', ')}; nothing of that reruns anything`)]
}

function lastLine({ isGraphChanged, picks, next }: DiffReport): string {
  const step = next === null ? '' : ` (next: ${oneLine(next, MOST_MESSAGE)})`
  if (isGraphChanged) return `At most what these changes reach would run anew${step}.`
  if (picks.length > 0) return 'Nothing would run anew but what is made from these picks.'
  return 'Nothing would run anew.'
}

const COLOURS = { added: 'green', removed: 'red', renamed: 'dim' } as const satisfies Record<string, Style>

function change(is: keyof typeof COLOURS): string {
  return style(COLOURS[is], is)
}

function place({ tab, nodeId, title }: { tab: string; nodeId: number | null; title: string }): string {
  return `${oneLine(tab, MOST_TAB)}:${nodeId ?? '?'} "${oneLine(title, MOST_TITLE)}"`
}

function value(of: unknown): string {
  return of === null ? 'not set' : oneLine(JSON.stringify(of), MOST_VALUE)
}

/** What tells candidates apart in a URL is its end. */
function pick(url: string | null): string {
  if (url === null) return 'none'
  const line = oneLine(url, Number.POSITIVE_INFINITY)
  return line.length > MOST_VALUE ? `…${line.slice(1 - MOST_VALUE)}` : line
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
