/** A plan as a person reads it: what would be sent, and why. */
import type { PlanReport } from '../../commands/plan.ts'
import { oneLine } from '../safeText.ts'
import { style } from '../style.ts'
import { atMost } from './atMost.ts'
import { table } from './table.ts'

const MOST_TITLE = 32

export function renderPlan(plan: PlanReport): string {
  const rows = plan.generations.map(({ tab, nodeId, title, row, action, jobs, reason }) => [
    oneLine(tab, MOST_TITLE),
    String(nodeId),
    oneLine(title, MOST_TITLE),
    String(row),
    action,
    jobs === 0 ? '–' : String(jobs),
    oneLine(reason, 120),
  ])
  const { total, images, videos } = plan.jobs
  const sum =
    total === 0
      ? 'Nothing to do: 0 jobs'
      : `At most ${total} jobs: ${images} images, ${videos} videos; ${atMost(plan.price)}`
  const list = table(['tab', 'node', 'title', 'row', 'action', 'jobs', 'why'], rows)
  return `${list}\n\n${style('bold', sum)} (${plan.backend})\nplan ${plan.hash}\n`
}
