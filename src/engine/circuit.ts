/**
 * Whether the backend can be reached. A refused connection opens the circuit; it closes when the health check answers,
 * or the backend counts as gone once the wait is over.
 */

import type { Backend, Health } from '../backends/backend.ts'
import { withChildSignal } from './childSignal.ts'
import { pause } from './pause.ts'

const HEALTH_TIMEOUT_MS = 5_000
const HEALTH_PAUSE_MS = 1_000

export interface CircuitOptions {
  /** How long to wait for a backend that drops during the run. */
  readonly waitMs: number
  /** How long to wait for one that is down at the start. */
  readonly startWaitMs: number
  readonly signal: AbortSignal
  /** Called while waiting, with what the health check said and how long is left. */
  onWaiting(message: string, leftMs: number): void
}

export interface Circuit {
  /** Waits until the backend answers: false once it counts as gone (or the run is interrupted). */
  closed(): Promise<boolean>
  /** The connection was refused. */
  open(): void
  /** What the last health check said, when it was not well. */
  readonly trouble: { readonly message: string; readonly next: string } | null
}

export function circuit(backend: Backend, options: CircuitOptions): Circuit {
  let trouble: Circuit['trouble'] = null
  let gone = false
  let isFirst = true
  let checking: Promise<boolean> | null = null

  const wait = async (): Promise<boolean> => {
    const deadline = performance.now() + (isFirst ? options.startWaitMs : options.waitMs)
    isFirst = false
    for (;;) {
      const health = await askHealth(backend, options.signal)
      if (health.up) {
        trouble = null
        return true
      }
      trouble = health
      const leftMs = deadline - performance.now()
      if (options.signal.aborted || leftMs <= 0) break
      options.onWaiting(health.message, leftMs)
      await pause(Math.min(HEALTH_PAUSE_MS, leftMs), options.signal)
    }
    gone = true
    return false
  }

  return {
    closed: async () => {
      if (gone) return false
      if (checking === null && !isFirst) return true
      checking ??= wait().finally(() => {
        checking = null
      })
      return checking
    },
    open: () => {
      if (!gone)
        checking ??= wait().finally(() => {
          checking = null
        })
    },
    get trouble() {
      return trouble
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
