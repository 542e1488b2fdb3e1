/** A verb called on a stage, as a shell would call it. */
import type { Command } from '../../../src/commands/command.ts'
import { type Stage, withApp } from './stage.ts'

export function verb<Input, Output>(
  { folder, environment, notes }: Stage,
  command: Command<Input, Output>,
  input: Input,
): Promise<Output> {
  return withApp(folder, { RETAKE_WHO: 'Ada', ...environment }, (app) =>
    command.run(app, command.input.parse(input), (event) => {
      if (event.type === 'note') notes.push(event.message)
    }),
  )
}
