/** `restore`: an earlier version once more, as the version after the current one. Nothing is undone and nothing is lost. */
import { z } from 'zod'
import { rebaseUrl } from '../outputs/generatedFile.ts'
import { readDocument } from '../workflow/document.ts'
import { renamed } from '../workflow/renamed.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { refuseBroll } from './finding/refuseBroll.ts'
import { openSource } from './finding/source.ts'
import { adoptFirst } from './running/adoptFirst.ts'
import { formerContent } from './versions/formerContent.ts'
import { saveSource } from './versions/saveSource.ts'
import { targetName } from './versions/targetName.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  version: z.string().describe('The version to bring back, as V0-2'),
  as: z.string().optional().describe('The version to write, where the next one is not meant; after V1: V1-1'),
})

type RestoreInput = z.infer<typeof INPUT>

export interface RestoreReport {
  /** Name of the version that was written. */
  readonly workflow: string
  /** Name of the version whose content it has. */
  readonly restored: string
  /** Absolute path of the file that the content came from; null where only the store had it. */
  readonly from: string | null
  /** Name of the version that was current until now. */
  readonly former: string
  /** Absolute path of the new file. */
  readonly path: string
  /** Absolute path of the file that was current until now. */
  readonly backup: string
}

export const restore: Command<RestoreInput, RestoreReport> = {
  name: 'restore',
  summary: 'Bring an earlier version back as the next one; the current file goes to backups',
  example: 'retake restore XYZG3 --version V0-2',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, { file, version, as }: RestoreInput, report: Report): Promise<RestoreReport> => {
    const source = await openSource(app, file)
    refuseBroll(app, source)
    if (source.note !== null) report({ type: 'note', message: source.note })
    const content = await formerContent(source, version)
    const options = { hasTakes: true, as, verb: `restore ${content.version}:` }
    targetName(source, options)
    const document = readDocument(content.bytes, content.name)
    await adoptFirst(app, source, await source.project.backend(undefined), report)
    const rebase = (url: string) => rebaseUrl(url, content.folder, source.folder)
    const saved = await saveSource(app, source, options, (name) =>
      renamed(document, name, content.folder === source.folder ? undefined : rebase),
    )
    const { name, path: from } = content
    const { backup, path } = saved
    return { workflow: saved.name, restored: name, from, former: source.name, path, backup }
  },
}
