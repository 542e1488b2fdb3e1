/** By what a node tells its inputs apart: the role or the name of the slot, or only its place. */
import type { DocumentNode } from '../reading/nodes.ts'
import { slotName, slotRole } from '../reading/slots.ts'
import { placeholdersOf } from '../wiring/template.ts'

export interface ArrivalSlots {
  /** Equal where what arrives there means the same. */
  keyOf(slot: number): string
  /** For people. */
  nameOf(slot: number): string
}

/** @param node null for one that is not there */
export function arrivalSlots(node: DocumentNode | null): ArrivalSlots {
  if (node === null) return { keyOf: String, nameOf: String }
  if (isGeneration(node)) {
    return { keyOf: (slot) => generationSlot(node, slot), nameOf: (slot) => slotName(node, slot) }
  }
  const names = node.inputs?.map(({ name }) => name) ?? namesWithoutSlots(node)
  const nameOf = (slot: number) => names[slot] ?? String(slot)
  return { keyOf: node.kind === 'prompt' ? nameOf : String, nameOf }
}

/** What arrives at a node, as far as its order goes. */
interface Target {
  readonly node: DocumentNode | null
  readonly arrivals: readonly { readonly slot: number }[]
}

/** Pictures are sent in the order of their slots: whether names that both have stand in another order, or occur twice. */
export function isReordered(before: Target, after: Target): boolean {
  if (before.node === null || after.node === null || !isGeneration(after.node)) return false
  const older = keysInOrder(before.node, before)
  const newer = keysInOrder(after.node, after)
  const [inOlder, inNewer] = [new Set(older), new Set(newer)]
  if (inOlder.size < older.length || inNewer.size < newer.length) return true
  const kept = newer.filter((key) => inOlder.has(key))
  return older.filter((key) => inNewer.has(key)).some((key, at) => key !== kept[at])
}

function keysInOrder(node: DocumentNode, { arrivals }: Target): string[] {
  const slots = arrivals.map(({ slot }) => slot).sort((one, other) => one - other)
  return slots.map((slot) => generationSlot(node, slot))
}

function isGeneration({ kind }: DocumentNode): boolean {
  return kind === 'image' || kind === 'video'
}

/** Old names of a clip's frames mean the same as new ones. */
function generationSlot(node: DocumentNode, slot: number): string {
  const role = slotRole(node, slot)
  return role === 'reference' ? slotName(node, slot) : role
}

/** A template that lists no slots has its placeholders in the order of their first appearance. */
function namesWithoutSlots({ kind, properties: { text, templateMode } }: DocumentNode): readonly string[] {
  const isTemplate = kind === 'prompt' && templateMode === true && typeof text === 'string'
  return isTemplate ? [...new Set(placeholdersOf(text))] : []
}
