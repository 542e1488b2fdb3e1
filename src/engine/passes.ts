/** What arrives at the far end of a link: the picked candidate of a generation, or why nothing does. */
import { shownUrl } from '../workflow/shownUrl.ts'
import type { HeldTake } from './claims.ts'
import { isRejected, type Pick, type PickBook } from './pickBook.ts'
import type { Node } from './state.ts'
import { isKept } from './wishes.ts'

export type Pass =
  | { readonly is: 'known'; readonly sha256: string }
  /** It will be made, or fetched, by this run. */
  | { readonly is: 'not made yet' }
  | { readonly is: 'held'; readonly gates: readonly string[] }
  | { readonly is: 'blocked'; readonly reason: string }
  | { readonly is: 'skipped'; readonly reason: string }

export type GatePolicy = 'auto' | 'hold'

export interface Gatekeeper {
  /** @param gate key of the gate, or null for a link without one */
  pass(supplier: Node, gate: string | null): Pass
  /** Auto picks made since the last call, to be written by who runs. */
  autoPicks(): readonly (Pick & { readonly gate: string; readonly recipe: string })[]
  /** Gives every gate of a settled generation its auto pick, if it is to have one. */
  settle(node: Node): void
}

export interface GatekeeperOptions {
  readonly picks: PickBook
  readonly policy: GatePolicy
  heldOf(key: string): readonly HeldTake[]
  /** Whether the bytes of that SHA-256 are at hand. */
  isThere(sha256: string): boolean
  /** Whether its gates wait for a person, whatever the policy: it was re-rolled, or its prompt edited. */
  holds(node: Node): boolean
  /** Whether its gates pass by themselves, whatever the policy. */
  cascades(node: Node): boolean
}

export function gatekeeper({
  picks,
  policy,
  heldOf,
  isThere,
  holds,
  cascades,
}: GatekeeperOptions): Gatekeeper {
  let fresh: (Pick & { gate: string; recipe: string })[] = []
  /** A link without a gate waits for nobody. */
  const waits = (node: Node, gate: string | null) =>
    gate !== null && gate !== node.generation.key && !cascades(node) && (policy === 'hold' || holds(node))

  const valid = (node: Node, gate: string): Pick | null => {
    if (node.recipe === null) return null
    const pick = picks.find(gate, node.recipe.hash)
    if (pick === null || (pick.by === 'auto' && policy === 'hold' && gate !== node.generation.key))
      return null
    return pick
  }

  const pickAutomatically = (node: Node, gate: string): Pick | null => {
    if (node.recipe === null || node.held === null) return null
    if (waits(node, gate)) return null
    const { take } = node.held
    const candidates = [...take.candidates.values()].filter(
      ({ slot }) => !isRejected(picks, gate, take.id, slot),
    )
    const sound = candidates.filter(({ sha256 }) => sha256 !== null && isThere(sha256))
    const slot = Math.min(...(sound.length > 0 ? sound : candidates).map((candidate) => candidate.slot))
    if (!Number.isFinite(slot)) return null
    const pick: Pick = { takeId: node.held.take.id, slot, by: 'auto' }
    picks.set(gate, node.recipe.hash, pick)
    fresh.push({ ...pick, gate, recipe: node.recipe.hash })
    return pick
  }

  const bytesOf = (node: Node, pick: Pick): Pass => {
    const held = heldOf(node.generation.key).find(({ take }) => take.id === pick.takeId)
    const candidate = held?.take.candidates.get(pick.slot)
    if (candidate?.sha256) return { is: 'known', sha256: candidate.sha256 }
    return {
      is: 'blocked',
      reason: `the picked candidate of ${nameOf(node)} cannot be had (${shownUrl(candidate?.url ?? '')})`,
    }
  }

  /** What was picked of it is lifted with its first new candidate, but for an approved one that is kept. */
  const outlives = (supplier: Node, pick: Pick) => {
    if (supplier.state.is !== 'run' || supplier.fresh === null) return true
    return pick.by === 'approved' && isKept(supplier.fresh, pick.slot)
  }

  return {
    pass: (supplier, gate) => {
      const key = gate ?? supplier.generation.key
      const pick = valid(supplier, key)
      if (pick !== null && outlives(supplier, pick)) return bytesOf(supplier, pick)
      const isHeld = waits(supplier, gate)
      if (supplier.state.is === 'run' || supplier.state.is === 'adopt') {
        return isHeld ? { is: 'held', gates: [gate!] } : { is: 'not made yet' }
      }
      const hasCandidates = (supplier.held?.take.candidates.size ?? 0) > 0
      if (hasCandidates && isHeld) return { is: 'held', gates: [gate!] }
      const automatic = pickAutomatically(supplier, key)
      if (automatic !== null) return bytesOf(supplier, automatic)
      if (!hasCandidates) return withoutPick(supplier)
      if (gate !== null) return { is: 'held', gates: [gate] }
      return { is: 'blocked', reason: `every candidate of ${nameOf(supplier)} is rejected` }
    },
    settle: (node) => {
      if (node.state.is === 'run' || node.state.is === 'adopt') return
      for (const gate of node.generation.gates) {
        if (valid(node, gate) === null) pickAutomatically(node, gate)
      }
    },
    autoPicks: () => {
      const given = fresh
      fresh = []
      return given
    },
  }
}

function withoutPick(supplier: Node): Pass {
  const { state } = supplier
  if (state.is === 'held') return { is: 'held', gates: state.gates }
  if (state.is === 'skipped')
    return { is: 'skipped', reason: `it needs ${nameOf(supplier)}, which has no candidate` }
  return { is: 'blocked', reason: `it needs ${nameOf(supplier)}, which has no candidate` }
}

function nameOf({ generation }: Node): string {
  const row = generation.rowCount > 1 ? `, row ${generation.row}` : ''
  return `"${generation.title}" (node ${generation.nodeId}${row})`
}
