/** The command `retake`: reads the line, runs the verb, prints, and ends with the exit code that says what happened. */
import { openApp } from '../app.ts'
import { diskError, RetakeError } from '../errors.ts'
import { askOnTerminal, chooseOnTerminal } from './ask.ts'
import { editInEditor } from './editor.ts'
import { errorObject, exitCodeOf, printError } from './printError.ts'
import { buildProgram } from './program.ts'
import { readPiped } from './readPiped.ts'
import { safeJson } from './safeText.ts'
import { stopSignal } from './stopSignal.ts'
import { takeKeysOut } from './takeKeysOut.ts'

const INTERRUPTED = new RetakeError('interrupted', 'Interrupted before anything more was sent.', {
  next: 'Run the same command again to go on.',
})

const environment = takeKeysOut(process.env)
// Node would print such an error with all that it carries, and raw.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error) => {
    printError(error)
    process.exit(exitCodeOf(error))
  })
}
const { signal, dispose } = stopSignal()
const canAsk = process.stdin.isTTY && process.stderr.isTTY
const app = openApp({
  cwd: process.cwd(),
  environment,
  signal,
  ask: canAsk ? askOnTerminal : null,
  choose: canAsk ? chooseOnTerminal : null,
  edit: process.stdin.isTTY && process.stdout.isTTY ? editInEditor : null,
  readInput: process.stdin.isTTY ? null : readPiped,
})
try {
  process.exitCode = await buildProgram(app)(process.argv.slice(2))
} catch (thrown) {
  const error = signal.aborted ? INTERRUPTED : diskError(thrown)
  printError(error)
  process.exitCode = exitCodeOf(error)
  if (process.exitCode !== 0 && process.argv.includes('--json')) {
    process.stdout.write(`${safeJson(errorObject(error))}\n`)
  }
} finally {
  dispose()
  await app.close()
}
