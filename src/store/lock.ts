/**
 * One submitter per workflow: an open exclusive transaction on a file of its own. The operating system ends it with the
 * process, however that dies, so a dead holder is never waited for.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import LibsqlDatabase from 'libsql'
import { RetakeError } from '../errors.ts'

export interface Lock {
  release(): void
  /** Releases it for good: nobody will ask for that name again. */
  discard(): void
}

const ASK_EVERY_MS = 25

/**
 * Waits for another holder, who may be in this very process: nothing stands still meanwhile.
 * @throws RetakeError `locked`, naming who still holds it after `waitMs`
 */
export async function waitForLock(
  storeFolder: string,
  name: string,
  purpose: string,
  waitMs: number,
): Promise<Lock> {
  const until = performance.now() + waitMs
  for (;;) {
    try {
      return takeLock(storeFolder, name, purpose)
    } catch (error) {
      const isHeld = error instanceof RetakeError && error.code === 'locked'
      if (!isHeld || performance.now() > until) throw error
      await pause(ASK_EVERY_MS)
    }
  }
}

/** @throws RetakeError `locked`, naming who holds it */
export function takeLock(storeFolder: string, name: string, purpose: string): Lock {
  const folder = join(storeFolder, 'locks')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.lock`)
  const holder = join(folder, `${name}.json`)
  const raw = new LibsqlDatabase(file)
  try {
    raw.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (error) {
    raw.close()
    throw new RetakeError('locked', `Another Retake is at it: ${readHolder(holder)}.`, {
      next: 'Wait until it has ended, or stop it with Ctrl-C there, then run this again.',
      // That the file is locked is what the sentence says already.
      ...(String(error).includes('locked') ? {} : { cause: error }),
    })
  }
  writeFileSync(
    holder,
    JSON.stringify({ process: process.pid, machine: hostname(), purpose, since: new Date().toISOString() }),
  )
  const release = () => {
    raw.exec('ROLLBACK')
    raw.close()
  }
  return {
    release,
    discard: () => {
      release()
      for (const path of [file, holder]) rmSync(path, { force: true })
    },
  }
}

/** Who took a lock, as a phrase; a lock that is free still has its last holder. */
export function readHolder(file: string): string {
  try {
    const holder: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'))
    return `"${holder.purpose}", process ${holder.process} on ${holder.machine}, since ${holder.since}`
  } catch {
    return 'it has not said who it is yet'
  }
}
