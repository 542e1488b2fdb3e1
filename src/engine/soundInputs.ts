/** A request with the wrong picture, or without one, is money lost: what is to be sent needs the bytes of its inputs. */
import type { BackendError } from '../backends/backend.ts'
import type { Vault } from '../media/vault.ts'
import type { Claims } from './claims.ts'
import type { Node, State } from './state.ts'

const NEXT =
  'retake fsck --repair has its bytes again where a copy, the mirror or the backend still holds them; then run again. Else approve another candidate, or make one (regen --slots N).'

/**
 * The state of a generation that would send something although bytes are gone; else its state as it is. What is only to
 * be asked for has been paid, and needs none.
 */
export function withoutBytes(
  node: Node,
  state: State,
  claims: Claims,
  isThere: (sha256: string) => boolean,
): State {
  if (state.is !== 'run' || state.slots.tasks.some((task) => task.do !== 'send')) return state
  const at = node.inputs.findIndex((sha256) => sha256 !== '' && !isThere(sha256))
  if (at < 0) return state
  const message = `The ${nameOf(node, at, claims)} is missing from the store: its bytes are gone. Nothing was sent.`
  const slots = state.slots.tasks.map(({ slot }) => slot)
  return { is: 'failed', failure: { errorType: 'api_error', message, slots, attempts: 0, next: NEXT } }
}

/** Reads what is to be sent, once in a process: null where all of it is sound. */
export async function unsoundInput(node: Node, vault: Vault): Promise<BackendError | null> {
  for (const [at, sha256] of node.inputs.entries()) {
    const found = await vault.check(sha256)
    if (found.is === 'sound') continue
    const reason = found.is === 'missing' ? 'its bytes are gone' : found.reason
    const what = found.is === 'missing' ? 'missing from the store' : 'damaged in the store'
    const role = node.generation.inputs[at]?.role ?? 'input'
    const message = `The ${role} is ${what}: ${reason}. Nothing was sent. ${NEXT}`
    return { errorType: 'api_error', message, retryable: false }
  }
  return null
}

function nameOf({ generation, inputs }: Node, at: number, claims: Claims): string {
  const input = generation.inputs[at]!
  if (input.from === 'reference') return `${input.role} (node ${input.source.nodeId})`
  const nodeId = input.generation.split(':').at(-2)
  for (const { take, number } of claims.held(input.generation)) {
    for (const { slot, sha256 } of take.candidates.values())
      if (sha256 === inputs[at]) return `${input.role} (candidate ${slot} of take ${number}, node ${nodeId})`
  }
  return `${input.role} (from node ${nodeId})`
}
