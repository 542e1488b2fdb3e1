/** What is needed to understand a name: the nodes and titles of a workflow, and how they were asked for. */
import type { Nameables } from './nameables.ts'
import type { TitleIndex } from './titleIndex.ts'

export interface Titles {
  readonly nodes: Nameables
  /** Made when it is first needed: ids need none. */
  index(): TitleIndex
  /** The words of each tab's name. */
  tabWords(): ReadonlyMap<string, readonly string[]>
}

export interface Hearing {
  readonly titles: Titles
  /** The best of each tab is meant, not the best of all. */
  readonly inEachTab: boolean
}
