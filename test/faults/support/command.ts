/** The built command under a fault, and what must hold after it, whatever the fault was. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { RunReport } from '../../../src/commands/runReport.ts'
import { type Ended, retake } from '../../stories/support/shell.ts'
import { expectEqualLedgers, type Stage, withApp } from '../../stories/support/stage.ts'

/** Programs of Debian that tests need: `strace`, `faketime`. */
export function hasProgram(name: string): boolean {
  return spawnSync('which', [name]).status === 0
}

export interface Place {
  readonly stage: Stage
  /** Where the command is called. */
  readonly cwd: string
}

/** @param under a program and its arguments that the command is run by: `strace -e …` */
export function call(
  { stage, cwd }: Place,
  args: readonly string[],
  under: readonly string[] = [],
): Promise<Ended> {
  return retake(args, { cwd, environment: stage.environment, under }).ended
}

const NO_ACCIDENT = /Retake broke|Unhandled|^ {4}at |node:internal|Traceback/m

/** A clear error with the exit code of the table, or success; never a stack trace. @returns the exit code */
export function expectTold({ exitCode, signal, stderr }: Ended): number | null {
  expect(stderr).not.toMatch(NO_ACCIDENT)
  expect(signal).toBeNull()
  expect([0, 1, 2, 3, 4, 5]).toContain(exitCode)
  if (exitCode === 1) {
    expect(stderr).toMatch(/^error \S/m)
    expect(stderr).toMatch(/^next {2}\S/m)
  }
  return exitCode
}

/** Nothing has half its bytes under a name that somebody will open, and no temporary file is left. */
export function expectNoHalves(folder: string): void {
  for (const path of filesBelow(folder)) {
    const bytes = readFileSync(path)
    const name = basename(path)
    expect(name).not.toMatch(/\.tmp$/)
    if (/\.(nbflow|json)$/.test(name)) expect(() => JSON.parse(bytes.toString()), path).not.toThrow()
    if (name.endsWith('.html')) expect(bytes.toString().trimEnd(), path).toMatch(/<\/html>$/)
    if (/^[0-9a-f]{64}$/.test(name)) expect(createHash('sha256').update(bytes).digest('hex')).toBe(name)
    if (basename(dirname(path)).endsWith('-media')) {
      expect(bytes.length, path).toBeGreaterThan(0)
    }
  }
}

/**
 * The same command without the fault: every candidate is there, and the service was asked for each of them once.
 * @param jobs that the workflow has
 */
export async function expectAllKept(place: Place, args: readonly string[], jobs: number): Promise<void> {
  const { exitCode, stdout, stderr } = await call(place, [...args, '--json'])
  expect(exitCode, stderr).toBe(0)
  const report: RunReport = JSON.parse(stdout)
  const hashes = report.generations.flatMap(({ candidates }) => candidates.map(({ sha256 }) => sha256))
  expect(new Set(hashes).size).toBe(jobs)
  const { sim, environment } = place.stage
  expect(sim.ledger().filter(({ taskId }) => taskId !== null)).toHaveLength(jobs)
  await withApp(place.cwd, environment, (app) => expectEqualLedgers(app, sim))
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
