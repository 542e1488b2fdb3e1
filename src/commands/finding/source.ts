/** A workflow file, found, read and wired. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { RetakeError } from '../../errors.ts'
import type { Document } from '../../workflow/document.ts'
import { readDocument } from '../../workflow/document.ts'
import type { Wiring } from '../../workflow/model.ts'
import { wire } from '../../workflow/wire.ts'
import type { App, Project } from '../app.ts'
import { type Broll, brollName, readBroll, withResults } from './brollFolder.ts'
import { type FoundBroll, findBroll } from './findBroll.ts'
import { findSource } from './findSource.ts'

export interface Source {
  readonly path: string
  readonly folder: string
  /** The file's base name without its ending. */
  readonly name: string
  readonly sha256: string
  readonly document: Document
  readonly wiring: Wiring
  /** What the person should know about the choice of file, or null. */
  readonly note: string | null
  readonly project: Project
  readonly bytes: Uint8Array
  /** The generated file that was named in its stead: what somebody did in it is taken up. */
  readonly copy: SourceCopy | null
  /** Set where the source is a folder of B-roll: then the document is made from its files, and never written. */
  readonly broll: Broll | null
}

export interface SourceCopy {
  readonly path: string
  readonly sha256: string
  readonly document: Document
}

export async function openSource(app: App, given: string): Promise<Source> {
  const broll = findBroll(app.cwd, given)
  if (broll !== null) return openBroll(app, broll)
  const { path, note, copy } = findSource(app.cwd, given)
  const shown = relative(app.cwd, path) || path
  const bytes = await readSource(path, shown)
  const document = readDocument(bytes, shown)
  const folder = dirname(path)
  return {
    path,
    folder,
    name: basename(path, '.nbflow'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    document,
    wiring: wire(document),
    note,
    project: await app.project(folder),
    bytes,
    copy: copy === null ? null : await openCopy(app.cwd, copy),
    broll: null,
  }
}

async function openBroll(app: App, { folder, names }: FoundBroll): Promise<Source> {
  const project = await app.project(folder)
  const broll = await readBroll(folder, names, project)
  const bytes = Buffer.from(broll.text)
  const document = readDocument(bytes, relative(app.cwd, folder) || folder)
  return {
    path: folder,
    folder,
    name: brollName(folder),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    document,
    wiring: withResults(wire(document), broll.clips),
    note: broll.notes.length === 0 ? null : broll.notes.join(' '),
    project,
    bytes,
    copy: null,
    broll,
  }
}

async function openCopy(cwd: string, path: string): Promise<SourceCopy> {
  const shown = relative(cwd, path) || path
  const bytes = await readSource(path, shown)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { path, sha256, document: readDocument(bytes, shown) }
}

/** @throws RetakeError `check_failed` */
export async function readSource(path: string, shown: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RetakeError('check_failed', `${shown} cannot be read: ${reason}.`, {
      next: 'Check its permissions, and that no other program holds it.',
      cause: error,
    })
  }
}
