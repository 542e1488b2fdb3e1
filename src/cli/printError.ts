/** How an error reads in a shell: what is wrong, then what to do; and the exit code it stands for. */
import { CommanderError } from 'commander'
import { type ErrorCode, RetakeError } from '../errors.ts'
import { safeText } from './safeText.ts'
import { style } from './style.ts'

const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  usage: 2,
  check_failed: 3,
  interrupted: 130,
  limit_reached: 5,
  backend_unreachable: 4,
  store_unusable: 1,
  file_unusable: 1,
  locked: 1,
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof RetakeError) return EXIT_CODES[error.code]
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return 1
}

export function printError(error: unknown): void {
  if (error instanceof CommanderError) return
  const write = (text: string) => process.stderr.write(`${text}\n`)
  if (error instanceof RetakeError) {
    write(`${style('red', 'error')} ${safeText(error.message)}`)
    if (error.next !== undefined) write(`${style('dim', 'next ')} ${safeText(error.next)}`)
    return
  }
  write(
    `${style('red', 'error')} Retake broke: ${safeText(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
  )
  write(
    `${style('dim', 'next ')} Run the same command again: nothing that was paid is paid again. Then please report it.`,
  )
}

/** The same as JSON, for `--json`. */
export function errorObject(error: unknown): {
  error: { code: string; message: string; next: string | null }
} {
  if (error instanceof RetakeError) {
    return { error: { code: error.code, message: error.message, next: error.next ?? null } }
  }
  if (error instanceof CommanderError) {
    return {
      error: { code: 'usage', message: error.message, next: 'Run it with --help to see what it takes.' },
    }
  }
  return {
    error: { code: 'internal', message: error instanceof Error ? error.message : String(error), next: null },
  }
}
