/** The bytes of a file that chance has changed: its tree, its text, or both. */
import { documentValue } from './corpus.ts'
import { spelled } from './hostileJson.ts'
import { mutateBytes } from './mutateBytes.ts'
import { mutateTree } from './mutateTree.ts'
import type { Random } from './random.ts'

export function documentBytes(random: Random): Uint8Array {
  const value = documentValue(random)
  const text = spelled(random.oneIn(6) ? value : mutateTree(value, random), random.pick([undefined, 2, '\t']))
  const bytes = new TextEncoder().encode(`${random.oneIn(20) ? '\ufeff' : ''}${text}\n`)
  return random.oneIn(4) ? mutateBytes(bytes, random) : bytes
}
