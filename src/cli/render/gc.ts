/** What nothing names, and what freeing it gives, as a person reads it. */
import { relative } from 'node:path'
import type { GcReport } from '../../commands/gc.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { table } from './table.ts'

const MOST_SHOWN = 20

export function renderGc({ store, items, byteCount, tooYoung, isDeleted, notes }: GcReport): string {
  const rows = items
    .slice(0, MOST_SHOWN)
    .map(({ is, path, byteCount: bytes, why }) => [
      is,
      megabytes(bytes),
      oneLine(relative(store, path) || path, 100),
      oneLine(why, 100),
    ])
  const more = items.length - rows.length
  const parts = [
    items.length === 0 ? '' : table(['', 'size', 'file', 'why'], rows),
    more > 0 ? `and ${more} more: --json lists all` : '',
    notes.map((note) => `${style('cyan', 'note')} ${oneLine(note, 400)}`).join('\n'),
    tooYoung === 0
      ? ''
      : `${tooYoung} more ${tooYoung === 1 ? 'was' : 'were'} used within the last hour: a command may be about to name ${tooYoung === 1 ? 'it' : 'them'}.`,
    style('bold', sumOf(items.length, byteCount, isDeleted)),
    style('dim', `store ${safeText(store)}`),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function sumOf(count: number, bytes: number, isDeleted: boolean): string {
  const files = `${count} ${count === 1 ? 'file' : 'files'} (${megabytes(bytes)})`
  if (count === 0)
    return isDeleted ? 'Nothing went: everything is named.' : 'Nothing to free: everything is named.'
  return isDeleted ? `Freed ${files}.` : `${files} would go: retake gc --delete`
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
