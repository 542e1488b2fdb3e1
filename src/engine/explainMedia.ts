/** A medium stands in a request by its hash: what it was, and what it is now, told by name. */
import type { GenerationInput } from '../workflow/model.ts'
import { shownUrl } from '../workflow/shownUrl.ts'
import { type Claims, candidatesOf, type HeldTake } from './claims.ts'
import type { Difference } from './differences.ts'
import type { Node } from './state.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** A sentence part, or null for what is no medium. */
export function explainMedia(
  { before, after }: Difference,
  node: Node,
  { nodes, claims }: { readonly nodes: readonly Node[]; readonly claims: Claims },
): string | null {
  if (typeof after !== 'string' || !SHA256.test(after)) return null
  const input = node.generation.inputs[node.inputs.indexOf(after)]
  if (input === undefined) return null
  if (input.from === 'reference') {
    return before === undefined
      ? `"${shownUrl(input.url)}" is new`
      : `other bytes behind "${shownUrl(input.url)}" (${input.slot}), or another reference`
  }
  const held = claims.held(input.generation)
  return `the pick of ${supplierOf(input, nodes)} changed from ${candidateName(before, held)} to ${candidateName(after, held)}`
}

function supplierOf(input: Extract<GenerationInput, { from: 'generation' }>, nodes: readonly Node[]): string {
  const supplier = nodes.find(({ generation }) => generation.key === input.generation)
  return supplier === undefined
    ? input.generation
    : `"${supplier.generation.title}" (node ${supplier.generation.nodeId})`
}

function candidateName(sha256: unknown, takes: readonly HeldTake[]): string {
  for (const held of takes) {
    const candidate = candidatesOf(held).find((one) => one.sha256 === sha256)
    if (candidate !== undefined) return `take ${held.number} slot ${candidate.slot}`
  }
  return sha256 === undefined ? 'none' : 'a candidate that is not there any more'
}
