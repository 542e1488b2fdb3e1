/** Brings the views up to date: readable copies, the generated file, its contact sheet, and `errors.json`. */

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { candidatesOf } from '../engine/claims.ts'
import { replaceFile } from '../media/replaceFile.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { keepOutputFolder, newestOutput, type OutputRecord, writeOutput } from '../store/outputs.ts'
import { copyKey, makeCopies } from './copies.ts'
import { rebuildErrorsFile } from './errorsFile.ts'
import { generatedBytes } from './generatedFile.ts'
import { renderSheet } from './sheet/renderSheet.ts'
import { sheetOf } from './sheetOf.ts'
import { fileStamp } from './timestamp.ts'
import type { View } from './view.ts'

export interface Outputs {
  /** The generated file, or null when there is no candidate to show. */
  readonly path: string | null
  /** Whether the file was written by this run (not only named). */
  readonly isNew: boolean
  readonly errorsPath: string | null
  /** Absolute path of the readable copy of a candidate, by `copyKey`. */
  readonly copies: ReadonlyMap<string, string>
}

export async function writeOutputs(view: View): Promise<Outputs> {
  const { store, workflow, variant } = view
  mkdirSync(view.outFolder, { recursive: true })
  const hasCandidates = view.generations.some(({ held }) => held !== null)
  const newest = await newestOutput(store.database, workflow.id, variant)
  const target = hasCandidates ? chooseTarget(view, newest) : null
  const folder = target === null ? view.outFolder : dirname(target.path)
  const copies = await copiesOf(view, folder)
  if (target !== null) await writeGenerated(view, target, newest, copies)
  await keepOutputFolder(store.database, workflow.id, storedPath(store.project, folder))
  const errorsPath = await rebuildErrorsFile(folder, store)
  const paths = new Map([...copies].map(([key, url]) => [key, join(folder, ...url.split('/'))]))
  return { path: target?.path ?? null, isNew: target?.isNew ?? false, errorsPath, copies: paths }
}

interface Target {
  readonly path: string
  readonly isNew: boolean
  /** Equal when the galleries show the same. */
  readonly fingerprint: string
}

/** The newest file if its candidates are these, else the next free name of this second. */
function chooseTarget(view: View, newest: OutputRecord | null): Target {
  const fingerprint = fingerprintOf(view)
  if (newest?.fingerprint === fingerprint) {
    return { path: fromStoredPath(view.store.project, newest.path), isNew: false, fingerprint }
  }
  for (let time = Date.now(); ; time += 1000) {
    const path = join(
      view.outFolder,
      `${view.workflow.name}-${view.variant}-${fileStamp(new Date(time))}.nbflow`,
    )
    if (!existsSync(path)) return { path, isNew: true, fingerprint }
  }
}

async function writeGenerated(
  view: View,
  target: Target,
  newest: OutputRecord | null,
  urls: ReadonlyMap<string, string>,
): Promise<void> {
  const sheetPath = target.path.replace(/\.nbflow$/, '.html')
  const shownState = viewFingerprint(view)
  const onDisk = target.isNew ? null : await readIfThere(target.path)
  const isUntouched = onDisk !== null && sha256Of(onDisk) === newest?.sha256
  if (isUntouched && newest?.view === shownState && existsSync(sheetPath)) return
  const bytes = generatedBytes(view, dirname(target.path), urls, isUntouched ? null : onDisk)
  if (onDisk === null || sha256Of(onDisk) !== sha256Of(bytes)) await replaceFile(target.path, bytes)
  await replaceFile(sheetPath, renderSheet(sheetOf(view, basename(target.path), dirname(target.path), urls)))
  await writeOutput(view.store.database, {
    workflowId: view.workflow.id,
    path: storedPath(view.store.project, target.path),
    variant: view.variant,
    fingerprint: target.fingerprint,
    sha256: sha256Of(bytes),
    view: shownState,
  })
}

/** URL of each candidate as seen from the folder of the outputs, by `copyKey`. */
async function copiesOf(view: View, folder: string): Promise<Map<string, string>> {
  const shown = view.generations.flatMap(({ node, held }) =>
    held === null
      ? []
      : [...held.take.candidates.values()].map((candidate) => ({
          generation: node.generation,
          takeNumber: held.number,
          candidate,
        })),
  )
  const media = `${view.workflow.name}-media`
  const names = await makeCopies(shown, join(folder, media), view.store, view.vault)
  return new Map(
    shown.flatMap(({ candidate }) => {
      const key = copyKey(candidate)
      const name = names.get(key)
      return name === undefined ? [] : [[key, `${media}/${name}`] as const]
    }),
  )
}

function fingerprintOf({ generations }: View): string {
  const lines = generations.map(({ node, held }) => [
    node.generation.key,
    held?.number,
    candidatesOf(held).map(({ slot, sha256, url }) => [slot, sha256 ?? url]),
  ])
  return sha256Of(JSON.stringify(lines))
}

function viewFingerprint({ generations }: View): string {
  const lines = generations.map(({ node, picks, outcome }) => [
    picks,
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
