// Starts the watchdog for one target, and tells it which case is at work.
import { Worker } from 'node:worker_threads'

/** What a case may take. Far above what any needs, so that only what never ends is met. */
const LIMITS = { mostCpuMs: 20_000, mostWallMs: 300_000, mostBytes: 1_500_000_000 }

/**
 * @param {string} target
 * @param {typeof LIMITS} [limits]
 */
export function watch(target, limits = LIMITS) {
  const seeds = new Float64Array(new SharedArrayBuffer(16))
  const worker = new Worker(new URL('./watchdog.mjs', import.meta.url), {
    workerData: { target, seeds, ...limits },
  })
  worker.unref()
  return {
    /** @param {number} seed */
    begin(seed) {
      seeds[1] = seed
      seeds[0] = (seeds[0] ?? 0) + 1
    },
    end: () => worker.terminate(),
  }
}
