/** What the input slots of a generation node mean, by their names old and new, else by their place. */
import type { InputRole } from '../model.ts'
import type { DocumentNode } from './nodes.ts'

export type SlotRole = 'prompt' | InputRole

/** The role of slot `slot` (from 0). */
export function slotRole(node: DocumentNode, slot: number): SlotRole {
  const promptSlot = promptSlotOf(node)
  if (slot === promptSlot) return 'prompt'
  if (node.kind !== 'video') return 'reference'
  const named = frameNamed(node.inputs?.[slot]?.name ?? null)
  if (named !== null) return named
  return slot === 1 ? 'start frame' : slot === 2 ? 'end frame' : 'reference'
}

/** The slot's name as in the file, else the one the editor would give it. */
export function slotName(node: DocumentNode, slot: number): string {
  const role = slotRole(node, slot)
  return node.inputs?.[slot]?.name ?? (role === 'reference' ? `image ${slot}` : role)
}

/** Whether a clip node lists its three slots. */
export function hasClipSlots(node: DocumentNode): boolean {
  const roles = (node.inputs ?? []).map((input) => roleNamed(input.name))
  return roles.includes('prompt') && roles.includes('start frame') && roles.includes('end frame')
}

/** Asked for every link of a node, which may have very many slots. */
const promptSlots = new WeakMap<DocumentNode, number>()

export function promptSlotOf(node: DocumentNode): number {
  const known = promptSlots.get(node)
  if (known !== undefined) return known
  const named = (node.inputs ?? []).findIndex((input) => isPromptName(input.name))
  const slot = named === -1 ? 0 : named
  promptSlots.set(node, slot)
  return slot
}

/** What a clip's slot means by its name alone, or null. */
export function roleNamed(name: string | null): SlotRole | null {
  return isPromptName(name) ? 'prompt' : frameNamed(name)
}

function isPromptName(name: string | null): boolean {
  return name === 'prompt' || (name !== null && plainName(name) === 'prompt')
}

function frameNamed(name: string | null): InputRole | null {
  if (name === null || name === 'start frame' || name === 'end frame') return name
  if (/^(start|first) ?(frame|image)$/.test(plainName(name))) return 'start frame'
  return /^(end|last) ?(frame|image)$/.test(plainName(name)) ? 'end frame' : null
}

/** `firstFrame`, `first_frame` and `First Frame` are one name. */
function plainName(name: string): string {
  return name
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replace(/[\s_-]+/g, ' ')
    .trim()
    .toLowerCase()
}
