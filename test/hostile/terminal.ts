/** The built command with a terminal of its own, as a person has one, or piped, as a program has it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

/** What one command line printed, both streams together. */
export type Printed = string

interface Place {
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
}

const EVERY_LINE = fileURLToPath(new URL('everyLine.mjs', import.meta.url))

/** A fresh folder that goes with the tests of a file. */
export function standingFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'retake-hostile-')))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** Each line on a pseudo-terminal of 100 columns with colours; nobody is at its keys. */
export async function inTerminal(lines: readonly (readonly string[])[], place: Place): Promise<Printed[]> {
  const line = `stty cols 100; exec '${process.execPath}' '${EVERY_LINE}' '${fileOf(lines)}' </dev/null`
  const environment = { TERM: 'xterm-256color', SHELL: '/bin/sh', ...place.environment }
  const { stdout } = await start('script', ['-qfec', line, '/dev/null'], { ...place, environment })
  // There both streams are one, and each ends a line's part: the first number closes it, the second stands alone.
  return parted(stdout.replaceAll('\r\n', '\n').replace(/(\n### \d+ ###\n)\1/g, '$1'), lines.length)
}

/** Each line piped: what it printed on stdout, and on stderr. */
export async function piped(
  lines: readonly (readonly string[])[],
  place: Place,
): Promise<{ readonly stdout: Printed; readonly stderr: Printed }[]> {
  const { stdout, stderr } = await start(process.execPath, [EVERY_LINE, fileOf(lines)], place)
  const told = parted(stderr, lines.length)
  return parted(stdout, lines.length).map((text, at) => ({ stdout: text, stderr: told[at] ?? '' }))
}

function fileOf(lines: readonly (readonly string[])[]): string {
  const file = join(standingFolder(), 'lines.json')
  writeFileSync(file, JSON.stringify(lines))
  return file
}

function parted(text: string, count: number): Printed[] {
  const parts = text.split(/\n### \d+ ###\n/)
  if (parts.length !== count + 1) throw new Error(`${parts.length - 1} of ${count} lines ended:\n${text}`)
  return parts.slice(0, -1)
}

function start(program: string, args: readonly string[], { cwd, environment = {} }: Place) {
  const { PATH, HOME, LANG } = process.env
  const child = spawn(program, args, {
    cwd,
    env: { PATH, HOME, LANG, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve({ stdout, stderr }))
  })
}
