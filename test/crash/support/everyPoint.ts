/** Kills a command at its first fault point, at its second, … until none is left; each time the command is repeated. */
import { cpSync } from 'node:fs'
import { expect } from 'vitest'
import { startSim } from '../../../sim/startSim.ts'
import type { App } from '../../../src/commands/app.ts'
import { retake } from '../../stories/support/shell.ts'
import { type Stage, temporaryFolder, withApp } from '../../stories/support/stage.ts'
import { compareLedgers } from './ledgers.ts'

export interface Errand {
  /** What was done before, at the same service: it knows its earlier tasks. */
  readonly before?: (app: App) => Promise<unknown>
  /** The command line that is killed. */
  readonly args: readonly string[]
  /** The same command once more. */
  readonly again: (app: App) => Promise<unknown>
  /** Whether a killed command had come to its end but for what it prints. */
  readonly isOver?: (app: App, folder: string) => Promise<boolean>
  /** Jobs that are paid for when nothing is killed, those from before included. */
  readonly jobs: number
  /** What must hold afterwards, besides both ledgers. */
  readonly check?: (after: After) => Promise<void>
  readonly environment?: () => Promise<Readonly<Record<string, string>>>
}

export interface After {
  readonly app: App
  readonly folder: string
  readonly answer: unknown
  /** `write 7`, for messages. */
  readonly point: string
}

/** Longer than any clock tolerance: the service can tell what it has. */
const UP_MS = 3_600_000

/** @returns how many points there were */
export async function killAtEvery(kind: 'write' | 'network', base: Stage, errand: Errand): Promise<number> {
  for (let nth = 1; ; nth += 1) if (!(await killAt(`${kind} ${nth}`, base, errand))) return nth - 1
}

/** @returns whether the command came to that point */
async function killAt(point: string, base: Stage, errand: Errand): Promise<boolean> {
  const { before, args, again, isOver, jobs, check, environment: own = async () => ({}) } = errand
  const folder = temporaryFolder()
  cpSync(base.folder, folder, { recursive: true })
  const sim = await startSim({ pictures: 'plain', upMs: UP_MS })
  const earlier = { ...base.environment, GLABS_URL: sim.url }
  const environment = { ...earlier, ...(await own()) }
  if (before !== undefined) await withApp(folder, earlier, before)
  const fault = { ...environment, RETAKE_FAULT_POINT: point }
  const { signal, stdout, stderr } = await retake([...args, '--json'], { cwd: folder, environment: fault })
    .ended
  if (signal === null) expect(JSON.parse(stdout), stderr).not.toHaveProperty('error')
  await withApp(folder, environment, async (app) => {
    // What came to its end would be another command if it were repeated.
    const wasOver = signal === null || (await isOver?.(app, folder)) === true
    const answer = wasOver ? stdout : await repeat(again, app, point)
    const ledgers = await compareLedgers(app, folder, sim.ledger())
    expect(ledgers, point).toMatchObject({ accepted: jobs, strays: 0, unknown: 0, lost: [], damaged: [] })
    await check?.({ app, folder, answer, point })
  })
  await sim.close()
  return signal === 'SIGKILL'
}

async function repeat(again: Errand['again'], app: App, point: string): Promise<unknown> {
  try {
    return await again(app)
  } catch (error) {
    throw new Error(`Repeated after ${point}: ${error}`, { cause: error })
  }
}
