/** Which tab of one document is which of the other: by name; a single one left on both sides has been renamed. */
import type { Tab } from '../reading/tabs.ts'

export interface MatchedTabs {
  readonly pairs: readonly { readonly before: Tab; readonly after: Tab }[]
  readonly removed: readonly Tab[]
  readonly added: readonly Tab[]
}

export function matchTabs(before: readonly Tab[], after: readonly Tab[]): MatchedTabs {
  const byName = new Map(before.map((tab) => [tab.name, tab]))
  const names = new Set(after.map(({ name }) => name))
  const removed = before.filter(({ name }) => !names.has(name))
  const added = after.filter(({ name }) => !byName.has(name))
  const [renamed] = removed
  const isRenamed = renamed !== undefined && removed.length === 1 && added.length === 1
  const pairs = after.flatMap((tab) => {
    const match = byName.get(tab.name) ?? (isRenamed ? renamed : undefined)
    return match === undefined ? [] : [{ before: match, after: tab }]
  })
  return isRenamed ? { pairs, removed: [], added: [] } : { pairs, removed, added }
}
