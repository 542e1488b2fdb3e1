/** `bump`: the same workflow under its next version, before it is changed. Takes, picks and candidates come along; nothing runs. */
import { z } from 'zod'
import { renamed } from '../workflow/renamed.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { refuseBroll } from './finding/refuseBroll.ts'
import { openSource } from './finding/source.ts'
import { adoptFirst } from './running/adoptFirst.ts'
import { saveSource } from './versions/saveSource.ts'
import { targetName } from './versions/targetName.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  as: z
    .string()
    .optional()
    .describe(
      'The version to write: V0-1 for a name without one; after V1, V1-1 or V2-0-1 (variant, new test)',
    ),
})

type BumpInput = z.infer<typeof INPUT>

export interface BumpReport {
  /** The new version's name. */
  readonly workflow: string
  readonly former: string
  /** Absolute path of the new file. */
  readonly path: string
  /** Absolute path of the former file, as it is kept. */
  readonly backup: string
}

export const bump: Command<BumpInput, BumpReport> = {
  name: 'bump',
  summary:
    'Write the next version, for a changed workflow. A rerun is no bump: for fresh candidates of the same one, regen',
  example: 'retake bump XYZG3-V0-1',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, { file, as }: BumpInput, report: Report): Promise<BumpReport> => {
    const source = await openSource(app, file)
    refuseBroll(app, source)
    if (source.note !== null) report({ type: 'note', message: source.note })
    const options = { hasTakes: true, as, verb: 'bump' }
    targetName(source, options)
    await adoptFirst(app, source, await source.project.backend(undefined), report)
    const saved = await saveSource(app, source, options, (name) => renamed(source.document, name))
    return { workflow: saved.name, former: source.name, path: saved.path, backup: saved.backup }
  },
}
