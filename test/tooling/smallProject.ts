/** A clone of this project's tooling around a program of a few lines: what the scripts do, without what they do it to. */
import { spawn } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './temporaryFolder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const copied = [
  ...[
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'biome.json',
    '.gitignore',
  ],
  ...['vitest.config.ts', 'bin/retake.mjs'],
]

/** Answers with the project's folder. `files` are added, path → text; the packages are those of this clone. */
export function smallProject(files: Record<string, string>): string {
  const folder = temporaryFolder({ 'sim/nothing.ts': '/** Nothing yet. */\nexport {}\n', ...files })
  for (const path of copied) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    copyFileSync(join(root, path), join(folder, path))
  }
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts a Node program; `onOutput` sees all of stdout so far, whenever more arrives. */
export function node(
  args: readonly string[],
  options: {
    directory: string
    environment?: Record<string, string>
    onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void
  },
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.directory,
      env: { ...withoutOurs(process.env), ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      options.onOutput?.(stdout, (signal) => child.kill(signal))
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}

/** What npm and vitest leave in the environment of the tests themselves would change what is tested. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^(npm_|VITEST|INIT_CWD$|NODE_OPTIONS$|TEST$|NODE_ENV$)/.test(name),
    ),
  )
}
