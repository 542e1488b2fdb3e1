/** A workflow with the files that it names, in a folder of its own: what is done to the copy, the person's store never sees. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { App } from '../../commands/app.ts'
import { refuseBroll } from '../../commands/finding/refuseBroll.ts'
import { openSource, type Source } from '../../commands/finding/source.ts'

export interface CopiedWorkflow {
  /** To be removed with all that is in it. */
  readonly root: string
  /** Of the workflow file. */
  readonly path: string
  /** Candidates that a whole run makes. */
  readonly jobs: number
}

/** References that lead upward find their files, so many folders up. */
const DEPTH = ['project', 'tests', 'workflows']

/** @param settings of `retake.config.json` in the copy's project */
export async function copyWorkflow(app: App, file: string, settings: object): Promise<CopiedWorkflow> {
  const source = await openSource(app, file)
  refuseBroll(app, source)
  const root = mkdtempSync(join(tmpdir(), 'retake-torture-'))
  const project = join(root, 'project')
  const folder = join(root, ...DEPTH)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(project, 'retake.config.json'), `${JSON.stringify(settings, null, 2)}\n`)
  const path = join(folder, basename(source.path))
  writeFileSync(path, source.bytes)
  for (const reference of filesOf(source)) {
    const to = resolve(folder, relative(source.folder, reference))
    if (!to.startsWith(project + sep) || !existsSync(reference)) continue
    mkdirSync(dirname(to), { recursive: true })
    cpSync(reference, to)
  }
  const wanted = source.wiring.generations.filter(({ off }) => off === null)
  return { root, path, jobs: wanted.reduce((sum, { slotCount }) => sum + slotCount, 0) }
}

/** Local files that the generations are made from. */
function filesOf({ wiring, folder }: Source): Set<string> {
  const urls = wiring.generations.flatMap(({ inputs, saved }) => [
    ...saved,
    ...inputs.flatMap((input) => (input.from === 'reference' ? [input.url] : [])),
  ])
  return new Set(urls.filter((url) => !/^[a-z][\w+.-]*:/i.test(url)).map((url) => resolve(folder, url)))
}
