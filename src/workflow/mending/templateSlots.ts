/** A template's only placeholder without a slot and its only linked slot without a placeholder belong together. */
import type { Edit } from '../edits.ts'
import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'
import { idKey } from '../reading/ids.ts'
import { type DocumentNode, labelOf } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import { placeholdersOf } from '../wiring/template.ts'
import { type Mend, type MendedTab, mendOf, nodePath, rawNode } from './step.ts'

export function mendTemplateSlots(tab: Tab): MendedTab {
  const edits: Edit[] = []
  const mends: Mend[] = []
  const linked = linkedSlots(tab)
  const nodes = tab.nodes.map((node) => {
    const misnamed =
      node.properties.templateMode === true ? misnamedSlot(node, linked.get(idKey(node.id))) : null
    const slots = rawNode(tab, node).inputs
    if (misnamed === null || !isJsonArray(slots) || !isJsonObject(slots[misnamed.slot])) return node
    const { slot, name } = misnamed
    const before = node.inputs?.[slot]?.name
    edits.push({ path: [...nodePath(tab, node), 'inputs', slot, 'name'], value: name })
    const message = `slot ${slot} of ${labelOf(node)} was named "${name}" after its placeholder (it was ${JSON.stringify(before)}).`
    mends.push(
      mendOf(tab, node, { code: 'placeholder-without-prompt', field: `inputs[${slot}].name`, message }),
    )
    return {
      ...node,
      inputs: node.inputs?.map((input, at) => (at === slot ? { ...input, name } : input)) ?? null,
    }
  })
  return { tab: { ...tab, nodes }, edits, mends }
}

function misnamedSlot(
  node: DocumentNode,
  linked: ReadonlySet<number> = new Set(),
): { slot: number; name: string } | null {
  if (node.kind !== 'prompt' || node.inputs === null) return null
  const placeholders = new Set(ownTexts(node).flatMap(placeholdersOf))
  const slotNames = new Set(node.inputs.map(({ name }) => name))
  const [name, ...otherNames] = [...placeholders].filter((placeholder) => !slotNames.has(placeholder))
  const unmatched = node.inputs.flatMap((input, slot) => (placeholders.has(input.name ?? '') ? [] : slot))
  const [slot, ...otherSlots] = unmatched.filter((at) => linked.has(at))
  if (name === undefined || slot === undefined || otherNames.length + otherSlots.length > 0) return null
  return { slot, name }
}

function ownTexts({ properties }: DocumentNode): string[] {
  const { text, dynamicMode, dynamicRows } = properties
  const texts: readonly JsonValue[] =
    dynamicMode === true && isJsonArray(dynamicRows) ? dynamicRows : [text ?? '']
  return texts.filter((one) => typeof one === 'string')
}

function linkedSlots({ links }: Tab): Map<JsonValue, Set<number>> {
  const byNode = new Map<JsonValue, Set<number>>()
  for (const { target, targetSlot } of links) {
    const slots = byNode.get(idKey(target))
    if (slots) slots.add(targetSlot)
    else byNode.set(idKey(target), new Set([targetSlot]))
  }
  return byNode
}
