/** Brings the views up to date: readable copies, the generated file, its contact sheet, and `errors.json`. */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { candidatesOf } from '../engine/claims.ts'
import { replaceFile } from '../media/replaceFile.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { keepOutputFolder, newestOutput, type OutputRecord, writeOutput } from '../store/outputs.ts'
import type { Document } from '../workflow/document.ts'
import { type CopyWanted, copyKey, makeCopies } from './copies.ts'
import { rebuildErrorsFile } from './errorsFile.ts'
import { generatedBytes, sameGraph } from './generatedFile.ts'
import type { Outputs } from './outputs.ts'
import { LOST } from './placeFile.ts'
import { renderSheet } from './sheet/renderSheet.ts'
import { sheetOf } from './sheetOf.ts'
import { fileStamp } from './timestamp.ts'
import type { View } from './view.ts'
import { writeBroll } from './writeBroll.ts'

export async function writeOutputs(view: View): Promise<Outputs> {
  return view.plainNames === null ? writeWorkflow(view) : writeBroll(view, view.plainNames)
}

async function writeWorkflow(view: View): Promise<Outputs> {
  const { store, workflow } = view
  const hasCandidates = view.generations.some(({ held }) => held !== null)
  const target = hasCandidates ? await chooseTarget(view) : null
  const folder = target === null ? view.outFolder : dirname(target.path)
  mkdirSync(folder, { recursive: true })
  const { urls: copies, lost } = await copiesOf(view, folder)
  if (target !== null) await writeGenerated(view, target, copies)
  await keepOutputFolder(store.database, workflow.id, storedPath(store.project, folder))
  const errorsPath = await rebuildErrorsFile(folder, store)
  const paths = new Map([...copies].map(([key, url]) => [key, join(folder, ...url.split('/'))]))
  const note = [target?.note, lostNote(lost)].filter((each) => each != null).join(' ') || null
  const path = target?.path ?? null
  const sheet = path === null ? null : sheetBeside(path)
  return { path, sheet, isNew: target?.isNew ?? false, note, errorsPath, copies: paths }
}

interface Target {
  readonly path: string
  readonly isNew: boolean
  /** What the edits are made on: the source, or the file as somebody has changed it. */
  readonly base: Document
  /** The file's bytes, when it is there. */
  readonly onDisk: Uint8Array | null
  /** The store's record of it, when it is the newest. */
  readonly record: OutputRecord | null
  /** Equal when the galleries show the same. */
  readonly fingerprint: string
  readonly note: string | null
}

/** The newest file if its candidates are these and it is still ours to update, else the next free name. */
async function chooseTarget(view: View): Promise<Target> {
  const { store, workflow, variant, document } = view
  const fingerprint = fingerprintOf(view)
  const record = await newestOutput(store.database, workflow.id, variant)
  const fresh = (note: string | null): Target => {
    return {
      path: freePath(view),
      isNew: true,
      base: document,
      onDisk: null,
      record: null,
      fingerprint,
      note,
    }
  }
  if (record === null || (record.fingerprint !== fingerprint && !view.isPickOnly)) return fresh(null)
  const path = fromStoredPath(store.project, record.path)
  const isOfThisName = basename(path).startsWith(`${workflow.name}-${variant}-`)
  const isElsewhere = view.isFolderAsked && dirname(path) !== view.outFolder
  if (!isOfThisName || isElsewhere) return fresh(null)
  const onDisk = await readIfThere(path)
  const isOurs = onDisk === null || sha256Of(onDisk) === record.sha256
  const base = isOurs ? document : sameGraph(view, onDisk)
  if (base === null) {
    return fresh(
      `${basename(path)} was changed by hand. Prompts and wiring are those of the source; the file is left as it is, a new one stands beside it.`,
    )
  }
  return { path, isNew: false, base, onDisk, record, fingerprint, note: null }
}

function freePath({ outFolder, workflow, variant }: View): string {
  for (let time = Date.now(); ; time += 1000) {
    const path = join(outFolder, `${workflow.name}-${variant}-${fileStamp(new Date(time))}.nbflow`)
    if (!existsSync(path)) return path
  }
}

