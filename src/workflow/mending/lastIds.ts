/** `last_node_id` and `last_link_id` are raised to the largest id in use. */
import type { Edit } from '../edits.ts'
import { spellId } from '../reading/ids.ts'
import { lastIdsBehind } from '../reading/lastIds.ts'
import type { Tab } from '../reading/tabs.ts'
import { type MendedTab, mendOf } from './step.ts'

export function mendLastIds(tab: Tab): MendedTab {
  const behind = lastIdsBehind(tab)
  return {
    tab,
    edits: behind.map(({ key, largest }): Edit => ({ path: [...tab.path, key], value: largest })),
    mends: behind.map(({ key, largest, written }) => {
      const message = `${key} of tab "${tab.name}" was set to ${largest} (it said ${spellId(written)}).`
      return mendOf(tab, null, { code: 'last-id-behind', field: key, message })
    }),
  }
}
