// On what, and when: stands beside every table.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, release, tmpdir, type } from 'node:os'
import { join } from 'node:path'
import { median } from './alternate.mjs'
import { makeVersion } from './makeProject.mjs'

const memoryFilesystems = new Set([0x01021994, 0x858458f6])
const syncs = 200

/** @returns {string} One sentence. */
export function machineLine() {
  const [cpu] = cpus()
  const disk = memoryFilesystems.has(statfsSync(tmpdir()).type)
    ? ', **its folder in memory: a sync costs nothing here**'
    : ''
  const load = loadavg()[0]?.toFixed(1)
  const tools = `Node ${process.versions.node}, ${makeVersion() ?? 'no make'}`
  const machine = `${type()} ${release()} ${arch()}, ${availableParallelism()} × ${cpu?.model.trim() ?? 'unknown'}${disk}`
  return `${new Date().toISOString().slice(0, 10)}, ${tools}, ${machine}, load ${load} at the end.`
}

/** @returns {number} What writing 4 KB durably costs on this disk, in milliseconds: nothing durable is faster. */
export function oneSync() {
  const folder = mkdtempSync(join(tmpdir(), 'retake-bench-'))
  const file = openSync(join(folder, 'sync'), 'w')
  const block = Buffer.alloc(4096, 1)
  const times = Array.from({ length: syncs }, () => {
    writeSync(file, block)
    const startedAt = performance.now()
    fdatasyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  rmSync(folder, { recursive: true })
  return median(times)
}
