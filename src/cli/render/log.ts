/** The log as a person reads it: the versions with their files, then what happened, day by day and version by version. */
import { relative } from 'node:path'
import { amountText } from '../../commands/amountText.ts'
import type { LogReport } from '../../commands/log.ts'
import type { LogEntry, LoggedRun, LoggedVerdict, MadeTake } from '../../commands/versions/logEntries.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { table } from './table.ts'

const MOST_TITLE = 40
const MOST_TEXT = 200
const MOST_TAKES = 6
const UNDER_TIME = ' '.repeat(7)

export function renderLog(report: LogReport, cwd: string): string {
  const { code, versions, entries, total } = report
  const rows = versions.map(({ name, firstSeen, path, place }) => [
    safeText(name),
    firstSeen === null ? 'not run yet' : `${dayOf(firstSeen)} ${timeOf(firstSeen)}`,
    path === null
      ? 'gone'
      : safeText(relative(cwd, path) || path) + (place === 'current' ? ' (current)' : ''),
  ])
  const parts = [table(['version', 'first seen', 'file'], rows)]
  if (entries.length > 0) parts.push(renderEntries(entries))
  const hidden = total - entries.length
  if (hidden > 0) parts.push(`The newest ${entries.length} of ${total}; all of them: --limit ${total}`)
  parts.push(style('bold', sumOf(report)))
  return `${style('bold', safeText(code))}\n${parts.join('\n\n')}\n`
}

function sumOf({ versions, total, jobs, cost }: LogReport): string {
  if (total === 0) return 'Nothing has happened to it yet.'
  const money = cost.usd === 0 ? '' : ` · ${amountText(cost)}`
  return `${count(versions.length, 'version')} · ${count(jobs, 'job')} sent${money}`
}

function renderEntries(entries: readonly LogEntry[]): string {
  const lines: string[] = []
  let group = ''
  for (const entry of entries) {
    const head = `${dayOf(entry.at)}  ${safeText(entry.workflow)}`
    if (head !== group) lines.push(...(group === '' ? [] : ['']), style('bold', head))
    group = head
    const [first, ...more] = linesOf(entry)
    lines.push(`${style('dim', timeOf(entry.at))}  ${first}`, ...more.map((line) => UNDER_TIME + line))
  }
  return lines.join('\n')
}

function linesOf(entry: LogEntry): string[] {
  if (entry.kind === 'run') return runLines(entry)
  if (entry.kind === 'take') return [`came with the file: ${takeText(entry)}`]
  if (entry.kind === 'save') {
    const undone = entry.undoneAt === null ? '' : style('yellow', ` (undone ${timeOf(entry.undoneAt)})`)
    return [`${oneLine(entry.summary, MOST_TEXT)}${by(entry.who)}${undone}`]
  }
  return [verdictText(entry)]
}

function runLines({ command, who, jobs, cost, endedAt, exitCode, takes }: LoggedRun): string[] {
  const { sent, done, failed } = jobs
  const parts = [`${oneLine(command, MOST_TEXT)}${by(who)}`]
  if (sent === 0 && failed === 0) parts.push('nothing sent')
  else parts.push(`${count(sent, 'job')} sent, ${done} done${failed === 0 ? '' : `, ${failed} failed`}`)
  if (sent > 0 && cost.usd > 0) parts.push(amountText(cost))
  if (endedAt === null) parts.push(style('yellow', 'did not end'))
  else if (exitCode !== 0) parts.push(style('yellow', `exit ${exitCode}`))
  const left = takes.length - MOST_TAKES
  const shown = left > 1 ? takes.slice(0, MOST_TAKES) : takes
  const made = shown.map(takeText)
  if (shown.length < takes.length) made.push(`and ${takes.length - shown.length} takes more`)
  return [parts.join(' · '), ...made]
}

function takeText({ nodeId, title, row, take, candidates, isReroll, freshSlots }: MadeTake): string {
  const rowed = row > 1 ? `, row ${row}` : ''
  const slots = freshSlots === null ? '' : ` in slot ${freshSlots.join(', ')}`
  const reroll = isReroll ? ` (re-rolled${slots})` : ''
  return `take ${take} of ${nodeId} "${oneLine(title, MOST_TITLE)}"${rowed}: ${count(candidates, 'candidate')}${reroll}`
}

function verdictText(verdict: LoggedVerdict): string {
  const { kind, nodeId, row, title, take, slot, tell, who, liftedAt, isUndone } = verdict
  const rowed = row > 1 ? `, row ${row}` : ''
  const taken = take === null ? '' : ` take ${take},`
  const why = tell === null ? '' : `: ${oneLine(tell, MOST_TEXT)}`
  const end = liftedAt === null ? '' : ` (${isUndone ? 'undone' : 'lifted'} ${timeOf(liftedAt)})`
  const verb = kind === 'pick' ? style('green', 'approve') : style('red', 'reject')
  return `${verb} "${oneLine(title, MOST_TITLE)}"${rowed} at ${nodeId}:${taken} candidate ${slot}${why}${by(who)}${style('yellow', end)}`
}

function by(who: string | null): string {
  return who === null ? '' : ` · ${oneLine(who, MOST_TITLE)}`
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

/** In the time of the place, as on a clock on the wall. */
function dayOf(at: string): string {
  const time = new Date(at)
  return [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join('-')
}

function timeOf(at: string): string {
  const time = new Date(at)
  return `${pad(time.getHours())}:${pad(time.getMinutes())}`
}

function pad(part: number): string {
  return String(part).padStart(2, '0')
}
