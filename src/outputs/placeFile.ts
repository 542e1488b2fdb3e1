/** Files under names that a person knows: they follow what they stand for, and nothing of somebody else's is overwritten. */
import { createHash } from 'node:crypto'
import { createReadStream, lstatSync, statSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { faultPoint } from '../faultPoint.ts'
import { replaceFile } from '../media/replaceFile.ts'
import type { Vault } from '../media/vault.ts'
import { isKnownContent } from '../store/knownBytes.ts'
import { storedPath } from '../store/location.ts'
import { forgetCopy, knownCopies, writeCopies } from '../store/outputs.ts'
import type { Store } from '../store/store.ts'
import { copyWhole } from './copies.ts'
import { fileStamp } from './timestamp.ts'

/** Of a candidate whose bytes are missing or damaged here. */
export const LOST =
  'its bytes are missing or damaged in the store. Nothing is paid for it again by itself: retake fsck --repair has it again where a copy, the mirror or the backend still holds it; retake regen FILE NODE --slots N makes another.'

export interface PlacedFolder {
  /** A name that always has these bytes: made where it is missing, else left as it is. */
  copy(name: string, sha256: string): Promise<void>
  /** A name whose bytes may change. What somebody painted over stays until they do; then it is moved aside. */
  current(name: string, sha256: string): Promise<void>
  /** As `current`, for a text. */
  text(name: string, content: string): Promise<void>
  /** Takes a file of ours away, unless somebody has changed it. */
  withdraw(name: string): Promise<void>
  /** What the person should know. */
  notes(): readonly string[]
}

export function openFolder(folder: string, { database, project }: Store, vault: Vault): PlacedFolder {
  const stored = (name: string) => storedPath(project, join(folder, name))
  const recorded = async (name: string) => {
    const path = stored(name)
    return (await knownCopies(database, [path])).get(path)
  }
  const notes: string[] = []
  const record = (name: string, sha256: string) => writeCopies(database, new Map([[stored(name), sha256]]))
  /** @param isReady whether it can be written: asked where it has to be */
  const put = async (
    name: string,
    sha256: string,
    write: (path: string) => Promise<void>,
    isReady: () => Promise<boolean>,
  ) => {
    const path = join(folder, name)
    const before = await recorded(name)
    if (!isThere(path)) {
      if (!(await isReady())) return
      // Known as ours before it is there: else a crash would leave a file that looks like somebody's.
      await record(name, sha256)
      await write(path)
      return
    }
    const now = isFile(path) ? await sha256Of(path) : null
    if (now === sha256) {
      if (before !== sha256) await record(name, sha256)
      return
    }
    // What a moved or copied folder brings along, or a crash left, is known by its bytes.
    const isOurs = now !== null && (now === before || (await isKnownContent(database, now)))
    if (before === sha256 && now !== null && !isOurs) {
      notes.push(
        `${name} was changed by hand. It is left as it is; what is made from it is made from the candidate.`,
      )
      return
    }
    if (!(await isReady())) return
    if (!isOurs) await moveAside(folder, name, notes)
    await write(path)
    await record(name, sha256)
  }
  /** What has no bytes any more leaves the file under its name as it is. */
  const putMedium = (name: string, sha256: string) => {
    const isSound = async () => {
      if ((await vault.check(sha256)).is === 'sound') return true
      notes.push(`${name} cannot be made: ${LOST}`)
      return false
    }
    return put(name, sha256, (path) => copyWhole(vault.path(sha256), path), isSound)
  }
  return {
    copy: async (name, sha256) => {
      const isOurs = (await recorded(name)) === sha256
      if (!isOurs || !isThere(join(folder, name))) await putMedium(name, sha256)
    },
    current: putMedium,
    text: (name, content) => {
      const sha256 = createHash('sha256').update(content).digest('hex')
      return put(
        name,
        sha256,
        (path) => replaceFile(path, content),
        async () => true,
      )
    },
    withdraw: async (name) => {
      const path = join(folder, name)
      if (!isFile(path)) return
      const before = await recorded(name)
      if (before === undefined || (await sha256Of(path)) !== before) return
      await rm(path)
      await forgetCopy(database, stored(name))
    },
    notes: () => notes,
  }
}

/** @returns when the file has another name, that nothing has */
async function moveAside(folder: string, name: string, notes: string[]): Promise<void> {
  const ending = extname(name)
  for (let time = Date.now(); ; time += 1000) {
    const aside = `${name.slice(0, -ending.length)}-backup-${fileStamp(new Date(time))}${ending}`
    if (isThere(join(folder, aside))) continue
    await rename(join(folder, name), join(folder, aside))
    faultPoint('write:file-moved')
    notes.push(`${name} was changed by hand, or was somebody else's: it is ${aside} now.`)
    return
  }
}

/** A link that leads nowhere is there, too. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Nothing else can be read to its end: a folder, a pipe. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