async function writeGenerated(view: View, target: Target, urls: ReadonlyMap<string, string>): Promise<void> {
  const { path, onDisk, record } = target
  const sheetPath = sheetBeside(path)
  const shownState = viewFingerprint(view)
  const isUntouched = onDisk !== null && sha256Of(onDisk) === record?.sha256
  if (isUntouched && record?.view === shownState && existsSync(sheetPath)) return
  const bytes = generatedBytes(view, target.base, dirname(path), urls)
  if (onDisk === null || sha256Of(onDisk) !== sha256Of(bytes)) await replaceFile(path, bytes)
  await view.vault.keep(bytes)
  await replaceFile(sheetPath, renderSheet(sheetOf(view, basename(path), dirname(path), urls)))
  await writeOutput(view.store.database, {
    workflowId: view.workflow.id,
    path: storedPath(view.store.project, path),
    variant: view.variant,
    fingerprint: target.fingerprint,
    sha256: sha256Of(bytes),
    view: shownState,
  })
}

/** The sheet alone, beside a generated file that stays as it is. */
export async function writeSheet(view: View, path: string): Promise<void> {
  const { urls } = await copiesOf(view, dirname(path))
  await replaceFile(sheetBeside(path), renderSheet(sheetOf(view, basename(path), dirname(path), urls)))
}

function sheetBeside(path: string): string {
  return path.replace(/\.nbflow$/, '.html')
}

/** URL of each candidate as seen from the folder of the outputs, by `copyKey`. */
async function copiesOf(
  view: View,
  folder: string,
): Promise<{ readonly urls: Map<string, string>; readonly lost: readonly CopyWanted[] }> {
  const shown = view.generations.flatMap(({ node, held, earlier }) =>
    [...(held === null ? [] : [held]), ...earlier.takes.map((each) => each.held)].flatMap((each) =>
      [...each.take.candidates.values()].map((candidate) => ({
        generation: node.generation,
        takeNumber: each.number,
        candidate,
      })),
    ),
  )
  const media = `${view.workflow.name}-media`
  const { names, lost } = await makeCopies(shown, join(folder, media), view.store, view.vault)
  const urls = new Map(
    shown.flatMap(({ candidate }) => {
      const key = copyKey(candidate)
      const name = names.get(key)
      return name === undefined ? [] : [[key, `${media}/${name}`] as const]
    }),
  )
  return { urls, lost }
}

/** Candidates that can be looked at nowhere: to make them anew would be to pay for them twice. */
function lostNote(lost: readonly CopyWanted[]): string | null {
  const [first] = lost
  if (first === undefined) return null
  const { generation, takeNumber, candidate } = first
  const name = `Candidate ${candidate.slot} of "${generation.title}" (node ${generation.nodeId}, take ${takeNumber})`
  const more = lost.length === 1 ? '' : ` and ${lost.length - 1} more`
  return `${name}${more} cannot be shown: ${LOST}`
}

/** Public URLs count: a file that the canvas can show is another than one that it cannot. */
function fingerprintOf({ generations, mirrored: { contents, references } }: View): string {
  const lines = generations.map(({ node, held }) => [
    node.generation.key,
    held?.number,
    candidatesOf(held).map(({ slot, sha256, url }) => {
      const publicUrl = contents.get(sha256 ?? '')
      return [slot, sha256 ?? url, ...(publicUrl === undefined ? [] : [publicUrl])]
    }),
  ])
  return sha256Of(JSON.stringify(references.size === 0 ? lines : [lines, [...references]]))
}

function viewFingerprint({ generations }: View): string {
  const lines = generations.map(({ node, picks, rejections, earlier, waits, outcome }) => [
    waits,
    earlier.takes.map(({ held, pick, rejections: tells }) => [held.number, pick, tells]),
    picks,
    rejections,
    outcome.status === 'generated' ? 'reused' : outcome.status,
    outcome.reason,
    outcome.failures,
    node.generation.title,
    node.generation.prompt,
  ])
  return sha256Of(JSON.stringify(lines))
}

function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
