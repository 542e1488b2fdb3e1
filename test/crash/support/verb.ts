/** A verb as a test repeats it, in this very process. */
import type { App } from '../../../src/commands/app.ts'
import type { Command } from '../../../src/commands/command.ts'

export const MANY_PROCESSES_MS = 600_000

export function verb<Input, Output>(
  command: Command<Input, Output>,
  input: unknown,
): (app: App) => Promise<Output> {
  return (app) => command.run(app, command.input.parse(input), () => {})
}
