/** A request as the engine would make it, for the tests of `glabs`. */
import { createHash } from 'node:crypto'
import type { GenerationRequest, RequestInput } from '../../../src/backends/backend.ts'

export function request(changes: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    kind: 'image',
    title: 'Scene 03',
    prompt: 'She waves in the kitchen',
    parameters: {},
    inputs: [],
    chance: { seed: 42, take: 1, slot: 1 },
    ...changes,
  }
}

export function input(role: RequestInput['role'], bytes: Uint8Array): RequestInput {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { role, media: { sha256, open: () => new Blob([Uint8Array.from(bytes)]).stream() } }
}

/** Looks like a PNG from outside, unique by its mark. */
export function png(mark: number, length = 200): Uint8Array {
  const bytes = Buffer.alloc(length, mark)
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1')
  return bytes
}
