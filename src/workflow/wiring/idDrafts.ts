/** Ids that the editor would trip over: links that share one, and `last_…_id` behind what is in use. Retake does not. */
import type { JsonValue } from '../json.ts'
import { isWholeId, spellId } from '../reading/ids.ts'
import { lastIdsBehind } from '../reading/lastIds.ts'
import type { Tab } from '../reading/tabs.ts'
import type { Draft } from './drafts.ts'

export function idDrafts(tab: Tab): Draft[] {
  const seen = new Set<JsonValue>()
  const drafts: Draft[] = []
  for (const { id, index } of tab.links) {
    if (isWholeId(id) && seen.has(id)) drafts.push(sharedLinkId(tab, id, index))
    seen.add(id)
  }
  for (const { key, what, written, largest } of lastIdsBehind(tab)) {
    drafts.push({
      ...ofTab,
      code: 'last-id-behind',
      field: key,
      message: `${key} of tab "${tab.name}" is ${spellId(written)}, but a ${what} has the id ${largest}; the editor would give ids twice.`,
      mend: `Set ${key} to ${largest}.`,
    })
  }
  return drafts
}

const ofTab = { level: 'warning', at: null, matters: 'always' } as const

function sharedLinkId(tab: Tab, id: number, index: number): Draft {
  return {
    ...ofTab,
    code: 'duplicate-link-id',
    field: `links[${index}]`,
    message: `Two links of tab "${tab.name}" have the id ${id}, so the editor drops one of them.`,
    mend: 'Give one of them a new id, and the same id in the slots it joins.',
  }
}
