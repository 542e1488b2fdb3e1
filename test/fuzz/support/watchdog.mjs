// A thread that ends its process when a case does not end, or takes more memory than it may: a loop without end blocks
// everything else in that process, test timeouts too. Time is that of the processor, so a busy machine does no harm.
import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

/** @type {{ target: string, seeds: Float64Array, mostCpuMs: number, mostWallMs: number, mostBytes: number }} */
const { target, seeds, mostCpuMs, mostWallMs, mostBytes } = workerData
const EVERY_MS = 100

let count = -1
let began = { cpuMs: 0, wallMs: 0 }

function now() {
  const { user, system } = process.cpuUsage()
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() }
}

/** @returns {string | null} Why the case is ended. */
function whatIsWrong() {
  const { cpuMs, wallMs } = now()
  const bytes = process.memoryUsage.rss()
  if (bytes > mostBytes) return `takes ${Math.round(bytes / 1e6)} MB of memory`
  if (cpuMs - began.cpuMs > mostCpuMs) return `does not end: ${Math.round(cpuMs - began.cpuMs)} ms of work`
  if (wallMs - began.wallMs > mostWallMs) return `does not end: ${Math.round(wallMs - began.wallMs)} ms`
  return null
}

setInterval(() => {
  // The first number counts the cases, the second is the seed of the one at work.
  if (seeds[0] !== count) {
    count = seeds[0] ?? 0
    began = now()
  }
  const wrong = whatIsWrong()
  if (wrong === null) return
  writeSync(2, `\nFuzzing "${target}": the case of seed ${seeds[1]} ${wrong}.\n`)
  process.kill(process.pid, 'SIGKILL')
}, EVERY_MS)
