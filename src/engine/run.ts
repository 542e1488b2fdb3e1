/**
 * The run loop: decide what can be decided, start what is ready (most unblocking first) up to the concurrency, and when
 * a generation is complete let go what waited for it. A rerun is this with a smaller plan.
 */
import { countIntents } from '../store/intents.ts'
import { abandonQueue, leaveGone } from './abandon.ts'
import { decideNodes } from './decideNodes.ts'
import { isAnyLeft, openLanes, setPatience, whyNoneIsLeft } from './lanes.ts'
import { breakOff, halt, type Loop, newLoop, type RunEnd, type RunOptions } from './loop.ts'
import { restsOver, startJobs } from './startJobs.ts'

export async function run(options: RunOptions): Promise<RunEnd> {
  const loop = newLoop(options)
  const { signal } = options.job
  const over = new AbortController()
  openLanes(loop, over.signal)
  const stop = () => {
    over.abort()
    halt(loop, 'interrupt')
    loop.wake()
  }
  signal.addEventListener('abort', stop)
  try {
    if (signal.aborted) stop()
    await turn(loop)
  } finally {
    signal.removeEventListener('abort', stop)
    over.abort()
  }
  const { database, runId } = options.job
  const unanswered = await countIntents(database, runId)
  return { submitted: loop.submitted, unanswered, stoppedBy: loop.stoppedBy }
}

async function turn(loop: Loop): Promise<void> {
  for (;;) {
    const woken = new Promise<void>((resolve) => {
      loop.wake = resolve
    })
    if (loop.failure === null) await decide(loop).catch((error: unknown) => breakOff(loop, error))
    if (loop.stoppedBy !== null) abandonQueue(loop)
    setPatience(loop)
    // One moment for both: a rest that ends between two looks at the clock would be waited for without a timer.
    const nowMs = performance.now()
    startJobs(loop, nowMs)
    const isIdle = loop.lanes.every(({ active }) => active === 0)
    if (isIdle && loop.paused.size === 0 && loop.queues.size === 0) {
      if (loop.failure !== null) throw loop.failure.error
      if (loop.open.size === 0 || loop.stoppedBy !== null) return
    }
    await wokenOrDue(woken, loop, nowMs)
  }
}

/** While something waits at a gate and jobs are under way, somebody may approve it. */
const PICKS_EVERY_MS = 1_000

/** Whoever rests is ready again by itself. */
async function wokenOrDue(woken: Promise<void>, loop: Loop, nowMs: number): Promise<void> {
  const dues = [...(loop.resolution.isHeld() ? [PICKS_EVERY_MS] : []), ...restsOver(loop, nowMs)]
  if (dues.length === 0) return woken
  const timer = setTimeout(() => loop.wake(), Math.min(...dues, LONGEST_TIMER_MS))
  await woken.finally(() => clearTimeout(timer))
}

const LONGEST_TIMER_MS = 3_600_000

/** Decides, and gives up what can be done nowhere, until nothing more follows from it. */
async function decide(loop: Loop): Promise<void> {
  do await decideNodes(loop)
  while (leaveGone(loop))
  const isMoreToSend = loop.queues.free > 0 || loop.paused.size > 0
  if (isMoreToSend && !isAnyLeft(loop)) halt(loop, whyNoneIsLeft(loop))
}
