/** The views against the store: files that a run would write, and that are not there. What somebody changed is theirs. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { soundnessOf, statusOf } from '../../media/soundness.ts'
import type { Vault } from '../../media/vault.ts'
import { errorsFileOf } from '../../outputs/errorsFile.ts'
import { fromStoredPath } from '../../store/location.ts'
import {
  copiesAt,
  newestOutput,
  type OutputRecord,
  type OutputVariant,
  outputFolderOf,
} from '../../store/outputs.ts'
import type { Store } from '../../store/store.ts'
import type { SeenWorkflow } from '../../store/workflows.ts'
import type { Problem } from './problem.ts'

export interface ViewFinding {
  readonly problem: Problem
  readonly mend: Mend
}

export type Mend =
  /** Bytes of the vault, under the names that they had. */
  | { readonly by: 'bytes'; readonly files: readonly { readonly sha256: string; readonly path: string }[] }
  /** Drawn again from the store. @see `source`: absolute path */
  | {
      readonly by: 'drawing'
      readonly source: string
      readonly variant: OutputVariant
      /** Absolute path of the generated file whose sheet alone is missing; null: all of it. */
      readonly sheetOf: string | null
    }
  | { readonly by: 'errors'; readonly folder: string }

export interface CheckedViews {
  readonly findings: readonly ViewFinding[]
  /** Absolute paths of what somebody has changed. */
  readonly changed: readonly string[]
}

/** Of workflows whose source stands; what an earlier version had is nobody's to keep up to date. */
export async function checkViews(
  workflows: readonly SeenWorkflow[],
  store: Store,
  vault: Vault,
  signal: AbortSignal,
): Promise<CheckedViews> {
  const findings: ViewFinding[] = []
  const changed: string[] = []
  const folders = new Set<string>()
  for (const workflow of workflows) {
    if (signal.aborted) break
    const source = fromStoredPath(store.project, workflow.path)
    const status = statusOf(source)
    const stored = await outputFolderOf(store.database, workflow.id)
    if (status === null || stored === null) continue
    const place: Place = { workflow, source, folder: fromStoredPath(store.project, stored), store, vault }
    const found = status.isDirectory()
      ? await brollFiles(place, stored)
      : [...(await generatedFiles(place)), await copies(place, stored)]
    for (const each of found) {
      findings.push(...each.findings)
      changed.push(...each.changed)
    }
    folders.add(place.folder)
  }
  for (const folder of folders) findings.push(...(await errorsFile(folder, store)))
  return { findings, changed }
}

interface Place {
  readonly workflow: SeenWorkflow
  /** Absolute paths. */
  readonly source: string
  readonly folder: string
  readonly store: Store
  readonly vault: Vault
}

async function generatedFiles(place: Place): Promise<CheckedViews[]> {
  const found: CheckedViews[] = []
  for (const variant of ['generated', 'sketch'] as const) {
    const output = await newestOutput(place.store.database, place.workflow.id, variant)
    if (output !== null) found.push(await generatedFile(output, place))
  }
  return found
}

async function generatedFile(output: OutputRecord, place: Place): Promise<CheckedViews> {
  const { source, store, vault } = place
  const { sha256, variant } = output
  const path = fromStoredPath(store.project, output.path)
  const drawing = { by: 'drawing', source, variant } as const
  const findings: ViewFinding[] = []
  const file = await soundnessOf(path, sha256)
  if (file.is === 'missing') {
    const isKept = (await vault.check(sha256)).is === 'sound'
    const mend: Mend = isKept ? { by: 'bytes', files: [{ sha256, path }] } : { ...drawing, sheetOf: null }
    findings.push({ problem: missing('generated file', path, place), mend })
  }
  const sheet = path.replace(/\.nbflow$/, '.html')
  if ((statusOf(sheet)?.size ?? 0) === 0)
    findings.push({ problem: missing('sheet', sheet, place), mend: { ...drawing, sheetOf: path } })
  return { findings, changed: file.is === 'damaged' ? [path] : [] }
}

