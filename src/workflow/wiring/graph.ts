/** One tab as a graph of indices: which output arrives in which slot. Finds ids and links that lead nowhere. */

import { isJsonObject, type JsonValue } from '../json.ts'
import { rawNode } from '../mending/step.ts'
import { idKey, isWholeId, spellId } from '../reading/ids.ts'
import type { DocumentLink } from '../reading/links.ts'
import { labelOf, titleOf } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import { type Draft, draftAt } from './drafts.ts'
import { idDrafts } from './idDrafts.ts'
import { chooseLinks, type Incoming } from './linkChoice.ts'
import { linkCopyDrafts } from './linkCopies.ts'
import type { Place } from './place.ts'

export interface Graph {
  readonly tab: Tab
  readonly places: readonly Place[]
  /** Per node, by slot, at most one per slot. */
  readonly incoming: readonly (readonly Incoming[])[]
  readonly drafts: readonly Draft[]
}

export function buildGraph(tab: Tab): Graph {
  const drafts: Draft[] = []
  const { places, byId } = placeNodes(tab, drafts)
  const placeOf = (id: JsonValue) => byId.get(idKey(id))
  const dangling = new Set<DocumentLink>()
  for (const link of tab.links) {
    const source = placeOf(link.source)
    const target = placeOf(link.target)
    const missing = missingEnd(link, source, target)
    if (missing === null) continue
    dangling.add(link)
    drafts.push(danglingDraft(link, source, target, missing))
  }
  const into = linksByPlace(tab.links, places.length, (link) => placeOf(link.target))
  const outOf = linksByPlace(tab.links, places.length, (link) => placeOf(link.source))
  const sourceOf = (link: DocumentLink) => (dangling.has(link) ? null : (placeOf(link.source) ?? null))
  const incoming = places.map((place) => chooseLinks(place, into[place.index] ?? [], sourceOf, drafts))
  for (const place of places) {
    if (place.hasKey) linkCopyDrafts(place, into[place.index] ?? [], outOf[place.index] ?? [], drafts)
  }
  return { tab, places, incoming, drafts: [...malformedDrafts(tab), ...idDrafts(tab), ...drafts] }
}

/** Lists of their exact length: ones that grow by `push` would take most of the memory of wiring. */
function linksByPlace(
  links: readonly DocumentLink[],
  placeCount: number,
  placeOf: (link: DocumentLink) => Place | undefined,
): (readonly DocumentLink[])[] {
  const counts = new Uint32Array(placeCount)
  for (const link of links) {
    const index = placeOf(link)?.index
    if (index !== undefined) counts[index] = (counts[index] ?? 0) + 1
  }
  const lists = Array.from(counts, (count): DocumentLink[] => (count === 0 ? [] : new Array(count)))
  const filled = new Uint32Array(placeCount)
  for (const link of links) {
    const index = placeOf(link)?.index
    const list = index === undefined ? undefined : lists[index]
    if (index === undefined || list === undefined) continue
    const at = filled[index] ?? 0
    list[at] = link
    filled[index] = at + 1
  }
  return lists
}

function placeNodes(tab: Tab, drafts: Draft[]): { places: Place[]; byId: Map<JsonValue, Place> } {
  const byId = new Map<JsonValue, Place>()
  const places = tab.nodes.map((node, index) => {
    const id = isWholeId(node.id) ? node.id : null
    const first = byId.get(idKey(node.id))
    const hasKey = id !== null && first === undefined
    const place: Place = { index, node, id, hasKey, title: titleOf(node), label: labelOf(node) }
    const { properties } = rawNode(tab, node)
    if (!isJsonObject(properties ?? {})) drafts.push(badProperties(place))
    if (id === null) drafts.push(badId(place))
    if (first !== undefined) drafts.push(duplicateId(place, first))
    else if (node.id !== null) byId.set(idKey(node.id), place)
    return place
  })
  return { places, byId }
}

function badId(place: Place): Draft {
  return draftAt(place, {
    level: 'error',
    code: 'id-not-integer',
    field: `nodes[${place.index}].id`,
    message: `The id of ${place.label} is ${spellId(place.node.id)}, not a whole number.`,
    mend: 'Give it a whole number that no other node of the tab has, and the same number in its links.',
  })
}

/** What was ever made for the node could not be written into it, also where it is switched off by now. */
function badProperties(place: Place): Draft {
  const isMade = /^(image|video|gate)$/.test(place.node.kind)
  return {
    at: place,
    matters: isMade ? 'always' : [place.index],
    level: 'error',
    code: 'properties-no-object',
    field: `nodes[${place.index}].properties`,
    message: `The properties of ${place.label} are no object, so nothing can be kept there.`,
    mend: 'Write properties as an object, {}, or set the node up again in the editor.',
  }
}

function duplicateId(place: Place, first: Place): Draft {
  return {
    at: place,
    matters: [first.index, place.index],
    level: 'error',
    code: 'duplicate-node-id',
    field: `nodes[${place.index}].id`,
    message: `${place.label} has the same id as ${first.label}, so links cannot tell them apart.`,
    mend: 'Give one of them a new id, and the same id in its links.',
  }
}

function danglingDraft(
  link: DocumentLink,
  source: Place | undefined,
  target: Place | undefined,
  missing: string,
): Draft {
  const from = source ? source.label : `node ${spellId(link.source)}`
  const to = target ? target.label : `node ${spellId(link.target)}`
  return {
    level: 'error',
    code: 'dangling-link',
    at: target ?? source ?? null,
    matters: target ? [target.index] : source && isOurs(source) ? 'always' : [],
    field: `links[${link.index}]`,
    message: `link ${spellId(link.id)} from ${from} to ${to} leads nowhere: ${missing}.`,
    mend: 'Connect the two nodes again in the editor, or take the link out.',
  }
}

/** A picture or prompt that was meant to arrive somewhere matters although nothing receives it. */
function isOurs({ node }: Place): boolean {
  return node.kind !== 'foreign' && node.state === 'on'
}

function missingEnd(link: DocumentLink, source: Place | undefined, target: Place | undefined): string | null {
  if (source === undefined) return `there is no node ${spellId(link.source)}`
  if (target === undefined) return `there is no node ${spellId(link.target)}`
  const outputs = source.node.outputs?.length
  if (outputs !== undefined && link.sourceSlot >= outputs) {
    return `${source.label} has no output slot ${link.sourceSlot}`
  }
  const inputs = target.node.inputs?.length
  if (inputs !== undefined && link.targetSlot >= inputs)
    return `${target.label} has no input slot ${link.targetSlot}`
  return null
}

function malformedDrafts(tab: Tab): Draft[] {
  return tab.malformedLinks.map((index) => ({
    level: 'error',
    code: 'malformed-link',
    at: null,
    matters: 'always',
    field: `links[${index}]`,
    message: `links[${index}] of tab "${tab.name}" is no link of the form [id, source, slot, target, slot, type].`,
    mend: 'Take it out, or connect the nodes again in the editor.',
  }))
}
