/** What commander says of a wrong command line, as one sentence and one step, in the form of all other errors. */
import type { CommanderError } from 'commander'

export interface UsageError {
  readonly message: string
  readonly next: string
}

/** Null where it is none: help or the version was asked for, and is printed. */
export function usageErrorOf({ code, message }: CommanderError): UsageError | null {
  if (code === 'commander.help' || code === 'commander.helpDisplayed' || code === 'commander.version')
    return null
  const [what = '', suggestion] = message.replace(/^error: /, '').split('\n')
  const sentence = what.charAt(0).toUpperCase() + what.slice(1)
  const next =
    suggestion === undefined ? 'Run it with --help to see what it takes.' : suggestion.replace(/^\(|\)$/g, '')
  return { message: /[.!?]$/.test(sentence) ? sentence : `${sentence}.`, next }
}
