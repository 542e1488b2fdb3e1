/** Events of a run as lines. */
import type { EventNode, ReportEvent } from '../commands/command.ts'
import { atMost } from './render/atMost.ts'
import { oneLine } from './safeText.ts'
import { style } from './style.ts'

/** One event as a line that stays, or null for what only a live picture shows. */
export function lineOf(event: ReportEvent): string | null {
  switch (event.type) {
    case 'plan':
      return planLine(event)
    case 'settled': {
      const had = event.node.held?.take.candidates.size ?? 0
      const label = had === 0 ? style('red', 'none') : style('green', 'done')
      return `${label} ${nodeName(event.node)}: ${had} of ${event.node.generation.slotCount}`
    }
    case 'job failed': {
      const then = event.againInMs === null ? 'given up' : `again in ${(event.againInMs / 1000).toFixed(1)} s`
      return `${style('yellow', 'failed')} ${nodeName(event.node)}, slot ${event.slot}: ${oneLine(event.message, 200)} (${then})`
    }
    case 'made':
      return event.warning === null
        ? null
        : `${style('yellow', 'warning')} ${nodeName(event.node)}, slot ${event.slot}: ${oneLine(event.warning, 200)}`
    case 'backend away':
      return `${style('yellow', 'waiting')} ${event.backend} does not answer; ${Math.ceil(event.leftMs / 1000)} s left. ${oneLine(event.message, 200)}`
    case 'note':
      return `${style('cyan', 'note')} ${oneLine(event.message, 400)}`
    case 'started':
    case 'sent':
    case 'progress':
      return null
  }
}

function planLine(plan: Extract<ReportEvent, { type: 'plan' }>): string {
  const { jobs, isFree } = plan
  const kinds = [...jobs].sort().map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`)
  if (kinds.length === 0) return 'Nothing to send.'
  if (isFree) return `To draw: ${kinds.join(', ')}; free.`
  const price = 'price' in plan ? atMost(plan.price) : 'price not known'
  return `To pay for, at most: ${kinds.join(', ')}; ${price}.`
}

export function nodeName({ generation }: Pick<EventNode, 'generation'>): string {
  const { tab, nodeId, title, row, rowCount } = generation
  return `${oneLine(tab, 24)}:${nodeId} "${oneLine(title, 32)}"${rowCount > 1 ? ` row ${row}` : ''}`
}
