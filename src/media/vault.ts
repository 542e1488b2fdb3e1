/** Bytes by their SHA-256, on the local disk: streamed in, hashed on the way, synced, then named. Never deletes. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { faultPoint } from '../faultPoint.ts'
import { renameInto } from './replaceFile.ts'

export interface Stored {
  readonly sha256: string
  readonly byteCount: number
}

export interface Vault {
  /** Takes a stream of bytes in. Rejects, leaving nothing behind, when the stream fails or exceeds `maxBytes`. */
  put(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Stored>
  /** Keeps what is in memory already: a document. */
  keep(bytes: Uint8Array): Promise<Stored>
  /** Where the bytes are, whether or not they are there. */
  path(sha256: string): string
  has(sha256: string): boolean
  open(sha256: string): ReadableStream<Uint8Array>
}

/** Thrown by `put` when a stream is longer than it may be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

export function openVault(storeFolder: string): Vault {
  const folder = join(storeFolder, 'media')
  const incoming = join(storeFolder, 'incoming')
  const path = (sha256: string) => join(folder, sha256.slice(0, 2), sha256)
  const put: Vault['put'] = async (bytes, maxBytes) => {
    mkdirSync(incoming, { recursive: true })
    const temporary = join(incoming, randomBytes(8).toString('hex'))
    try {
      const stored = await writeHashed(temporary, bytes, maxBytes)
      faultPoint('write:vault-synced')
      const target = path(stored.sha256)
      if (existsSync(target)) await rm(temporary)
      else {
        await mkdir(dirname(target), { recursive: true })
        await renameInto(temporary, target)
      }
      faultPoint('write:vault-named')
      return stored
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }
  return {
    path,
    put,
    has: (sha256) => existsSync(path(sha256)),
    open: (sha256) => Readable.toWeb(createReadStream(path(sha256))) as ReadableStream<Uint8Array>,
    keep: (bytes) => put(once(bytes), bytes.byteLength),
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

async function writeHashed(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Stored> {
  const hash = createHash('sha256')
  let byteCount = 0
  const handle = await open(file, 'wx')
  try {
    for await (const chunk of bytes) {
      byteCount += chunk.byteLength
      if (byteCount > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`)
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { sha256: hash.digest('hex'), byteCount }
}
