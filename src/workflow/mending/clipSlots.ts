/** A clip that does not list its three slots gets those it lacks, where that changes the meaning of none it has. */
import type { Edit } from '../edits.ts'
import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'
import { type DocumentNode, labelOf, type NodeInput } from '../reading/nodes.ts'
import { hasClipSlots, roleNamed, slotRole } from '../reading/slots.ts'
import type { Tab } from '../reading/tabs.ts'
import { type Mend, type MendedTab, mendOf, nodePath, rawNode } from './step.ts'

const clipSlots = [
  { name: 'prompt', type: 'string' },
  { name: 'start frame', type: 'image' },
  { name: 'end frame', type: 'image' },
] as const

export function mendClipSlots(tab: Tab): MendedTab {
  const edits: Edit[] = []
  const mends: Mend[] = []
  const nodes = tab.nodes.map((node) => {
    const inputs = node.kind === 'video' && !hasClipSlots(node) ? withClipSlots(node) : null
    const written = rawNode(tab, node).inputs ?? []
    if (inputs === null || !isJsonArray(written) || !written.every(isJsonObject)) return node
    for (const edit of slotEdits(tab, node, inputs, written)) edits.push(edit)
    const message = `${labelOf(node)} was given the slots it lacked of prompt, start frame and end frame.`
    mends.push(mendOf(tab, node, { code: 'clip-slots-missing', field: 'inputs', message }))
    return { ...node, inputs }
  })
  return { tab: { ...tab, nodes }, edits, mends }
}

/** A slot that means a frame by its place alone is named so; one that is missing is added at its place. */
function withClipSlots(node: DocumentNode): readonly NodeInput[] | null {
  const inputs = [...(node.inputs ?? [])]
  const before = inputs.map((_, slot) => slotRole(node, slot))
  for (const [place, { name }] of clipSlots.entries()) {
    if (inputs.some((input) => roleNamed(input.name) === name)) continue
    const there = inputs[place]
    if (there === undefined ? place !== inputs.length : before[place] !== name) return null
    inputs[place] = { link: null, ...there, name }
  }
  const mended = { ...node, inputs }
  const isSame = before.every((role, slot) => slotRole(mended, slot) === role)
  return isSame && hasClipSlots(mended) ? inputs : null
}

function slotEdits(
  tab: Tab,
  node: DocumentNode,
  inputs: readonly NodeInput[],
  written: readonly JsonValue[],
): Edit[] {
  const path = [...nodePath(tab, node), 'inputs']
  const added = clipSlots.flatMap((slot, place) => (place < written.length ? [] : { ...slot, link: null }))
  if (written.length === 0) return [{ path, value: added }]
  return inputs.flatMap(({ name }, slot): Edit[] => {
    if (slot >= written.length)
      return [{ path: [...path, slot], value: added[slot - written.length] ?? null }]
    return name === node.inputs?.[slot]?.name ? [] : [{ path: [...path, slot, 'name'], value: name }]
  })
}
