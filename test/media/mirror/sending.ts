/** A mirroring that keeps what it was told, with pauses that a test can wait for. */
import { randomBytes } from 'node:crypto'
import { type Mirroring, type MirroringOptions, openMirroring } from '../../../src/media/mirror/mirroring.ts'
import type { MirrorObject, MirrorTarget } from '../../../src/media/mirror/mirrorTarget.ts'
import { memory, objectOf } from './support.ts'

export function sending(target: MirrorTarget, over: Partial<MirroringOptions> = {}) {
  const seen = { urls: new Map<string, string>(), troubles: [] as string[] }
  const mirroring: Mirroring = openMirroring({
    target,
    uploads: memory(),
    remember: async ({ sha256 }, url) => {
      seen.urls.set(sha256, url)
    },
    prepare: async () => {},
    atOnce: 4,
    pauseMs: 20,
    longestPauseMs: 200,
    waitMs: 2_000,
    signal: new AbortController().signal,
    onTrouble: (reason) => seen.troubles.push(reason),
    ...over,
  })
  return { mirroring, seen }
}

export function several(count: number, byteCount = 20_000): MirrorObject[] {
  return Array.from({ length: count }, () => objectOf(randomBytes(byteCount)))
}
