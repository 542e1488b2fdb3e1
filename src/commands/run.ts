/** `run`: everything that is not made yet, and nothing else; with `--fresh`, another round of what did not land. */
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { openSource } from './finding/source.ts'
import { RUN_INPUT, type RunInput } from './runInput.ts'
import { freshReroll } from './running/freshTargets.ts'
import { runErrand } from './running/runErrand.ts'
import type { RunReport } from './runReport.ts'
import { selectGenerations } from './selection.ts'

export const run: Command<RunInput, RunReport> = {
  name: 'run',
  summary: 'Make what is not made yet: candidates, a generated file, a contact sheet',
  example: 'retake run XYZG3-V0-1 --only images',
  input: RUN_INPUT,
  positional: ['file'],
  run: async (app: App, input: RunInput, report: Report): Promise<RunReport> => {
    const source = await openSource(app, input.file)
    const { keys, echoes } = selectGenerations(source.wiring, input)
    const fresh = freshReroll(source.wiring, input, keys)
    for (const message of [...echoes, ...(fresh?.echoes ?? [])]) report({ type: 'note', message })
    const { only, nodes, tabs, rows, allTabs } = input
    const asked = {
      command: `run ${source.name}${input.fresh === undefined ? '' : ` --fresh ${input.fresh.join(' ')}`}`,
      selection: { only, nodes, tabs, rows, allTabs },
      selected: keys,
      reroll: fresh?.reroll ?? null,
    }
    const { told } = await runErrand(app, source, asked, input, report)
    return told
  },
}
