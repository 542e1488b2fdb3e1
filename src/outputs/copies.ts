/**
 * Readable copies of candidates beside the outputs: `mainbody-14-scene-03-image-r1-t1-c2.png`. Never links, because
 * somebody will paint over them; a name is never given to other bytes.
 */
import { constants, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { copyFile, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { faultPoint } from '../faultPoint.ts'
import { EXTENSIONS, type MediaType } from '../media/identify.ts'
import { inParallel } from '../media/inParallel.ts'
import { onDisk } from '../media/onDisk.ts'
import { discard, renamePatiently, syncFolder, temporaryBeside } from '../media/replaceFile.ts'
import type { Vault } from '../media/vault.ts'
import type { CandidateRecord } from '../store/history.ts'
import { storedPath } from '../store/location.ts'
import { copiesAt, writeCopies } from '../store/outputs.ts'
import type { Store } from '../store/store.ts'
import { safeFileName } from '../workflow/fileName.ts'
import type { Generation } from '../workflow/model.ts'
import { refuseLinkOut } from './refuseLinkOut.ts'

const COPIES_AT_ONCE = 4
const MOST_TITLE_LETTERS = 40
const MOST_TAB_LETTERS = 24

export interface CopyWanted {
  readonly generation: Generation
  readonly takeNumber: number
  readonly candidate: CandidateRecord
}

export interface Copies {
  /** The file name of each candidate, by `copyKey`. */
  readonly names: ReadonlyMap<string, string>
  /** What has no copy, and no sound bytes that one could be made of. */
  readonly lost: readonly CopyWanted[]
}

/** Makes the copies that are missing. */
export async function makeCopies(
  wanted: readonly CopyWanted[],
  folder: string,
  store: Store,
  vault: Vault,
): Promise<Copies> {
  const stored = storedPath(store.project, folder)
  const taken = copiesAt(store.database, stored)
  const byContent = new Map([...taken].map(([path, sha256]) => [`${sha256} ${tailOf(path)}`, path]))
  const there = new Set(existsSync(folder) ? readdirSync(folder) : [])
  const names = new Map<string, string>()
  const heads = new Map<string, string>()
  const missing: { name: string; sha256: string }[] = []
  const lost: CopyWanted[] = []
  for (const want of wanted) {
    const { sha256, mediaType } = want.candidate
    if (sha256 === null || mediaType === null) continue
    const tail = tailFor(want, mediaType as MediaType)
    const known = byContent.get(`${sha256} ${tail}`)?.slice(stored.length + 1)
    const name = known ?? freeName(headFor(want, heads), tail, sha256, taken, stored, there)
    taken.set(`${stored}/${name}`, sha256)
    names.set(copyKey(want.candidate), name)
    if (there.has(name)) continue
    if ((await vault.check(sha256)).is === 'sound') missing.push({ name, sha256 })
    else lost.push(want)
  }
  if (missing.length === 0) return { names, lost }
  refuseLinkOut(folder, [store.project, dirname(folder)])
  mkdirSync(folder, { recursive: true })
  await writeCopies(store.database, new Map(missing.map(({ name, sha256 }) => [`${stored}/${name}`, sha256])))
  await inParallel(missing, COPIES_AT_ONCE, ({ name, sha256 }) =>
    copyWhole(vault.path(sha256), join(folder, name)),
  )
  await syncFolder(folder)
  return { names, lost }
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
    await onDisk(to, async () => {
      await copyFile(from, temporary, constants.COPYFILE_FICLONE)
      const handle = await open(temporary, 'r+')
      await handle.sync().finally(() => handle.close())
      faultPoint('write:file-synced')
      await renamePatiently(temporary, to)
      faultPoint('write:file-named')
    })
  } catch (error) {
    await discard(temporary)
    throw error
  }
}
