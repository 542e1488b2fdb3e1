/** The ledger for a spreadsheet: one line for each job, as RFC 4180 wants it. No text in it is ever taken for a formula. */
import type { LedgerReport } from '../../commands/ledger.ts'
import { safeText } from '../safeText.ts'

type Entry = LedgerReport['jobs'][number]

export function ledgerCsv({ jobs }: LedgerReport): string {
  const lines = [
    Object.keys(COLUMNS),
    ...jobs.map((job) => Object.values(COLUMNS).map((column) => column(job))),
  ]
  return lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')
}

type Cell = string | number | boolean | null

const COLUMNS: Readonly<Record<string, (job: Entry) => Cell>> = {
  sent: ({ at }) => at,
  workflow: ({ workflow }) => workflow,
  tab: ({ tab }) => tab,
  nodeId: ({ nodeId }) => nodeId,
  row: ({ row }) => row,
  title: ({ title }) => title,
  take: ({ take }) => take,
  slot: ({ slot }) => slot,
  attempt: ({ attempt }) => attempt,
  kind: ({ kind }) => kind,
  model: ({ model }) => model,
  backend: ({ backend }) => backend,
  usd: ({ usd }) => usd,
  outcome: ({ outcome }) => outcome,
  taken: ({ taken }) => taken,
  wasted: ({ isWasted }) => isWasted,
  perhapsPaidTwice: ({ mayBePaidTwice }) => mayBePaidTwice,
  errorType: ({ errorType }) => errorType,
  message: ({ message }) => message,
  finished: ({ finishedAt }) => finishedAt,
  command: ({ command }) => command,
  who: ({ who }) => who,
  handle: ({ handle }) => (handle === null ? null : JSON.stringify(handle)),
}

function cellOf(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell)
  const text = safeText(cell)
  const harmless = BEGINS_FORMULA.test(text) ? `'${text}` : text
  return /[",\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** What Excel, LibreOffice and Sheets read as the beginning of one, in wide letters too, after blanks too. */
const BEGINS_FORMULA = /^\s*[=+\-@＝＋－＠]/
