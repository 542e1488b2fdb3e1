/** Bytes by their SHA-256, on the local disk: streamed in, hashed on the way, synced, then named. Never deletes. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { faultPoint } from '../faultPoint.ts'
import { onDisk } from './onDisk.ts'
import { discard, renamePatiently, syncFolder } from './replaceFile.ts'
import { type Soundness, soundnessChecker, statusOf } from './soundness.ts'

export interface Stored {
  readonly sha256: string
  readonly byteCount: number
}

export interface Vault {
  /**
   * Takes a stream of bytes in. Rejects, leaving nothing behind, when the stream fails or exceeds `maxBytes`, or the bytes
   * are not those of `expected`. What lies damaged under their name is moved aside.
   */
  put(bytes: AsyncIterable<Uint8Array>, maxBytes: number, expected?: string): Promise<Stored>
  /** Keeps what is in memory already: a document. Writes nothing where its bytes are there, but marks them as used. */
  keep(bytes: Uint8Array): Promise<Stored>
  /** Where the bytes are, whether or not they are there. */
  path(sha256: string): string
  /** Whether there is a file of that name; whether it is sound, `check` tells. */
  has(sha256: string): boolean
  /** Reads the bytes to their end; those that this process has put or checked are not read again. */
  check(sha256: string, signal?: AbortSignal): Promise<Soundness>
  /** All bytes, for a document; null where they are missing or damaged. */
  read(sha256: string): Promise<Buffer | null>
  /** Fails before its end where the bytes are not what their name says: wrong ones are never sent. */
  open(sha256: string): ReadableStream<Uint8Array>
  /** Moves what lies damaged under that name to `media/damaged`. @returns where it is then */
  setAside(sha256: string): Promise<string>
}

/** Thrown by `put` when a stream is longer than it may be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

export const MEDIA_FOLDER = 'media'
export const INCOMING_FOLDER = 'incoming'
export const DAMAGED_FOLDER = 'damaged'

export function openVault(storeFolder: string): Vault {
  const folder = join(storeFolder, MEDIA_FOLDER)
  const incoming = join(storeFolder, INCOMING_FOLDER)
  const path = (sha256: string) => join(folder, sha256.slice(0, 2), sha256)
  const check = soundnessChecker(path)
  const setAside = (sha256: string) => moveAside(path(sha256), sha256, join(folder, DAMAGED_FOLDER))
  const put: Vault['put'] = async (bytes, maxBytes, expected) => {
    await onDisk(incoming, () => mkdir(incoming, { recursive: true }))
    const temporary = join(incoming, randomBytes(8).toString('hex'))
    try {
      const stored = await writeHashed(temporary, bytes, maxBytes)
      faultPoint('write:vault-synced')
      if (expected !== undefined && stored.sha256 !== expected)
        throw new Error(`its bytes are others (SHA-256 ${stored.sha256.slice(0, 12)}…)`)
      const target = path(stored.sha256)
      await markUsed(target)
      const { is } = await check.of(stored.sha256)
      if (is === 'sound') await rm(temporary)
      else {
        if (is === 'damaged') await onDisk(target, () => setAside(stored.sha256))
        await onDisk(target, () => nameLastingly(temporary, target))
        check.isSound(stored.sha256)
      }
      faultPoint('write:vault-named')
      return stored
    } catch (error) {
      await discard(temporary)
      throw error
    }
  }
  return {
    path,
    put,
    has: (sha256) => statusOf(path(sha256))?.isFile() ?? false,
    check: check.of,
    read: async (sha256) => ((await check.of(sha256)).is === 'sound' ? readFile(path(sha256)) : null),
    open: (sha256) => {
      const bytes = Readable.from(proven(path(sha256), sha256), { objectMode: false })
      return Readable.toWeb(bytes) as ReadableStream<Uint8Array>
    },
    keep: async (bytes) => {
      const stored = { sha256: createHash('sha256').update(bytes).digest('hex'), byteCount: bytes.byteLength }
      await markUsed(path(stored.sha256))
      const { is } = await check.of(stored.sha256)
      return is === 'sound' ? stored : put(once(bytes), bytes.byteLength)
    },
    setAside,
  }
}

const UNTOUCHED_MS = 10 * 60_000

/** A clean-up takes only what nobody has used for long: these bytes are about to be named. */
async function markUsed(path: string): Promise<void> {
  const status = statusOf(path)
  if (status === null || Date.now() - status.mtimeMs < UNTOUCHED_MS) return
  const now = new Date()
  // Where it is gone, or may not be touched, the check that follows tells.
  await utimes(path, now, now).catch(() => {})
}

async function moveAside(path: string, sha256: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (let more = 1; ; more += 1) {
    const aside = join(folder, more === 1 ? sha256 : `${sha256}-${more}`)
    if (statusOf(aside) !== null) continue
    await rename(path, aside)
    faultPoint('write:file-moved')
    return aside
  }
}

async function* proven(path: string, sha256: string): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== sha256) throw new Error(`the bytes in the store are damaged (${path})`)
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

/** After a sync that failed, a later one that works proves nothing: what is not known to last is not there. */
async function nameLastingly(temporary: string, target: string): Promise<void> {
  const folder = dirname(target)
  const isNewFolder = (await mkdir(folder, { recursive: true })) !== undefined
  await renamePatiently(temporary, target)
  try {
    await syncFolder(folder)
    if (isNewFolder) await syncFolder(dirname(folder))
  } catch (error) {
    await discard(target)
    throw error
  }
}

async function writeHashed(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Stored> {
  const hash = createHash('sha256')
  let byteCount = 0
  const handle = await onDisk(file, () => open(file, 'wx'))
  try {
    for await (const chunk of bytes) {
      byteCount += chunk.byteLength
      if (byteCount > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`)
      hash.update(chunk)
      await onDisk(file, () => handle.writeFile(chunk))
    }
    await onDisk(file, () => handle.sync())
  } finally {
    await handle.close()
  }
  return { sha256: hash.digest('hex'), byteCount }
}
