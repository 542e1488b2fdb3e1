/** A finished run as a person reads it: what every generation came to, what failed and why, where the files are. */
import { relative } from 'node:path'
import type { ReportedError, ReportedGeneration, RunReport } from '../../commands/runReport.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { renderUnmirrored } from './mirror.ts'
import { table } from './table.ts'

const MOST_WARNINGS = 8
const MOST_TITLE = 32
const MOST_PLACES = 5

/** @param further blocks before the receipt */
export function renderRun(report: RunReport, cwd: string, further: readonly string[] = []): string {
  const parts = [renderGenerations(report.generations), renderErrors(report)]
  parts.push(renderWarnings(report.warnings))
  const place = (path: string) => relative(cwd, path) || path
  const files = [
    report.output && `${report.isNewOutput ? 'wrote ' : 'newest'} ${place(report.output)}`,
    report.sheet && `sheet  ${place(report.sheet)}`,
    report.errorsFile && `errors ${place(report.errorsFile)}`,
  ].filter((line) => line !== null)
  parts.push(
    files.join('\n'),
    renderUnmirrored(report.mirror, report.workflow),
    ...further,
    renderEnd(report),
    style('bold', safeText(report.receipt)),
  )
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function renderGenerations(generations: readonly ReportedGeneration[]): string {
  const selected = generations.filter((generation) => generation.selected)
  const others = generations.length - selected.length
  const rows = selected.map((generation) => {
    const { tab, nodeId, title, row, status, take, candidates, picks } = generation
    const rowed = generations.some(
      (other) => other.nodeId === nodeId && other.tab === tab && other.row !== row,
    )
    const pick = picks.map(({ slot, by, gate }) => `${slot} ${by} (gate ${gate})`).join(', ')
    return [
      oneLine(tab, MOST_TITLE),
      String(nodeId),
      oneLine(title, MOST_TITLE) + (rowed ? ` · row ${row}` : ''),
      status,
      take === null ? '–' : String(take),
      candidates.map(({ slot }) => slot).join(' ') || '–',
      status === 'held' || pick === '' ? oneLine(generation.reason ?? '–', 80) : pick,
    ]
  })
  if (rows.length === 0) return ''
  const list = table(['tab', 'node', 'title', 'status', 'take', 'candidates', 'pick'], rows)
  return others === 0 ? list : `${list}\n${style('dim', `and ${others} that were not asked for`)}`
}

/** One block for each message, however many generations it is about. What failed before is only counted. */
function renderErrors({ workflow, errors, generations }: RunReport): string {
  const selected = new Set(generations.filter((each) => each.selected).map(placeOf))
  const asked = errors.filter((error) => selected.has(placeOf(error)))
  const before = errors.length - asked.length
  const groups = new Map<string, ReportedError[]>()
  for (const error of asked) {
    const key = `${error.errorType} ${error.message}`
    groups.set(key, [...(groups.get(key) ?? []), error])
  }
  const blocks = [...groups.values()].map(renderGroup)
  if (before > 0) {
    const what = before === 1 ? '1 other failed before' : `${before} others failed before`
    blocks.push(style('dim', `${what}: retake errors ${safeText(workflow)}`))
  }
  return blocks.join('\n')
}

function placeOf({ tab, nodeId, row }: Pick<ReportedGeneration, 'tab' | 'nodeId' | 'row'>): string {
  return `${tab}:${nodeId}:${row}`
}

function renderGroup(errors: readonly ReportedError[]): string {
  const [{ errorType, message, strategy }] = errors as [ReportedError, ...ReportedError[]]
  const places = errors.slice(0, MOST_PLACES).map(({ tab, nodeId, title, row, slots, attempts }) => {
    const sent = attempts === 0 ? 'not sent' : attempts === 1 ? 'sent once' : `sent ${attempts} times`
    const slotList = `slot${slots.length === 1 ? '' : 's'} ${slots.join(', ')}`
    return `  ${oneLine(tab, MOST_TITLE)}:${nodeId} "${oneLine(title, MOST_TITLE)}" row ${row}, ${slotList} (${sent})`
  })
  if (errors.length > MOST_PLACES) places.push(`  and ${errors.length - MOST_PLACES} more generations`)
  const lines = [
    `${style('red', errorType)} ${oneLine(message, 400)}`,
    ...places,
    `  ${style('dim', 'next')} ${strategy}`,
  ]
  return lines.join('\n')
}

function renderWarnings(warnings: readonly string[]): string {
  const shown = warnings
    .slice(0, MOST_WARNINGS)
    .map((warning) => `${style('yellow', 'warning')} ${oneLine(warning, 300)}`)
  const more = warnings.length - shown.length
  if (more > 0) shown.push(style('dim', `and ${more} more: see "retake check"`))
  return shown.join('\n')
}

function renderEnd({ stoppedBy }: RunReport): string {
  if (stoppedBy === 'interrupt')
    return 'Interrupted. The same command goes on where this one stopped; nothing is paid twice.'
  if (stoppedBy === 'limit')
    return 'The limit is reached. The same command with a higher one goes on from here.'
  if (stoppedBy === 'access') {
    return 'The backend refuses access: see what it says above, and "retake doctor". The same command then goes on from here.'
  }
  if (stoppedBy === 'throttle') {
    return 'The service throttles, or the quota of the day is spent. The same command later goes on from here.'
  }
  if (stoppedBy === 'backend') {
    return 'The backend does not answer. Start it, or set GLABS_URL, and run the same command again.\nTo try a run without it: --backend sketch'
  }
  return ''
}