async function copies(place: Place, stored: string): Promise<CheckedViews> {
  const media = `${stored === '' ? '' : `${stored}/`}${place.workflow.name}-media`
  const { gone, changed } = await against(copiesAt(place.store.database, media), place)
  const files: { sha256: string; path: string }[] = []
  // What has no bytes any more is told as that.
  for (const file of gone) if ((await place.vault.check(file.sha256)).is === 'sound') files.push(file)
  if (files.length === 0) return { findings: [], changed }
  const path = fromStoredPath(place.store.project, media)
  return { findings: [{ problem: missingCopies(files, path, place), mend: { by: 'bytes', files } }], changed }
}

/** A step that is no more leaves the names that it had: those count only where its prompt is there. */
async function brollFiles(place: Place, stored: string): Promise<CheckedViews[]> {
  const { store, source, folder } = place
  const rows = [...copiesAt(store.database, stored)].filter(([path]) => {
    const name = basename(path)
    if (dirname(fromStoredPath(store.project, path)) !== folder) return false
    const step = name
      .replace(/\.\w+$/, '')
      .replace(/-t\d+-c\d+$/, '')
      .replace(/-sketch$/, '')
    return name.endsWith('.html') || ['.txt', '.json'].some((ending) => statusOf(join(source, step + ending)))
  })
  const { gone, changed } = await against(new Map(rows), place)
  const findings = (['generated', 'sketch'] as const).flatMap((variant): ViewFinding[] => {
    const files = gone.filter(({ path }) => /-sketch[-.]/.test(basename(path)) === (variant === 'sketch'))
    if (files.length === 0) return []
    const mend: Mend = { by: 'drawing', source, variant, sheetOf: null }
    return [{ problem: missingCopies(files, folder, place), mend }]
  })
  return [{ findings, changed }]
}

async function against(recorded: ReadonlyMap<string, string>, { store }: Place) {
  const gone: { sha256: string; path: string }[] = []
  const changed: string[] = []
  for (const [stored, sha256] of recorded) {
    const path = fromStoredPath(store.project, stored)
    const { is } = await soundnessOf(path, sha256)
    if (is === 'missing') gone.push({ sha256, path })
    if (is === 'damaged') changed.push(path)
  }
  return { gone, changed }
}

async function errorsFile(folder: string, store: Store): Promise<ViewFinding[]> {
  if (statusOf(folder) === null) return []
  const { path, content, isForeign } = await errorsFileOf(folder, store)
  const finding = (is: Problem['is'], message: string): ViewFinding[] => {
    const next = 'retake fsck --repair'
    const about = { sha256: null, path, workflow: null, place: null, where: [folder] }
    return [{ problem: { is, what: 'errors.json', ...about, message, next }, mend: { by: 'errors', folder } }]
  }
  // What somebody else put there stays, as long as nothing of ours has to go there.
  if (isForeign && content === null) return []
  if (isForeign) return finding('out of date', `${path} is not of the form that Retake writes.`)
  const now = statusOf(path) === null ? null : readFileSync(path, 'utf8')
  if (now === content) return []
  if (content === null) return finding('out of date', `${path} tells of failures that do not stand.`)
  if (now === null) return finding('missing', `${path} is missing: there are failures to tell of.`)
  return finding('out of date', `${path} does not tell the failures that stand.`)
}

function missing(what: Problem['what'], path: string, { workflow }: Place): Problem {
  const about = { sha256: null, path, workflow: workflow.name, place: null, where: [workflow.name] }
  const message = `The ${what} ${path} is missing.`
  return { is: 'missing', what, ...about, message, next: `retake fsck ${workflow.name} --repair` }
}

function missingCopies(files: readonly { path: string }[], path: string, { workflow }: Place): Problem {
  const where = files.map((file) => file.path)
  const [first = ''] = where
  const message =
    files.length === 1
      ? `The copy ${first} is missing.`
      : `${files.length} copies are missing from ${path}: ${basename(first)} …`
  const about = { sha256: null, path, workflow: workflow.name, place: null, where }
  return { is: 'missing', what: 'copy', ...about, message, next: `retake fsck ${workflow.name} --repair` }
}
