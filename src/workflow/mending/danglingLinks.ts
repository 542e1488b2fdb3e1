/** Links from or to a node that is not there are taken out. One to a slot that is not there stays: it was meant. */
import type { Edit } from '../edits.ts'
import type { JsonValue } from '../json.ts'
import { idKey, spellId } from '../reading/ids.ts'
import type { Tab } from '../reading/tabs.ts'
import { type MendedTab, mendOf } from './step.ts'

export function mendDanglingLinks(tab: Tab): MendedTab {
  const ids = new Set(tab.nodes.flatMap(({ id }) => (id === null ? [] : [idKey(id)])))
  const isThere = (id: JsonValue) => ids.has(idKey(id))
  const dangling = tab.links.filter(({ source, target }) => !isThere(source) || !isThere(target))
  if (dangling.length === 0) return { tab, edits: [], mends: [] }
  const gone = new Set(dangling)
  return {
    tab: { ...tab, links: tab.links.filter((link) => !gone.has(link)) },
    edits: dangling.map(({ index }): Edit => ({ path: [...tab.path, 'links', index], value: undefined })),
    mends: dangling.map(({ id, source, target, index }) => {
      const missing = isThere(source) ? target : source
      const message = `link ${spellId(id)} from node ${spellId(source)} to node ${spellId(target)} was taken out: there is no node ${spellId(missing)}.`
      return mendOf(tab, null, { code: 'dangling-link', field: `links[${index}]`, message })
    }),
  }
}
