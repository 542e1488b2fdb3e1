/** The live picture of a run: a bar per tab, what is being made, elapsed time and an estimate. Lines that stay scroll above. */
import type { WriteStream } from 'node:tty'
import type { EventNode, Report, ReportEvent } from '../commands/command.ts'
import { lineOf, nodeName } from './eventLine.ts'
import { forTerminal, oneLine } from './safeText.ts'
import { style } from './style.ts'

export interface Reporter {
  readonly report: Report
  /** Takes the live picture away, so that the result stands alone. */
  end(): void
}

const FRAME_MS = 120
const BAR_CELLS = 20
const MOST_ACTIVE = 6

interface TabProgress {
  jobs: number
  done: number
}

export function liveReporter(out: WriteStream): Reporter {
  const tabs = new Map<string, TabProgress>()
  const active = new Map<EventNode, Set<number>>()
  const startedAt = Date.now()
  let waiting: string | null = null
  let drawn = 0
  let isOver = false

  const clear = () => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[0J`)
    drawn = 0
  }
  const draw = () => {
    if (isOver || (tabs.size === 0 && waiting === null)) return
    const time = tabs.size === 0 ? null : timeLine(tabs, startedAt)
    const lines = [...tabLines(tabs), ...activeLines(active), time, waiting]
      .filter((line) => line !== null)
      .map((line) => cut(forTerminal(line), out.columns ?? 80))
    clear()
    out.write(`${lines.join('\n')}\n`)
    drawn = lines.length
  }
  const timer = setInterval(draw, FRAME_MS)
  timer.unref()
  return {
    report: (event) => {
      count(event, tabs, active)
      if (event.type === 'backend away') waiting = lineOf(event)
      if (event.type === 'progress') waiting = oneLine(event.message, 200)
      if (event.type === 'made') waiting = null
      const line = event.type === 'backend away' || event.type === 'settled' ? null : lineOf(event)
      if (line === null) return
      clear()
      out.write(`${forTerminal(line)}\n`)
      draw()
    },
    end: () => {
      isOver = true
      clearInterval(timer)
      clear()
    },
  }
}

function count(
  event: ReportEvent,
  tabs: Map<string, TabProgress>,
  active: Map<EventNode, Set<number>>,
): void {
  if (event.type === 'plan') {
    for (const { generation, state } of event.nodes) {
      if (state.is !== 'run') continue
      const tab = tabs.get(generation.tab) ?? { jobs: 0, done: 0 }
      tab.jobs += state.slots.tasks.length
      tabs.set(generation.tab, tab)
    }
  }
  if (event.type === 'sent') {
    const slots = active.get(event.node) ?? new Set()
    active.set(event.node, slots.add(event.slot))
  }
  if (event.type !== 'made' && event.type !== 'job failed') return
  const slots = active.get(event.node)
  slots?.delete(event.slot)
  if (slots?.size === 0) active.delete(event.node)
  const tab = tabs.get(event.node.generation.tab)
  if (tab !== undefined && (event.type === 'made' || event.againInMs === null)) tab.done += 1
}

function tabLines(tabs: ReadonlyMap<string, TabProgress>): string[] {
  return [...tabs].map(([name, { jobs, done }]) => {
    const filled = jobs === 0 ? BAR_CELLS : Math.min(BAR_CELLS, Math.round((done / jobs) * BAR_CELLS))
    const bar = style('green', '━'.repeat(filled)) + style('dim', '─'.repeat(BAR_CELLS - filled))
    return `${bar} ${String(done).padStart(3)}/${jobs} jobs  ${oneLine(name, 40)}`
  })
}

function activeLines(active: ReadonlyMap<EventNode, ReadonlySet<number>>): string[] {
  const lines = [...active].slice(0, MOST_ACTIVE).map(([node, slots]) => {
    const have = node.held?.take.candidates.size ?? 0
    return style(
      'dim',
      `  ${nodeName(node)}: ${have} of ${node.generation.slotCount}, making slot ${[...slots].join(', ')}`,
    )
  })
  if (active.size > MOST_ACTIVE) lines.push(style('dim', `  and ${active.size - MOST_ACTIVE} more`))
  return lines
}

/** Elapsed, and what is left at the pace so far. */
function timeLine(tabs: ReadonlyMap<string, TabProgress>, startedAt: number): string {
  const sum = [...tabs.values()].reduce((all, tab) => ({
    jobs: all.jobs + tab.jobs,
    done: all.done + tab.done,
  }))
  const elapsedMs = Date.now() - startedAt
  const left = sum.done === 0 ? '' : `, about ${clock((elapsedMs / sum.done) * (sum.jobs - sum.done))} left`
  return style('dim', `${clock(elapsedMs)} elapsed${left}`)
}

function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Cut to the terminal's width, colour codes not counted. */
function cut(line: string, width: number): string {
  let seen = 0
  let result = ''
  for (const piece of line.split(/(\u001b\[[0-9;]*m)/)) {
    if (piece.startsWith('\u001b')) result += piece
    else {
      result += piece.slice(0, Math.max(0, width - 1 - seen))
      seen += piece.length
    }
  }
  return result
}
