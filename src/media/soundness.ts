/** Whether a file still is the bytes that its SHA-256 promises: read to the end, a piece at a time. */
import { createHash } from 'node:crypto'
import { createReadStream, type Stats, statSync } from 'node:fs'

export type Soundness =
  | { readonly is: 'sound' }
  | { readonly is: 'missing' }
  /** `reason` completes "it is damaged: …". */
  | { readonly is: 'damaged'; readonly reason: string }

export interface SoundnessChecker {
  /** Reads it to its end, unless it is known to be sound. */
  of(sha256: string, signal?: AbortSignal): Promise<Soundness>
  /** It was just written. */
  isSound(sha256: string): void
}

/** Remembers what was sound by what the system says of the file: a change shows there. */
export function soundnessChecker(path: (sha256: string) => string): SoundnessChecker {
  const known = new Map<string, string>()
  const stampOf = (sha256: string) => {
    const status = statusOf(path(sha256))
    return status === null ? null : `${status.ino} ${status.size} ${status.mtimeMs} ${status.ctimeMs}`
  }
  const isSound = (sha256: string) => {
    const stamp = stampOf(sha256)
    if (stamp !== null) known.set(sha256, stamp)
  }
  const of = async (sha256: string, signal?: AbortSignal): Promise<Soundness> => {
    const stamp = stampOf(sha256)
    if (stamp !== null && known.get(sha256) === stamp) return { is: 'sound' }
    const found = await soundnessOf(path(sha256), sha256, signal)
    if (found.is === 'sound' && stamp !== null) known.set(sha256, stamp)
    return found
  }
  return { of, isSound }
}

/** Rejects only when the signal is aborted. */
export async function soundnessOf(path: string, sha256: string, signal?: AbortSignal): Promise<Soundness> {
  try {
    const status = statusOf(path)
    if (status === null) return { is: 'missing' }
    if (!status.isFile()) return { is: 'damaged', reason: 'it is no file' }
    const hash = createHash('sha256')
    let byteCount = 0
    for await (const chunk of createReadStream(path, signal === undefined ? {} : { signal })) {
      hash.update(chunk)
      byteCount += chunk.length
    }
    if (hash.digest('hex') === sha256) return { is: 'sound' }
    return { is: 'damaged', reason: `its ${byteCount} bytes are not what its name says` }
  } catch (error) {
    signal?.throwIfAborted()
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return code === 'ENOENT' ? { is: 'missing' } : { is: 'damaged', reason: `it cannot be read (${code})` }
  }
}

/** Null where nothing is there, or what should be a folder above it is none. */
export function statusOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null
}
