/** One step of mending: a tab as the steps before left it, and as it is after, with the edits that make it so. */
import type { Edit } from '../edits.ts'
import { isJsonArray, type JsonPath, type JsonValue } from '../json.ts'
import { isWholeId } from '../reading/ids.ts'
import { type DocumentNode, titleOf } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'

/** What was mended. Fields as in `Finding`; `message` tells what was done. */
export interface Mend {
  readonly code: string
  readonly tab: string | null
  /** As it stood in the file before. */
  readonly nodeId: number | null
  readonly title: string | null
  readonly field: string | null
  readonly message: string
}

export interface MendedTab {
  readonly tab: Tab
  readonly edits: readonly Edit[]
  readonly mends: readonly Mend[]
}

/** Indices of nodes and links stay those of the file, also where a link is gone. */
export type MendStep = (tab: Tab) => MendedTab

export function mendOf(
  tab: Tab,
  node: DocumentNode | null,
  mend: { readonly code: string; readonly field: string; readonly message: string },
): Mend {
  const { code, field, message } = mend
  const nodeId = isWholeId(node?.id) ? node.id : null
  return { code, tab: tab.name, nodeId, title: node && titleOf(node), field, message: capitalised(message) }
}

export function nodePath(tab: Tab, node: DocumentNode): JsonPath {
  return [...tab.path, 'nodes', node.index]
}

/** A node as it stands in the file. */
export function rawNode(tab: Tab, node: DocumentNode): Readonly<Record<string, JsonValue | undefined>> {
  const raw = isJsonArray(tab.graph.nodes) ? tab.graph.nodes[node.index] : undefined
  return typeof raw === 'object' && raw !== null && !isJsonArray(raw) ? raw : {}
}

function capitalised(message: string): string {
  return message.replace(/^[a-z]+ /, (word) => word.charAt(0).toUpperCase() + word.slice(1))
}
