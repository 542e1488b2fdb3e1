/** Reads a file of the vault in parts, each with its checksum, and makes sure that the whole is what its name says. */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { MirrorFailure } from './mirrorFailure.ts'
import type { MirrorObject } from './mirrorTarget.ts'

export interface CheckedPart {
  /** From 1. */
  readonly number: number
  readonly bytes: Buffer
  /** Of these bytes. */
  readonly md5: Buffer
}

/**
 * In order. The last part is given out only when the bytes of all of them are those of the object.
 * @throws MirrorFailure `object` when they are not, or the file cannot be read
 */
export async function* checkedParts(
  { path, sha256, byteCount }: MirrorObject,
  partBytes: number,
): AsyncGenerator<CheckedPart> {
  const whole = createHash('sha256')
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new MirrorFailure('object', `its bytes cannot be read here (${path})`, { cause })
  })
  try {
    for (let from = 0, number = 1; from < byteCount; from += partBytes, number += 1) {
      const bytes = Buffer.allocUnsafe(Math.min(partBytes, byteCount - from))
      await readFully(file, bytes, from)
      whole.update(bytes)
      const isLast = from + bytes.byteLength === byteCount
      if (isLast && whole.digest('hex') !== sha256) {
        throw new MirrorFailure('object', `its bytes here have changed: ${path} is not what its name says`)
      }
      yield { number, bytes, md5: createHash('md5').update(bytes).digest() }
    }
  } finally {
    await file.close()
  }
}

async function readFully(file: Awaited<ReturnType<typeof open>>, bytes: Buffer, from: number): Promise<void> {
  for (let filled = 0; filled < bytes.byteLength; ) {
    const { bytesRead } = await file.read(bytes, filled, bytes.byteLength - filled, from + filled)
    if (bytesRead === 0) throw new MirrorFailure('object', 'its file here is shorter than it was')
    filled += bytesRead
  }
}
