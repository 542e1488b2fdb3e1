/** `edit --from`: a generated file that somebody changed on the canvas becomes the next version of its source. */
import { basename, dirname, relative, resolve } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { rebaseUrl } from '../../outputs/generatedFile.ts'
import { fromStoredPath } from '../../store/location.ts'
import { outputNamed } from '../../store/outputs.ts'
import { workflowsOfCode } from '../../store/workflows.ts'
import { compareDocuments } from '../../workflow/comparing/compareDocuments.ts'
import { readDocument } from '../../workflow/document.ts'
import { applyEdits } from '../../workflow/edits.ts'
import type { JsonValue } from '../../workflow/json.ts'
import type { Wiring } from '../../workflow/model.ts'
import { changedGenerations } from '../../workflow/rewriting/changedGenerations.ts'
import type { FieldChange } from '../../workflow/rewriting/rewrite.ts'
import { sourceOfCopy } from '../../workflow/rewriting/sourceOfCopy.ts'
import { parseName } from '../../workflow/versionName.ts'
import { wire } from '../../workflow/wire.ts'
import type { App } from '../app.ts'
import type { Report } from '../command.ts'
import type { Source } from '../finding/source.ts'
import { readSource } from '../finding/source.ts'
import { originalReferences } from '../mirroring/originalReferences.ts'
import { type Brought, broughtIn } from '../takingIn/brought.ts'
import { originalName } from '../takingIn/takeInFiles.ts'
import type { EditInput } from './editInput.ts'
import { refuseBreaking } from './editRefusals.ts'
import { type EditReport, reportOf, unchanged } from './editReport.ts'
import { regenerate, saveEdit } from './editSteps.ts'
import { endEdit, goOnWithEdit, intentOf } from './goOnWithEdit.ts'
import { recordEdited } from './recordEdited.ts'

/** @param from path of the copy, as given */
export async function editFrom(
  app: App,
  source: Source,
  from: string,
  input: EditInput,
  report: Report,
): Promise<EditReport> {
  const path = resolve(app.cwd, from)
  const shown = relative(app.cwd, path) || path
  const copy = readDocument(await readSource(path, shown), shown)
  const original = await originalOf(source, path)
  const brought = await broughtIn(wire(copy), original.wiring, source.project.store().database)
  const references = await originalReferences(source)
  const edits = sourceOfCopy(copy, source.document, {
    kept: keptNodes(brought, wire(copy)),
    rebase: (url) => rebaseUrl(url, original.folder, source.folder),
    ofWeb: (url) => references.get(url) ?? url,
  })
  const bytesFor = (name: string) =>
    applyEdits(copy, Object.hasOwn(copy.value, 'name') ? [...edits, { path: ['name'], value: name }] : edits)
  const written = readDocument(bytesFor(source.name), source.document.fileName)
  const difference = compareDocuments(source.document, written)
  if (!difference.isGraphChanged && brought.size === 0) {
    const goneOn = await goOnWithEdit(app, source, input, report)
    if (goneOn !== null) return goneOn
    report({ type: 'note', message: `${shown} asks for the same as ${source.name}.` })
    return unchanged(source)
  }
  const after = wire(written)
  const projectBackend = await source.project.backend(input.backend)
  const rewriting = { edits, changes: changesOf(difference), copies: [] }
  refuseBreaking({ before: source.wiring, after, rewriting, backend: projectBackend.backend })
  for (const { message } of difference.wiring) report({ type: 'note', message })
  const asked = changedGenerations(source.wiring, after)
  const effect = { asked, meant: asked, others: [] }
  await recordEdited(source, asked)
  const intent = intentOf(input, effect)
  const saved = await saveEdit(app, source, { projectBackend, as: input.as, report, intent }, bytesFor)
  const run = input.regen ? await regenerate(app, saved, effect, input, report) : null
  await endEdit(source, saved, run)
  return reportOf(source, { saved, rewriting, effect, after, run })
}

interface Original {
  /** What relative URLs of the copy are relative to. */
  readonly folder: string
  readonly wiring: Wiring | null
}

/** The generated file that it is a copy of, by its name; a file that Retake did not write lies where it lies. */
async function originalOf(source: Source, path: string): Promise<Original> {
  const store = source.project.store()
  const versions = await workflowsOfCode(store.database, parseName(source.name).code)
  const ids = versions.map(({ id }) => id)
  const record = await outputNamed(store.database, ids, originalName(path))
  if (record === null) return { folder: dirname(path), wiring: null }
  const folder = dirname(fromStoredPath(store.project, record.path))
  const written = await source.project.vault().read(record.sha256)
  return { folder, wiring: written === null ? null : wire(readDocument(written, basename(path))) }
}

function keptNodes(brought: Brought, { generations }: Wiring): Set<string> {
  const isBrought = ({ key }: { key: string }) => brought.has(key)
  return new Set(
    generations
      .filter(isBrought)
      .flatMap(({ tab, nodeId, gates }) => [
        `${tab}:${nodeId}`,
        ...gates.map((key) => key.replace(/:\d+$/, '')),
      ]),
  )
}

function changesOf({ prompts, parameters }: ReturnType<typeof compareDocuments>): FieldChange[] {
  const ofPrompts = prompts.map(({ tab, nodeId, title, row, before, after }) => {
    const field = row === null ? 'properties.text' : `properties.dynamicRows[${row - 1}]`
    return { tab, nodeId: nodeId ?? 0, title, row, field, before, after }
  })
  const ofParameters = parameters.map(({ tab, nodeId, title, field, before, after }) => {
    const values = { before: before as JsonValue, after: after as JsonValue }
    return { tab, nodeId: nodeId ?? 0, title, row: null, field: `properties.${field}`, ...values }
  })
  return [...ofPrompts, ...ofParameters]
}

/** @throws RetakeError `usage` for options that a whole file leaves no room for */
export function refuseBesideFrom(input: EditInput): void {
  const others = ['nodes', 'prompt', 'promptFile', 'replace', 'set', 'row', 'split'] as const
  const given = others.find((name) => input[name] !== undefined && input[name] !== false)
  if (given === undefined || (given === 'nodes' && input.nodes?.length === 0)) return
  throw new RetakeError(
    'usage',
    'A whole file is taken with --from: no node or text can be named beside it.',
    {
      next: 'Take the file first, then edit the version that it became.',
    },
  )
}
