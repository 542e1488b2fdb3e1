/** A command of ours as it can be typed where the reader stands. */
import { relative } from 'node:path'
import { packageFile } from '../packageRoot.ts'

export function commandLine(cwd: string, args: readonly string[]): string {
  return ['node', pathFrom(cwd, packageFile('bin', 'retake.mjs')), ...args].map(quoted).join(' ')
}

/** With slashes everywhere: shells of Windows take them, and a name after one is looked for in that folder. */
export function pathFrom(cwd: string, path: string): string {
  return (relative(cwd, path) || path).replaceAll('\\', '/')
}

function quoted(word: string): string {
  return /[^\w./:,-]/.test(word) ? `"${word}"` : word
}
