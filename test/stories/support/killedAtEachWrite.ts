/** A command that is killed at each of its durable writes in turn, every time in a fresh copy of a stage's folder. */
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { inParallel } from '../../../src/media/inParallel.ts'
import { type Ended, retake } from './shell.ts'
import { type Stage, temporaryFolder } from './stage.ts'

export interface KilledAtEachWrite {
  /** The command as it ends when nothing kills it. */
  readonly whole: Ended
  /** How often it was killed. */
  readonly kills: number
}

/** A limit for a machine that does much else; two processors need a few seconds. */
export const MANY_PROCESSES_MS = 120_000

const AT_ONCE = 2

/** @param afterwards is given the folder as a kill has left it */
export async function killedAtEachWrite(
  stage: Stage,
  args: readonly string[],
  afterwards: (folder: string, point: string) => Promise<void>,
): Promise<KilledAtEachWrite> {
  const log = join(temporaryFolder(), 'points')
  const whole = await start(stage, args, { RETAKE_FAULT_LOG: log }).ended
  const passed = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []
  const kills = passed.filter((name) => name.startsWith('write:')).length
  const points = Array.from({ length: kills }, (_, at) => `write ${at + 1}`)
  await inParallel(points, AT_ONCE, async (point) => {
    const { folder, ended } = start(stage, args, { RETAKE_FAULT_POINT: point })
    expect(await ended, point).toMatchObject({ signal: 'SIGKILL' })
    await afterwards(folder, point)
  })
  return { whole, kills }
}

function start(stage: Stage, args: readonly string[], fault: Record<string, string>) {
  const folder = temporaryFolder()
  cpSync(stage.folder, folder, { recursive: true, preserveTimestamps: true })
  return {
    folder,
    ended: retake(args, { cwd: folder, environment: { ...stage.environment, ...fault } }).ended,
  }
}
