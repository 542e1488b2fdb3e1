/** An edit as a person reads it: word by word what was changed, who changes with it, what was written, what is next. */
import { relative } from 'node:path'
import type { EditedField, EditedRow, EditReport } from '../../commands/editing/editReport.ts'
import { oneLine } from '../safeText.ts'
import { style } from '../style.ts'
import { renderRegen } from './regen.ts'
import { savedLines } from './saved.ts'
import { renderWords } from './words.ts'

const MOST_TITLE = 40
const MOST_VALUE = 120
const MOST_OTHERS = 8

export function renderEdit(report: EditReport, cwd: string): string {
  const { changed, alsoChanges, copied, backup, path, run, next } = report
  if (backup === null) return `Nothing changed: ${relative(cwd, path) || path} is as it was.\n`
  const lines = [
    ...changed.map(changedLine),
    ...copied.map(
      ({ tab, from, to }) => `copied ${oneLine(tab, MOST_TITLE)}:${from} as ${to}, for this one alone`,
    ),
    ...otherLines(alsoChanges),
    ...savedLines({ path, backup }, cwd),
  ]
  if (next !== null) lines.push(`${style('dim', 'next')}   ${oneLine(next, 400)}`)
  const written = `${lines.join('\n')}\n`
  return run === null ? written : `${written}\n${renderRegen(run, cwd)}`
}

function changedLine({ tab, nodeId, title, row, field, before, after, words }: EditedField): string {
  const name = field.replace(/^properties\./, '').replace(/^(text|dynamicRows\[\d+\])$/, 'prompt')
  const what = `${style('cyan', oneLine(name, MOST_TITLE))}${row === null ? '' : ` row ${row}`}`
  const values = words === null ? `${shown(before)} → ${shown(after)}` : renderWords(words)
  return `${style('green', 'changed')} ${nameOf({ tab, nodeId, title })} ${what}: ${values}`
}

/** Rows of one node go together. */
function otherLines(rows: readonly EditedRow[]): string[] {
  const nodes = new Map(rows.map((row) => [`${row.tab}:${row.nodeId}`, row]))
  const label = style('yellow', 'also')
  const lines = [...nodes.values()]
    .slice(0, MOST_OTHERS)
    .map((row) => `${label}   ${nameOf(row)} changes with it`)
  if (nodes.size > MOST_OTHERS) lines.push(`${label}   ${nodes.size - MOST_OTHERS} more change with it`)
  return lines
}

function nameOf({ tab, nodeId, title }: Pick<EditedRow, 'tab' | 'nodeId' | 'title'>): string {
  return `${oneLine(tab, MOST_TITLE)}:${nodeId} "${oneLine(title, MOST_TITLE)}"`
}

function shown(value: unknown): string {
  return value === undefined ? 'not there' : oneLine(JSON.stringify(value), MOST_VALUE)
}
