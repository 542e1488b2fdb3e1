/** `graduate`: a test becomes the approved version, on the word of a person and never by itself. */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { RetakeError } from '../errors.ts'
import { rebaseUrl } from '../outputs/generatedFile.ts'
import { renamed } from '../workflow/renamed.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { refuseBroll } from './finding/refuseBroll.ts'
import { openSource, type Source } from './finding/source.ts'
import { adoptFirst } from './running/adoptFirst.ts'
import { standingOf } from './running/standing.ts'
import { describeOpen, type OpenPlace, openForApproval } from './versions/openForApproval.ts'
import { saveSource } from './versions/saveSource.ts'
import { graduatedName } from './versions/targetName.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  anyway: z.boolean().optional().describe('Although gates are not approved or candidates are missing'),
  backend: z.string().optional().describe('Whose takes to look at'),
})

type GraduateInput = z.infer<typeof INPUT>

export interface GraduateReport {
  /** Name of the approved version. */
  readonly workflow: string
  readonly former: string
  /** Absolute path of the approved file. */
  readonly path: string
  /** Absolute path of the former file, as it is kept. */
  readonly backup: string
  /** What is open all the same. */
  readonly open: readonly OpenPlace[]
}

export const graduate: Command<GraduateInput, GraduateReport> = {
  name: 'graduate',
  summary: 'Make a tested workflow the approved version: V0-4 becomes V1, V2-0-3 becomes V2',
  example: 'retake graduate XYZG3-V0-4',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, input: GraduateInput, report: Report): Promise<GraduateReport> => {
    const source = await openSource(app, input.file)
    refuseBroll(app, source)
    if (source.note !== null) report({ type: 'note', message: source.note })
    graduatedName(source)
    const projectBackend = await source.project.backend(input.backend)
    await adoptFirst(app, source, projectBackend, report)
    const open = [
      ...mistakes(source),
      ...(await openForApproval(await standingOf(app, source, input, report))),
    ]
    if (open.length > 0 && !input.anyway) throw notYet(source, open)
    const folder = approvedFolder(source)
    const options = { hasTakes: true, as: undefined, verb: 'graduate', move: { folder } }
    const rebase = (url: string) => rebaseUrl(url, source.folder, folder)
    const saved = await saveSource(app, source, options, (name) =>
      renamed(source.document, name, folder === source.folder ? undefined : rebase),
    )
    return { workflow: saved.name, former: source.name, path: saved.path, backup: saved.backup, open }
  },
}

function mistakes({ wiring }: Source): OpenPlace[] {
  return wiring.findings
    .filter(({ severity }) => severity === 'error')
    .map(({ tab, nodeId, title, message }) => {
      return { tab: tab ?? '', nodeId: nodeId ?? 0, row: 1, title: title ?? '', reason: message }
    })
}

/** From `testing/` to `approved/` where both are there, else where it stands. */
function approvedFolder({ folder }: Source): string {
  const approved = join(dirname(folder), 'approved')
  return basename(folder) === 'testing' && existsSync(approved) ? approved : folder
}

function notYet({ name }: Source, open: readonly OpenPlace[]): RetakeError {
  const lines = open.map(describeOpen).map((line) => `  ${line}`)
  return new RetakeError('usage', `${name} has this open, and stays as it is:\n${lines.join('\n')}`, {
    next: `Approve or re-roll these (retake show ${name}); or graduate it all the same: --anyway`,
  })
}
