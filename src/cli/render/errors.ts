/** What did not land, as a person reads it: a block for each type and message, with the nodes it struck and what to do. */
import type { ErrorsReport } from '../../commands/errors.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { wrap } from '../wrap.ts'
import { table } from './table.ts'

type Entry = ErrorsReport['entries'][number]

const MOST_TITLE = 32
const MOST_MESSAGE = 1_000
const MOST_PLACES = 40

export function renderErrors({ workflow, hasRun, entries, otherTypes }: ErrorsReport): string {
  const name = safeText(workflow)
  if (!hasRun)
    return `${name} has not run yet, so nothing has failed. To see what a run would do: retake plan ${name}\n`
  const others = otherTypes === 0 ? '' : ` Of other types: ${otherTypes} (retake errors ${name})`
  if (entries.length === 0) {
    return otherTypes === 0
      ? `${name}: everything that was asked for has landed.\n`
      : `None of this type.${others}\n`
  }
  const generations = new Set(entries.map(({ tab, nodeId, row }) => `${tab}:${nodeId}:${row}`)).size
  const slots = entries.reduce((sum, entry) => sum + entry.slots.length, 0)
  const sum = `${name}: ${count(slots, 'candidate')} of ${count(generations, 'generation')} did not land.${others}`
  return `${grouped(entries).map(renderGroup).join('\n\n')}\n\n${style('bold', sum)}\n`
}

/** By type, then by message, in the order of the document. */
function grouped(entries: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>()
  const ordered = [...entries].sort((a, b) => a.errorType.localeCompare(b.errorType))
  for (const entry of ordered) {
    const key = `${entry.errorType} ${entry.message}`
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.values()]
}

function renderGroup(entries: readonly Entry[]): string {
  const [{ errorType, message, strategy }] = entries as [Entry, ...Entry[]]
  const rows = entries
    .slice(0, MOST_PLACES)
    .map(({ tab, nodeId, title, row, slots, attempts }) => [
      `  ${oneLine(tab, MOST_TITLE)}:${nodeId}`,
      oneLine(title, MOST_TITLE),
      String(row),
      slots.join(' '),
      attempts === 0 ? 'never' : attempts === 1 ? 'once' : `${attempts} times`,
    ])
  const left = entries.length - rows.length
  return [
    `${style('red', errorType)} ${wrap(oneLine(message, MOST_MESSAGE), errorType.length + 1)}`,
    table(['  node', 'title', 'row', 'slots', 'sent'], rows),
    ...(left > 0 ? [`  and ${left} more: --json lists all`] : []),
    `  ${style('dim', 'next')} ${wrap(safeText(strategy), '  next '.length)}`,
  ].join('\n')
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
