/** What is not as the store promises, as a person reads it; then what was had again, and one sentence about the whole. */
import type { FsckReport } from '../../commands/fsck.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'

const MOST_SHOWN = 20
const MOST_LINE = 600

export function renderFsck({ store, checked, problems, repaired, notes, exitCode }: FsckReport): string {
  const parts = [
    listed(problems, ({ is, message, next }) => {
      return `${style('red', is)} ${oneLine(message, MOST_LINE)}\n  ${style('dim', 'next')} ${oneLine(next, MOST_LINE)}`
    }),
    listed(repaired, ({ what, sha256, where, from, place }) => {
      const own = sha256 === null ? 'drawn again' : 'taken in by another command meanwhile'
      const origin = from === 'store' ? own : `from the ${from} ${oneLine(place, 200)}`
      return `${style('green', 'had again')} ${what} ${oneLine(where[0] ?? '', 200)}: ${origin}`
    }),
    listed(notes, (note) => `${style('cyan', 'note')} ${oneLine(note, MOST_LINE)}`),
    style('bold', sumOf({ checked, problems, repaired, exitCode })),
    style('dim', `store ${safeText(store)}`),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function sumOf({
  checked,
  problems,
  repaired,
  exitCode,
}: Pick<FsckReport, 'checked' | 'problems' | 'repaired' | 'exitCode'>): string {
  const again = repaired.length === 0 ? '' : ` ${repaired.length} had again.`
  if (exitCode === 130) return `Stopped before the end.${again} What was had again is kept.`
  if (problems.length === 0) return `All ${checked} contents are here, byte for byte.${again}`
  return `${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} wrong; ${checked} contents read.${again}`
}

function listed<Item>(items: readonly Item[], line: (item: Item) => string): string {
  const shown = items.slice(0, MOST_SHOWN).map(line)
  const more = items.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more: --json lists all`] : [])].join('\n')
}
