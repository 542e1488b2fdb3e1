/** The built command in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const RETAKE = fileURLToPath(new URL('../../../bin/retake.mjs', import.meta.url))

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Shell {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Settles when stdout has said this; rejects when the process ends without it. */
  said(text: string): Promise<string>
}

export interface ShellOptions {
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** A program, with its arguments, that runs it: `strace -f …`. */
  readonly under?: readonly string[]
}

/** Starts `retake` with these arguments. The process is ended with the test. */
export function retake(args: readonly string[], options: ShellOptions): Shell {
  return startNode([RETAKE, ...args], options)
}

export function startNode(
  args: readonly string[],
  { cwd, environment = {}, under = [] }: ShellOptions,
): Shell {
  const [program = process.execPath, ...line] = [...under, process.execPath, ...args]
  const child = spawn(program, line, {
    cwd,
    env: { ...withoutOurs(process.env), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const listeners = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const listener of listeners) listener()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }))
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const said = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (stdout.includes(text)) resolve(stdout)
      }
      listeners.add(look)
      look()
      void ended.then(() => reject(new Error(`It ended without "${text}":\n${stdout}\n${stderr}`)))
    })
  return { child, ended, said }
}

/** What npm, vitest and the machine set for Retake would change what is tested. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) =>
        !/^(npm_|VITEST|NODE_OPTIONS$|TEST$|NODE_ENV$|GLABS_|RETAKE_|R2_|S3_|AWS_|UPLOAD_PROXY_|FORCE_COLOR$)/.test(
          name,
        ),
    ),
  )
}
