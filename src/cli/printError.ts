/** How an error reads in a shell: what is wrong, where that came from, then what to do; and the exit code it stands for. */
import { CommanderError } from 'commander'
import { type ErrorCode, RetakeError } from '../errors.ts'
import { firstCause } from './firstCause.ts'
import { oneLine, safeText } from './safeText.ts'
import { style } from './style.ts'
import { type UsageError, usageErrorOf } from './usageError.ts'

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

/** The first lines say it; the rest would push them out of sight. */
const MOST_LINES = 20
const MOST_LINE = 2_000
const MOST_CAUSE = 400
const AGAIN = 'Run the same command again: nothing that was paid is paid again. Then please report it.'

export function exitCodeOf(error: unknown): number {
  if (error instanceof RetakeError) return EXIT_CODES[error.code]
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return 1
}

export function printError(error: unknown): void {
  if (error instanceof CommanderError) {
    const usage = usageErrorOf(error)
    if (usage !== null) printLines(usage.message, null, usage.next)
    return
  }
  if (error instanceof RetakeError) {
    printLines(error.message, causeOf(error), error.next ?? null)
    return
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  printLines(`Retake broke: ${stack}`, causeOf(error), AGAIN)
}

/** The same as JSON, for `--json`. */
export function errorObject(error: unknown): {
  error: { code: string; message: string; next: string | null }
} {
  if (error instanceof RetakeError) {
    return { error: { code: error.code, message: error.message, next: error.next ?? null } }
  }
  const usage: UsageError | null = error instanceof CommanderError ? usageErrorOf(error) : null
  if (usage !== null) return { error: { code: 'usage', ...usage } }
  return { error: { code: 'internal', message: messageOf(error), next: null } }
}

function printLines(message: string, cause: string | null, next: string | null): void {
  const lines = message.split('\n').map((line) => cut(safeText(line)))
  const left = lines.length - MOST_LINES
  const shown = left > 1 ? [...lines.slice(0, MOST_LINES), `  and ${left} lines more`] : lines
  const written = [`${style('red', 'error')} ${shown.join('\n')}`]
  if (cause !== null) written.push(`${style('dim', 'cause')} ${cause}`)
  if (next !== null) written.push(`${style('dim', 'next ')} ${cut(safeText(next))}`)
  process.stderr.write(`${written.join('\n')}\n`)
}

/** Null where the message says it already. */
function causeOf(error: unknown): string | null {
  const cause = messageOf(firstCause(error))
  return cause === '' || messageOf(error).includes(cause) ? null : oneLine(cause, MOST_CAUSE)
}

function cut(line: string): string {
  return line.length > MOST_LINE ? `${line.slice(0, MOST_LINE - 1)}…` : line
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
