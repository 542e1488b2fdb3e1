/** Progress on stderr: a live picture on a terminal, plain lines elsewhere, nothing when quiet. */
import { lineOf } from './eventLine.ts'
import { liveReporter, type Reporter } from './liveReporter.ts'
import { forTerminal } from './safeText.ts'

export function createReporter(quiet: boolean): Reporter {
  if (quiet) return { report: () => {}, end: () => {} }
  if (process.stderr.isTTY && process.env.TERM !== 'dumb') return liveReporter(process.stderr)
  return {
    report: (event) => {
      const line = lineOf(event)
      if (line !== null) process.stderr.write(`${forTerminal(line)}\n`)
    },
    end: () => {},
  }
}
