/**
 * Whether one instance can be reached. A refused connection opens the circuit; it closes when the health check answers.
 * The loop says how long that is waited for: without an end while others do the work, else until it counts as gone.
 */
import type { Backend, Health } from '../backends/backend.ts'
import { withChildSignal } from './childSignal.ts'
import { pause } from './pause.ts'

const HEALTH_TIMEOUT_MS = 5_000
const HEALTH_PAUSE_MS = 1_000

/** `asking`: it is not known yet whether it answers. `gone`: it is not waited for any more. */
export type CircuitState = 'unasked' | 'asking' | 'up' | 'away' | 'gone'

export interface CircuitOptions {
  readonly signal: AbortSignal
  onChange(state: CircuitState): void
  /** Called while it is waited for with an end, with what the health check said and how long is left. */
  onWaiting(message: string, leftMs: number): void
  /** The health check itself failed, which is a fault of ours. */
  onBroken(error: unknown): void
}

export interface Circuit {
  readonly state: CircuitState
  /** Whether it has answered in this run. */
  readonly wasUp: boolean
  /** Asks for the first time. */
  ask(): void
  /** The connection was refused. */
  open(): void
  /** Waits until it answers: false once it counts as gone (or the run is interrupted). */
  closed(): Promise<boolean>
  /** How long it is waited for, from now on; null: without an end, and one that was gone is asked again. */
  waitAtMost(waitMs: number | null): void
  /** What the last health check said, when it was not well. */
  readonly trouble: { readonly message: string; readonly next: string } | null
}

export function circuit(backend: Backend, options: CircuitOptions): Circuit {
  const { signal } = options
  let state: CircuitState = 'unasked'
  let wasUp = false
  let trouble: Circuit['trouble'] = null
  let wait: { readonly ms: number | null; readonly sinceMs: number } = { ms: null, sinceMs: 0 }
  let asking: Promise<boolean> = Promise.resolve(false)
  let cutPause = () => {}

  const enter = (next: CircuitState) => {
    if (state === next) return
    state = next
    options.onChange(next)
  }
  const begin = (first: 'asking' | 'away') => {
    wait = { ...wait, sinceMs: performance.now() }
    asking = askUntilUp().catch((error: unknown) => {
      options.onBroken(error)
      enter('gone')
      return false
    })
    enter(first)
  }
  const askUntilUp = async (): Promise<boolean> => {
    for (;;) {
      const health = await askHealth(backend, signal)
      if (health.up) {
        wasUp = true
        trouble = null
        enter('up')
        return true
      }
      trouble = health
      enter('away')
      if (await isOver(health.message)) {
        enter('gone')
        return false
      }
    }
  }
  /** Pauses before the next question; true when there is to be none. */
  const isOver = async (message: string): Promise<boolean> => {
    for (;;) {
      const leftMs = wait.ms === null ? Number.POSITIVE_INFINITY : wait.sinceMs + wait.ms - performance.now()
      if (signal.aborted || leftMs <= 0) return true
      if (wait.ms !== null) options.onWaiting(message, leftMs)
      const cut = new Promise<'cut'>((resolve) => {
        cutPause = () => resolve('cut')
      })
      const ended = await Promise.race([pause(Math.min(HEALTH_PAUSE_MS, leftMs), signal), cut])
      if (ended !== 'cut') return false
    }
  }

  return {
    get state() {
      return state
    },
    get wasUp() {
      return wasUp
    },
    get trouble() {
      return trouble
    },
    ask: () => {
      if (state === 'unasked') begin('asking')
    },
    open: () => {
      if (state === 'up') begin('asking')
    },
    closed: async () => state === 'up' || (state !== 'gone' && (await asking)),
    waitAtMost: (ms) => {
      if (ms === wait.ms) return
      wait = { ms, sinceMs: wait.ms === null ? performance.now() : wait.sinceMs }
      if (state === 'gone' && ms === null && !signal.aborted) begin('away')
      cutPause()
    },
  }
}

/** A backend that takes the connection and says nothing is as far away as one that refuses it. */
async function askHealth(backend: Backend, signal: AbortSignal): Promise<Health> {
  const ask = async (limit: AbortSignal): Promise<Health> => {
    try {
      return await backend.health(limit)
    } catch (error) {
      if (!limit.aborted) throw error
      const message = `${backend.name} takes the connection but gives no answer within ${HEALTH_TIMEOUT_MS / 1000} s.`
      return { up: false, message, next: 'Restart it, then run the same command again.' }
    }
  }
  return withChildSignal(signal, ask, HEALTH_TIMEOUT_MS)
}
