/** A pick or a rejection as a person reads it: what it was, and what a run would now send. */
import { relative } from 'node:path'
import type { ApproveReport, PickedCandidate } from '../../commands/approve.ts'
import type { NextRun, Refreshed } from '../../commands/picking/refreshViews.ts'
import type { RejectReport } from '../../commands/reject.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { atMost } from './atMost.ts'

const MOST_NAMED = 4

export function renderApprove(report: ApproveReport, cwd: string): string {
  const lines = report.approved.map(
    (picked) => `${style('green', 'approved')} ${nameOf(picked)} at gate ${picked.gate}`,
  )
  return ended([...lines, nextLine(report.next)], report, cwd)
}

export function renderReject(report: RejectReport, cwd: string): string {
  const { tell, rejected, left, liftedPick } = report
  const lines = rejected.map(
    (picked) => `${style('yellow', 'rejected')} ${nameOf(picked)}: ${oneLine(tell, 80)}`,
  )
  const [first] = rejected
  const list = left.join(', ')
  const pick = liftedPick ? 'It was the pick; that is lifted. ' : ''
  const rest =
    left.length === 0
      ? `${pick}None of this take is left: re-roll it: retake regen ${report.workflow} ${first?.nodeId}`
      : `${pick}Left: ${list}. Approve one: retake approve ${report.workflow} ${first?.nodeId} ${left[0]}`
  return ended([...lines, rest, nextLine(report.next)], report, cwd)
}

function nameOf({ tab, nodeId, title, row, take, slot }: PickedCandidate): string {
  return `candidate ${slot} of take ${take}, ${oneLine(tab, 24)}:${nodeId} "${oneLine(title, 32)}"${row > 1 ? ` row ${row}` : ''}`
}

function nextLine({ jobs, price, generations }: NextRun): string {
  if (jobs === 0) return 'Nothing needs to run.'
  const named = generations
    .slice(0, MOST_NAMED)
    .map(({ nodeId, title }) => `${oneLine(title, 32)} (${nodeId})`)
  const more = generations.length - named.length
  const cost = price.usd === 0 ? '' : `, ${atMost(price)}`
  return `The next run sends at most ${jobs} jobs${cost}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
}

function ended(lines: readonly string[], { output, sheet, receipt }: Refreshed, cwd: string): string {
  const place = (path: string) => relative(cwd, path) || path
  const files = [output && `newest ${place(output)}`, sheet && `sheet  ${place(sheet)}`].filter(
    (line) => line !== null,
  )
  return `${[...lines, ...files, '', style('bold', safeText(receipt))].join('\n')}\n`
}
