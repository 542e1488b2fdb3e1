/** Links that share an id: one that is there twice is taken out once, another gets an id of its own. */
import type { Edit } from '../edits.ts'
import type { JsonValue } from '../json.ts'
import { idKey, isWholeId, largestId, spellId } from '../reading/ids.ts'
import type { DocumentLink } from '../reading/links.ts'
import type { Tab } from '../reading/tabs.ts'
import { duplicatesOf } from './duplicatesOf.ts'
import { endsOf, linkFieldPath, linkPath } from './linkPaths.ts'
import { type Mend, type MendedTab, mendOf } from './step.ts'

export function mendLinkIds(tab: Tab): MendedTab {
  const untold = new Set(duplicatesOf(tab.nodes, ({ id }) => idKey(id)).keys())
  const isTold = ({ source, target }: DocumentLink) =>
    !untold.has(idKey(source)) && !untold.has(idKey(target))
  const edits: Edit[] = []
  const mends: Mend[] = []
  // null: taken out.
  const became = new Map<DocumentLink, DocumentLink | null>()
  let lastId = largestLinkId(tab)
  for (const links of duplicatesOf(tab.links, ({ id }) => id).values()) {
    const [first, ...later] = links
    if (first === undefined || !isWholeId(first.id) || !links.every(isTold)) continue
    const seen = new Set([endsOf(first)])
    for (const link of later) {
      const ends = endsOf(link)
      const isTwice = ends !== null && seen.has(ends)
      seen.add(ends)
      const id: JsonValue = isTwice ? null : ++lastId
      became.set(link, isTwice ? null : { ...link, id })
      edits.push({
        path: isTwice ? linkPath(tab, link) : linkFieldPath(tab, link, 'id'),
        value: isTwice ? undefined : id,
      })
      const message = isTwice
        ? `link ${spellId(link.id)} stood twice in tab "${tab.name}"; one was taken out.`
        : `the later one of the links ${spellId(link.id)} in tab "${tab.name}" got the id ${spellId(id)}.`
      mends.push(mendOf(tab, null, { code: 'duplicate-link-id', field: `links[${link.index}]`, message }))
    }
  }
  const links = tab.links.flatMap((link) => {
    const now = became.get(link)
    return now === null ? [] : [now ?? link]
  })
  return { tab: { ...tab, links }, edits, mends }
}

/** Of the slots' copies too: a fresh id must not be one that some slot names. */
function largestLinkId({ graph, nodes, links }: Tab): number {
  const copies = nodes.flatMap(({ inputs, outputs }) => [
    ...(inputs ?? []).map(({ link }) => link),
    ...(outputs ?? []).flatMap((output) => output.links),
  ])
  return largestId([...links.map(({ id }) => id), ...copies, graph.last_link_id ?? 0])
}
