/** The ledger as a person reads it: the newest jobs, as wide as the terminal allows, then what they all come to. */
import { amountText, usdText } from '../../commands/amountText.ts'
import type { LedgerReport } from '../../commands/ledger.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { wrap } from '../wrap.ts'
import { table } from './table.ts'

type Entry = LedgerReport['jobs'][number]
type Sums = LedgerReport['byMonth'][number]
type Amount = LedgerReport['spent']

const MOST_JOBS = 40
/** From here on everything has its column. */
const WIDE = 150
const WIDTH_WITHOUT_TERMINAL = 160

export function renderLedger(report: LedgerReport): string {
  const { jobs, about, since, byWorkflow, byMonth, byCommand } = report
  const whose = about === null ? 'everything in this store' : safeText(about)
  const head = style('bold', since === null ? whose : `${whose}, since ${momentOf(since)}`)
  if (jobs.length === 0) return `${head}\nNo jobs were sent.\n${reusedLine(report)}`
  const shown = jobs.slice(-MOST_JOBS)
  const hidden = jobs.length - shown.length
  const isWide = (process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL) >= WIDE
  const list = isWide ? wideTable(shown, byWorkflow.length > 1) : narrowTable(shown)
  const parts = [
    hidden === 0
      ? list
      : `${list}\nThe newest ${shown.length} of ${jobs.length}; all of them: --csv or --json`,
  ]
  for (const [name, groups] of [
    ['workflow', byWorkflow],
    ['month', byMonth],
    ['command', byCommand],
  ] as const) {
    if (groups.length > 1) parts.push(sumsTable(name, groups))
  }
  parts.push(`${totals(report)}\n${reusedLine(report)}`)
  return `${head}\n${parts.join('\n\n')}`
}

function wideTable(jobs: readonly Entry[], areSeveral: boolean): string {
  const header = [
    'sent',
    'workflow',
    'node',
    'title',
    'row',
    'take',
    'slot',
    'kind',
    'model',
    'where',
    'price',
    'outcome',
  ]
  const rows = jobs.map((job) => [
    momentOf(job.at),
    oneLine(job.workflow, 20),
    nodeOf(job, 20),
    oneLine(job.title ?? '–', 28),
    String(job.row ?? '–'),
    String(job.take ?? '–'),
    String(job.slot),
    job.kind ?? '–',
    oneLine(job.model ?? '–', 20),
    oneLine(job.backend, 12),
    priceOf(job),
    outcomeOf(job),
  ])
  const without = (cells: readonly string[]) => cells.filter((_, at) => areSeveral || at !== 1)
  return table(without(header), rows.map(without))
}

/** For 80 columns: what can be had from `--csv` is left out. */
function narrowTable(jobs: readonly Entry[]): string {
  const rows = jobs.map((job) => [
    momentOf(job.at).slice('2026-'.length),
    nodeOf(job, 12),
    oneLine(job.title ?? '–', 16),
    `${job.take ?? '–'}/${job.slot}`,
    priceOf(job),
    outcomeOf(job),
  ])
  return table(['sent', 'node', 'title', 't/s', 'price', 'outcome'], rows)
}

/** The end of a long tab is cut, not the number. */
function nodeOf({ tab, nodeId, row }: Entry, most: number): string {
  if (tab === null || nodeId === null) return '–'
  const number = `:${nodeId}${row !== null && row > 1 ? `/${row}` : ''}`
  return `${oneLine(tab, Math.max(1, most - number.length))}${number}`
}

function priceOf({ taken, usd }: Entry): string {
  if (taken === 'no') return '–'
  return usd === null ? 'not known' : usdText(usd)
}

const WHAT_OPEN: Readonly<Record<Entry['taken'], string>> = {
  yes: 'under way',
  perhaps: 'may have been paid',
  no: '',
}

function outcomeOf({ outcome, taken, isWasted, mayBePaidTwice, errorType, message }: Entry): string {
  const why = [errorType, message].filter((part) => part !== null).join(': ')
  switch (outcome) {
    case 'made':
      return isWasted ? style('yellow', 'made, not kept') : style('green', 'made')
    case 'failed':
      return oneLine(`failed, ${why}`, 160)
    case 'not taken':
      return oneLine(`not taken, ${why}`, 160)
    case 'late':
      return isWasted ? 'late, made anew meanwhile' : 'late, asked for by the next run'
    case 'open':
      return `open, ${WHAT_OPEN[taken]}${mayBePaidTwice ? ' twice' : ''}`
    case 'unknown':
      return `unknown, may have been paid${mayBePaidTwice ? ' twice' : ''}`
  }
}

function sumsTable(name: string, groups: readonly Sums[]): string {
  const rows = groups.map((sums) => [
    oneLine(sums.name, 24),
    String(sums.spent.jobs),
    moneyOf(sums.spent),
    sums.wasted.jobs === 0 ? '–' : String(sums.wasted.jobs),
    sums.unknown.jobs === 0 ? '–' : String(sums.unknown.jobs),
  ])
  return table([name, 'jobs', 'spent', 'wasted', 'unknown'], rows)
}

function totals({ spent, wasted, unknown, perhapsTwice, notTaken }: LedgerReport): string {
  const lines = [style('bold', lineOf('spent', spent, ''))]
  if (wasted.jobs > 0) lines.push(lineOf('wasted', wasted, 'of these: paid for, and nothing is kept of them'))
  if (unknown.jobs > 0) {
    const twice = perhapsTwice === 0 ? '' : `; ${perhapsTwice} of them sent again, so perhaps paid twice`
    lines.push(style('yellow', lineOf('unknown', unknown, `besides: they may have been paid${twice}`)))
  }
  if (notTaken > 0) lines.push(`not taken ${count(notTaken)}: they cost nothing`)
  return lines.join('\n')
}

function reusedLine({ reused }: LedgerReport): string {
  if (reused.jobs === 0) return ''
  const one = reused.jobs === 1 ? 'candidate' : 'candidates'
  const money = reused.unpriced === reused.jobs ? '' : `, ${amountText(reused)}`
  const what = 'made for another version or node, and not paid for again'
  return `${wrap(`reused    ${reused.jobs} ${one}${money}: ${what}`, 0)}\n`
}

function lineOf(word: string, amount: Amount, what: string): string {
  const line = `${word.padEnd(9)} ${count(amount.jobs)}, ${moneyOf(amount)}`
  return wrap(what === '' ? line : `${line} (${what})`, 0)
}

function moneyOf(amount: Amount): string {
  return amount.jobs === 0 ? '–' : amountText(amount)
}

function count(jobs: number): string {
  return `${jobs} ${jobs === 1 ? 'job' : 'jobs'}`
}

/** In the time of the place, as on a clock on the wall. */
function momentOf(at: string): string {
  const time = new Date(at)
  const [month, day, hour, minute] = [
    time.getMonth() + 1,
    time.getDate(),
    time.getHours(),
    time.getMinutes(),
  ].map((part) => String(part).padStart(2, '0'))
  return `${time.getFullYear()}-${month}-${day} ${hour}:${minute}`
}
