/** One life of a run: started as a shell would start it, killed with SIGKILL after so many calls, at no moment of its choice. */
import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { packageFile } from '../packageRoot.ts'

export interface Life {
  /** Paths and settings as the process is to see them. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly args: readonly string[]
}

export interface LifeEnd {
  /** Null when it was killed. */
  readonly exitCode: number | null
  readonly lifeMs: number
  /** What it printed last, on both streams. */
  readonly said: string
}

/**
 * @param death settles when the process is to be killed; a process that ends before is let be
 */
export async function live({ cwd, environment, args }: Life, death: Promise<void>): Promise<LifeEnd> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [packageFile('bin', 'retake.mjs'), ...args], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
    })
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve(exitCode))
  })
  void death.then(() => child.kill('SIGKILL'))
  const exitCode = await ended
  return { exitCode, lifeMs: performance.now() - startedAt, said }
}

/** Counts calls to a service, and tells when there were so many since it was last asked. */
export function callCounter() {
  let left = Number.POSITIVE_INFINITY
  let tell = () => {}
  return {
    called: () => {
      left -= 1
      if (left === 0) tell()
    },
    /** @param delayMs after the last of the calls */
    after: async (calls: number, delayMs: number): Promise<void> => {
      left = calls
      await new Promise<void>((resolve) => {
        tell = resolve
      })
      await pause(delayMs)
    },
  }
}
