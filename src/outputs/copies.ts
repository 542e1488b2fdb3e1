/**
 * Readable copies of candidates beside the outputs: `mainbody-14-scene-03-image-r1-t1-c2.png`. Never links, because
 * somebody will paint over them; a name is never given to other bytes.
 */
import { constants, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { copyFile, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { faultPoint } from '../faultPoint.ts'
import { EXTENSIONS, type MediaType } from '../media/identify.ts'
import { inParallel } from '../media/inParallel.ts'
import { renamePatiently, syncFolder, temporaryBeside } from '../media/replaceFile.ts'
import type { Vault } from '../media/vault.ts'
import type { CandidateRecord } from '../store/history.ts'
import { storedPath } from '../store/location.ts'
import { copiesAt, writeCopies } from '../store/outputs.ts'
import type { Store } from '../store/store.ts'
import { safeFileName } from '../workflow/fileName.ts'
import type { Generation } from '../workflow/model.ts'

const COPIES_AT_ONCE = 4
const MOST_TITLE_LETTERS = 40
const MOST_TAB_LETTERS = 24

export interface CopyWanted {
  readonly generation: Generation
  readonly takeNumber: number
  readonly candidate: CandidateRecord
}

/** Makes the copies that are missing; the file name of each candidate, by `copyKey`. */
export async function makeCopies(
  wanted: readonly CopyWanted[],
  folder: string,
  store: Store,
  vault: Vault,
): Promise<Map<string, string>> {
  const stored = storedPath(store.project, folder)
  const taken = copiesAt(store.database, stored)
  const byContent = new Map([...taken].map(([path, sha256]) => [`${sha256} ${tailOf(path)}`, path]))
  const there = new Set(existsSync(folder) ? readdirSync(folder) : [])
  const names = new Map<string, string>()
  const heads = new Map<string, string>()
  const missing: { name: string; sha256: string }[] = []
  for (const want of wanted) {
    const { sha256, mediaType } = want.candidate
    if (sha256 === null || mediaType === null) continue
    const tail = tailFor(want, mediaType as MediaType)
    const known = byContent.get(`${sha256} ${tail}`)?.slice(stored.length + 1)
    const name = known ?? freeName(headFor(want, heads), tail, sha256, taken, stored, there)
    taken.set(`${stored}/${name}`, sha256)
    names.set(copyKey(want.candidate), name)
    if (!there.has(name) && vault.has(sha256)) missing.push({ name, sha256 })
  }
  if (missing.length === 0) return names
  mkdirSync(folder, { recursive: true })
  await writeCopies(store.database, new Map(missing.map(({ name, sha256 }) => [`${stored}/${name}`, sha256])))
  await inParallel(missing, COPIES_AT_ONCE, ({ name, sha256 }) =>
    copyWhole(vault.path(sha256), join(folder, name)),
  )
  await syncFolder(folder)
  return names
}

export function copyKey({ takeId, slot }: CandidateRecord): string {
  return `${takeId}/${slot}`
}

/** The name that a copy has unless another one has it. The medium is known. */
export function readableName(want: CopyWanted): string {
  return `${headFor(want, new Map())}-${tailFor(want, want.candidate.mediaType as MediaType)}`
}

/** `broll-01-image-t1-c2.png`. The medium is known. */
export function brollCandidateName(
  plain: string,
  { takeNumber, candidate: { slot, mediaType } }: Pick<CopyWanted, 'takeNumber' | 'candidate'>,
): string {
  return `${plain}-t${takeNumber}-c${slot}.${EXTENSIONS[mediaType as MediaType]}`
}

/** Worked out once for all candidates of a generation. */
function headFor({ generation }: CopyWanted, heads: Map<string, string>): string {
  const { key, tab, nodeId, title } = generation
  const known = heads.get(key)
  if (known !== undefined) return known
  const head = `${safeFileName(tab, MOST_TAB_LETTERS)}-${nodeId}-${safeFileName(title, MOST_TITLE_LETTERS)}`
  heads.set(key, head)
  return head
}

function tailFor({ generation, takeNumber, candidate }: CopyWanted, mediaType: MediaType): string {
  return `r${generation.row}-t${takeNumber}-c${candidate.slot}.${EXTENSIONS[mediaType]}`
}

/** Row, take, slot and ending: what stays of a name when tab or title are renamed. */
function tailOf(path: string): string {
  return /r\d+-t\d+-c\d+\.\w+$/.exec(path)?.[0] ?? ''
}

function freeName(
  head: string,
  tail: string,
  sha256: string,
  taken: ReadonlyMap<string, string>,
  stored: string,
  there: ReadonlySet<string>,
): string {
  for (let more = 1; ; more += 1) {
    const name = more === 1 ? `${head}-${tail}` : `${head}-${more}-${tail}`
    const given = taken.get(`${stored}/${name}`)
    if (given === sha256) return name
    if (given === undefined && !there.has(name)) return name
  }
}

export async function copyWhole(from: string, to: string): Promise<void> {
  const temporary = temporaryBeside(to)
  try {
    await copyFile(from, temporary, constants.COPYFILE_FICLONE)
    const handle = await open(temporary, 'r+')
    await handle.sync().finally(() => handle.close())
    faultPoint('write:file-synced')
    await renamePatiently(temporary, to)
    faultPoint('write:file-named')
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
