/**
 * One submitter per workflow: an open exclusive transaction on a file of its own. The operating system ends it with the
 * process, however that dies, so a dead holder is never waited for.
 */
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import LibsqlDatabase from 'libsql'
import { diskError, RetakeError } from '../errors.ts'
import { isBusy, storeError } from './storeError.ts'

export interface Lock {
  release(): void
  /** Releases it for good: nobody will ask for that name again. */
  discard(): void
}

/** The lock of whoever submits jobs for a workflow. */
export function workflowLock(workflowId: number): string {
  return `workflow-${workflowId}`
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
  const file = join(folder, `${name}.lock`)
  const holder = join(folder, `${name}.json`)
  const since = new Date().toISOString()
  const raw = begin(folder, file, holder)
  const release = () => {
    if (raw.inTransaction) raw.exec('ROLLBACK')
    raw.close()
  }
  try {
    writeFileSync(holder, JSON.stringify({ process: process.pid, machine: hostname(), purpose, since }))
  } catch (error) {
    release()
    throw diskError(error, holder)
  }
  return {
    release,
    discard: () => {
      release()
      for (const path of [file, holder]) rmSync(path, { force: true })
    },
  }
}

/** An exclusive transaction. @throws RetakeError `locked`, or why the disk lets nobody lock */
function begin(folder: string, file: string, holder: string): InstanceType<typeof LibsqlDatabase> {
  try {
    mkdirSync(folder, { recursive: true })
    const raw = new LibsqlDatabase(file)
    try {
      raw.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
      // Of a file that it may only read, SQLite takes a lock that shuts nobody out, and does not say so.
      accessSync(file, constants.W_OK)
      return raw
    } catch (error) {
      raw.close()
      throw error
    }
  } catch (error) {
    if (!isBusy(error)) throw storeError(file, diskError(error))
    throw new RetakeError('locked', `Another Retake is at it: ${readHolder(holder)}.`, {
      next: 'Wait until it has ended, or stop it with Ctrl-C there, then run this again.',
    })
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
