/** What slots repeat of the links (`inputs[].link`, `outputs[].links`) after links were copied and moved to copied nodes. */
import type { Edit } from '../edits.ts'
import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'
import { nodePath, rawNode } from '../mending/step.ts'
import type { DocumentLink } from '../reading/links.ts'
import type { Tab } from '../reading/tabs.ts'
import type { Place } from '../wiring/place.ts'

/** A link that begins at the copy of its source now. */
export interface MovedLink {
  readonly link: DocumentLink
  readonly source: Place
}

/** A link into a node that was copied has a copy too; where its source was copied, it begins at that copy. */
export interface CopiedLink extends MovedLink {
  readonly id: number
  readonly target: Place
  readonly isSourceCopied: boolean
}

export interface LinkChanges {
  readonly moved: readonly MovedLink[]
  readonly copied: readonly CopiedLink[]
}

/** What an input slot of the copy of a place says. `written`: what that of the place itself says. */
export function copiedInput(
  place: Place,
  slot: number,
  written: JsonValue,
  { copied }: LinkChanges,
): JsonValue {
  const arriving = copied.filter(({ target, link }) => target === place && link.targetSlot === slot)
  return (arriving.find(({ link }) => link.id === written) ?? arriving[0])?.id ?? null
}

export function copiedOutput(place: Place, slot: number, { moved, copied }: LinkChanges): JsonValue[] {
  const leaves = ({ source, link }: MovedLink) => source === place && link.sourceSlot === slot
  const own = copied.filter((one) => one.isSourceCopied && leaves(one))
  return [...moved.filter(leaves).map(({ link }) => link.id), ...own.map(({ id }) => id)]
}

/** For the nodes that were there before; nothing where the file does not repeat the links of a slot. */
export function formerOutputs(tab: Tab, { moved, copied }: LinkChanges): Edit[] {
  const kept = copied.filter(({ isSourceCopied }) => !isSourceCopied)
  const slots = new Map<string, MovedLink>()
  for (const one of [...moved, ...kept]) slots.set(`${one.source.index}:${one.link.sourceSlot}`, one)
  return [...slots.values()].flatMap(({ source, link: { sourceSlot } }) => {
    const list = rawNode(tab, source.node).outputs
    const written = isJsonArray(list) ? list[sourceSlot] : undefined
    if (!isJsonObject(written) || written.links === undefined) return []
    const here = (one: MovedLink) => one.source === source && one.link.sourceSlot === sourceSlot
    const gone = new Set(moved.filter(here).map(({ link }) => link.id))
    const links = isJsonArray(written.links) ? written.links : []
    const value = [...links.filter((id) => !gone.has(id)), ...kept.filter(here).map(({ id }) => id)]
    return [{ path: [...nodePath(tab, source.node), 'outputs', sourceSlot, 'links'], value }]
  })
}
