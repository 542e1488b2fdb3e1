/**
 * Takes up what a person did on the canvas: in the source itself, in the newest generated file, and in the copy of one
 * that was named, wherever that was saved.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { fromStoredPath } from '../../store/location.ts'
import { isTakenIn, markTakenIn, newestOutput, type OutputRecord, outputNamed } from '../../store/outputs.ts'
import { lastSource } from '../../store/runs.ts'
import type { Store } from '../../store/store.ts'
import { type Document, readDocument } from '../../workflow/document.ts'
import type { Wiring } from '../../workflow/model.ts'
import { wire } from '../../workflow/wire.ts'
import type { App } from '../app.ts'
import type { Source } from '../finding/source.ts'
import { originalReferences } from '../mirroring/originalReferences.ts'
import { type Brought, broughtIn } from './brought.ts'
import { refuseChangedGraph } from './refuseChangedGraph.ts'
import { settleConflicts } from './settleConflicts.ts'
import { type FilePlace, takeInGates } from './takeInGates.ts'

export interface TakenIn {
  /** What the person should know. */
  readonly notes: readonly string[]
  readonly brought: Brought
}

export interface Workflow {
  readonly id: number
  /** Of this version and those before it: a copy may be of an older one. */
  readonly versionIds: readonly number[]
}

/** @throws RetakeError `usage` for a copy that asks for something else, or whose approvals contradict those made here */
export async function takeInFiles(
  app: App,
  source: Source,
  store: Store,
  workflow: Workflow,
): Promise<TakenIn> {
  const notes = [...(await takeInSource(source, store, workflow))]
  const brought = new Map<string, Brought extends ReadonlyMap<string, infer Value> ? Value : never>()
  const files = [
    ...(await changedOutputs(source, store, workflow.id)),
    ...(await copyOf(app, source, store, workflow)),
  ]
  for (const file of files) {
    const taken = await takeInFile(file, app, store, workflow.id)
    notes.push(...taken.notes)
    for (const [key, candidates] of taken.brought) brought.set(key, candidates)
  }
  return { notes, brought }
}

/** Compared with what it was at its last run, or, while this version has never run, what the one before was. */
async function takeInSource(
  source: Source,
  store: Store,
  { id, versionIds }: Workflow,
): Promise<readonly string[]> {
  const vault = source.project.vault()
  if (await isTakenIn(store.database, id, source.sha256)) return []
  const last = await lastOf(versionIds, store)
  if (last === source.sha256) return []
  const kept = last === null ? null : await vault.read(last)
  const before = kept === null ? null : wiringOf(kept, source.name)
  const place = { name: source.name, folder: source.folder, store, workflowId: id }
  const { gates } = source.wiring
  const told = await takeInGates(gates, before?.gates ?? [], {
    ...place,
    brought: new Set(),
    settle: takeAll,
  })
  await markTakenIn(store.database, id, source.sha256)
  return told
}

async function lastOf(versionIds: readonly number[], { database }: Store): Promise<string | null> {
  for (const versionId of versionIds) {
    const last = await lastSource(database, versionId)
    if (last !== null) return last
  }
  return null
}

interface ChangedFile {
  readonly name: string
  readonly sha256: string
  /** What relative URLs in it are relative to. */
  readonly folder: string
  readonly now: Wiring | null
  readonly before: Wiring | null
  /** Whether approvals made here may contradict it: it is no longer the file that Retake keeps up to date. */
  readonly isCopy: boolean
}

/** The newest generated files, where somebody has changed them. */
async function changedOutputs(source: Source, store: Store, workflowId: number): Promise<ChangedFile[]> {
  const vault = source.project.vault()
  const changed: ChangedFile[] = []
  for (const variant of ['generated', 'sketch'] as const) {
    const output = await newestOutput(store.database, workflowId, variant)
    if (output === null) continue
    const path = fromStoredPath(store.project, output.path)
    if (path === source.copy?.path) continue
    const bytes = await readFile(path).catch(() => null)
    if (bytes === null) continue
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (sha256 === output.sha256) continue
    const written = await vault.read(output.sha256)
    const before = written === null ? null : wiringOf(written, path)
    const now = wiringOf(bytes, path)
    changed.push({ name: basename(path), sha256, folder: dirname(path), now, before, isCopy: false })
  }
  return changed
}

/** The copy that was named, compared with what Retake wrote under its name, else with the source. */
async function copyOf(
  app: App,
  source: Source,
  store: Store,
  { id, versionIds }: Workflow,
): Promise<ChangedFile[]> {
  const { copy } = source
  if (copy === null) return []
  const record = await outputNamed(store.database, versionIds, originalName(copy.path))
  if (record !== null && record.sha256 === copy.sha256) return []
  const written = record === null ? null : await writtenDocument(source, record)
  const references = written === null ? await originalReferences(source) : NO_REFERENCES
  refuseChangedGraph({ ...copy, references }, written, source, app.cwd)
  const original = record === null ? null : fromStoredPath(store.project, record.path)
  const newest = await newestOutput(store.database, id, record?.variant ?? 'generated')
  return [
    {
      name: basename(copy.path),
      sha256: copy.sha256,
      folder: dirname(original ?? copy.path),
      now: wire(copy.document),
      before: written === null ? null : wire(written),
      isCopy: original !== copy.path || newest?.path !== record?.path,
    },
  ]
}

const NO_REFERENCES: ReadonlyMap<string, string> = new Map()

/** Without what a browser or a file manager adds to a name. */
export function originalName(path: string): string {
  return basename(path).replace(/(-\d{8}-\d{6})[^/\\]*\.nbflow$/i, '$1.nbflow')
}

async function writtenDocument(source: Source, { sha256, path }: OutputRecord): Promise<Document | null> {
  const written = await source.project.vault().read(sha256)
  return written === null ? null : readDocument(written, path)
}

async function takeInFile(file: ChangedFile, app: App, store: Store, workflowId: number): Promise<TakenIn> {
  const { name, now, before, folder, sha256 } = file
  if (now === null) {
    const note = `${name} was changed and cannot be read: its picks are passed over.`
    return { notes: [note], brought: new Map() }
  }
  const { database } = store
  const brought = await broughtIn(now, before, database)
  const notes = [...brought.values()].map(
    ({ saved }) => `${saved.length} candidate${saved.length === 1 ? '' : 's'} made in ${name} taken in.`,
  )
  if (await isTakenIn(database, workflowId, sha256)) return { notes, brought }
  const urls = new Set([...brought.values()].flatMap(({ saved }) => saved))
  const settle = file.isCopy ? settleConflicts(app, name) : takeAll
  const place: FilePlace = { name, folder, store, workflowId, brought: urls, settle }
  notes.push(...(await takeInGates(now.gates, before?.gates ?? [], place)))
  await markTakenIn(database, workflowId, sha256)
  return { notes, brought }
}

const takeAll: FilePlace['settle'] = async () => new Set()

/** Null for what is no workflow (any more). */
function wiringOf(bytes: Uint8Array, name: string): Wiring | null {
  try {
    return wire(readDocument(bytes, name))
  } catch (error) {
    if (error instanceof RetakeError) return null
    throw error
  }
}
