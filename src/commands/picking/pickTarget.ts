/** FILE NODE SLOT as a candidate: which generation and row, which take, and the gates it is about. */
import { candidatesOf, type HeldTake } from '../../engine/claims.ts'
import { shownOf } from '../../engine/shown.ts'
import type { Node } from '../../engine/state.ts'
import { RetakeError } from '../../errors.ts'
import { type NamedNode, nameNodes } from '../../workflow/address.ts'
import type { Generation } from '../../workflow/model.ts'
import type { Standing } from '../running/standing.ts'

export interface PickAsked {
  readonly node: string
  readonly take?: number | undefined
  readonly row?: number | undefined
  /** The same node in every tab. */
  readonly allTabs?: boolean | undefined
}

export interface PickTarget {
  readonly node: Node
  readonly held: HeldTake
  /** Keys of its gates, or of the one that was named. */
  readonly gates: readonly string[]
  /** How words were understood. */
  readonly echoes: readonly string[]
}

/** @throws RetakeError `usage`, naming what there is instead */
export function pickTarget(standing: Standing, asked: PickAsked): PickTarget {
  const [target] = pickTargets(standing, { ...asked, allTabs: false })
  return target!
}

/** One, or with `allTabs` one in each tab that has it. */
export function pickTargets(standing: Standing, asked: PickAsked): PickTarget[] {
  const { wiring } = standing.prepared.source
  const { nodes, generations, echoes } = nameNodes(wiring, [asked.node], { allTabs: asked.allTabs })
  const tabs = [...new Set(generations.map(({ tab }) => tab))]
  return tabs.map((tab, at) => {
    const here = generations.filter((generation) => generation.tab === tab)
    return { ...targetOf(here, nodes, standing, asked), echoes: at === 0 ? echoes : [] }
  })
}

function targetOf(
  generations: readonly Generation[],
  nodes: readonly NamedNode[],
  { prepared, planned }: Standing,
  asked: PickAsked,
): Omit<PickTarget, 'echoes'> {
  const rows = generations.map(({ row }) => row)
  const chosen = asked.row === undefined ? generations : generations.filter(({ row }) => row === asked.row)
  const [generation, another] = chosen
  if (generation === undefined)
    throw refused(`"${asked.node}" has no row ${asked.row}.`, `Its rows: ${rows.join(', ')}.`)
  if (another !== undefined) {
    const what = `"${generation.title}" (node ${generation.nodeId}) has ${rows.length} rows.`
    throw refused(what, `Say which: --row 1 to --row ${rows.length}`)
  }
  const node = planned.nodes.find((each) => each.generation.key === generation.key)!
  return { node, held: takeOf(node, { prepared, planned }, asked.take), gates: gatesOf(node, nodes) }
}

function takeOf(node: Node, { prepared, planned }: Standing, number: number | undefined): HeldTake {
  const { claims, picks } = planned.resolution
  const { title, nodeId, key } = node.generation
  const { type } = prepared.projectBackend.backend
  // What another service made never stands for what is asked of this one.
  const takes = claims.held(key).filter(({ take }) => take.candidates.size > 0 && take.backendType === type)
  const held =
    number === undefined
      ? shownOf(node, claims, picks, type).held
      : (takes.find((each) => each.number === number) ?? null)
  if (held !== null) return held
  if (takes.length === 0)
    throw refused(`"${title}" (node ${nodeId}) has no candidate yet.`, 'Make some: retake run')
  const list = takes.map((each) => each.number).join(', ')
  throw refused(`"${title}" (node ${nodeId}) has no take ${number}.`, `Its takes: ${list}.`)
}

/** A gate that was named stands for itself alone. */
function gatesOf({ generation }: Node, named: readonly NamedNode[]): readonly string[] {
  const gates = named.filter(({ is }) => is === 'gate')
  if (gates.length === 0) return generation.gates
  const keys = new Set(gates.map(({ tab, nodeId }) => `${tab}:${nodeId}:${generation.row}`))
  return generation.gates.filter((gate) => keys.has(gate))
}

/** @throws RetakeError `usage` for a slot that has no candidate */
export function refuseMissingSlots({ node, held }: PickTarget, slots: readonly number[]): void {
  const { title, nodeId } = node.generation
  const missing = slots.find((slot) => !held.take.candidates.has(slot))
  if (missing === undefined && slots.length > 0) return
  const there = candidatesOf(held).map(({ slot }) => slot)
  const what = missing === undefined ? 'names no candidate' : `has no candidate ${missing}`
  throw refused(
    `Take ${held.number} of "${title}" (node ${nodeId}) ${what}.`,
    `Its candidates: ${there.join(', ')}.`,
  )
}

function refused(message: string, next: string): RetakeError {
  return new RetakeError('usage', `${message} Nothing was written.`, { next })
}
