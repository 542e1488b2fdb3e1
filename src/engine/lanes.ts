/** The lanes of a run together: which of them can go on, for how long one that is away is waited for, and why none is left. */
import type { CircuitState } from './circuit.ts'
import { type Lane, openLane } from './lane.ts'
import { breakOff, type Loop, note, type RunEnd } from './loop.ts'

/** @param signal aborted when the run is over: nobody is asked after that */
export function openLanes(loop: Loop, signal: AbortSignal): void {
  for (const instance of loop.instances) {
    const { name } = instance.backend
    const lane: Lane = openLane(instance, loop.waits, {
      signal,
      onChange: (state) => {
        if (!signal.aborted) tellOthers(lane, state, loop)
        loop.wake()
      },
      onWaiting: (message, leftMs) => loop.onEvent({ type: 'backend away', backend: name, message, leftMs }),
      onBroken: (error) => breakOff(loop, error),
    })
    loop.lanes.push(lane)
  }
}

/** One of several that drops, or comes back. Where there is only one, the wait itself tells it. */
function tellOthers(lane: Lane, state: CircuitState, loop: Loop): void {
  const { name } = lane.backend
  const isOther = (other: Lane) => other !== lane && goesOn(other) && isReachable(other)
  if (state === 'away' && loop.lanes.some(isOther)) {
    const reason = lane.circuit.trouble?.message ?? ''
    note(loop, `${name} is away, the others go on; it takes part again when it answers. ${reason}`)
    lane.isMissed = true
  }
  if (state === 'up' && lane.isMissed) {
    note(loop, `${name} answers again.`)
    lane.isMissed = false
  }
}

/** Not known to be away. */
export function isReachable({ circuit: { state } }: Lane): boolean {
  return state !== 'away' && state !== 'gone'
}

/** Whether it may still be sent jobs in this run, now or later. */
function goesOn(lane: Lane): boolean {
  return isSentTo(lane) && lane.circuit.state !== 'gone' && !lane.coolDown.isTooLong(performance.now())
}

/** Whether it takes part in this run, up or not. */
export function isSentTo(lane: Lane): boolean {
  return lane.isSentTo && lane.refusal === null
}

/** Whether jobs may still be sent anywhere. */
export function isAnyLeft({ lanes }: Pick<Loop, 'lanes'>): boolean {
  return lanes.some(goesOn)
}

/** Whether another could take the job at once, or soon. */
export function isAnotherUp(lane: Lane, { lanes }: Loop): boolean {
  return lanes.some((other) => other !== lane && goesOn(other) && isReachable(other))
}

/** Whoever is away is waited for without an end only while others do something. */
export function setPatience(loop: Loop): void {
  const { lanes, waits } = loop
  const isMissed = ({ circuit }: Lane) => circuit.wasUp && circuit.state !== 'up'
  for (const lane of lanes) {
    const hasWorkers = lanes.some((other) => other !== lane && isAtWork(other, loop))
    const waitMs = lane.circuit.wasUp || lanes.some(isMissed) ? waits.waitMs : waits.startWaitMs
    lane.circuit.waitAtMost(hasWorkers ? null : waitMs)
  }
}

function isAtWork(lane: Lane, loop: Loop): boolean {
  if (!isReachable(lane)) return false
  const { queues, paused } = loop
  const hasTaken = lane.active > 0 || queues.countBoundTo(lane.backend.name) > 0
  return hasTaken || (goesOn(lane) && (queues.free > 0 || paused.size > 0))
}

/** Of what the run ends when no job can be sent anywhere. */
export function whyNoneIsLeft({ lanes }: Loop): NonNullable<RunEnd['stoppedBy']> {
  const wanted = lanes.filter((lane) => lane.isSentTo)
  if (wanted.some(({ circuit }) => circuit.state === 'gone')) return 'backend'
  return wanted.some(({ refusal }) => refusal !== null) ? 'access' : 'throttle'
}

/** The same in a sentence; of several, what keeps each of them. */
export function whyUnsent({ lanes }: Loop): string {
  const wanted = lanes.filter((lane) => lane.isSentTo)
  const [only] = wanted
  if (wanted.length === 1 && only !== undefined) return whyNot(only)
  return wanted.map((lane) => `${lane.backend.name}: ${whyNot(lane)}`).join(' ')
}

function whyNot({ circuit, refusal }: Lane): string {
  if (circuit.state === 'gone') return circuit.trouble?.message ?? 'the backend does not answer.'
  return refusal ?? 'the service throttles, or the quota of the day is spent.'
}
