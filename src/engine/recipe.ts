/** A recipe: the hash of everything that decides a result but chance. Equal recipes may share takes. */
import { createHash } from 'node:crypto'

export interface Recipe {
  /** SHA-256 in hex. */
  readonly hash: string
  /** The canonical JSON that was hashed: what `why` compares. */
  readonly request: string
}

/**
 * @param backendType the service; two instances of one service share recipes
 * @param normalised the request as it would be sent, without chance, with each medium by its SHA-256
 */
export function recipeOf(backendType: string, normalised: Readonly<Record<string, unknown>>): Recipe {
  const request = canonicalJson({ backend: backendType, ...normalised })
  return { hash: createHash('sha256').update(request).digest('hex'), request }
}

/** JSON with sorted keys and without absent values. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}

/**
 * The seed of one slot: the same for the same recipe, take and slot; 32-bit unsigned.
 * @param sentBefore how often the slot was sent in earlier runs: what was refused with one seed may pass with another
 */
export function seedOf(recipe: string, take: number, slot: number, sentBefore = 0): number {
  const again = sentBefore === 0 ? '' : `/${sentBefore}`
  return createHash('sha256').update(`${recipe}/${take}/${slot}${again}`).digest().readUInt32BE(0)
}
