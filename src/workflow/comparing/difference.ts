/** What two documents differ in, as plain data. Nodes are named as in the newer document, removed ones as in the older. */
import type { NodeKind } from '../reading/nodes.ts'

export interface DocumentDifference {
  readonly tabs: readonly TabDifference[]
  readonly nodes: readonly NodeDifference[]
  /** Texts that are in use: a dynamic prompt's rows, else its text. */
  readonly prompts: readonly PromptDifference[]
  readonly parameters: readonly ParameterDifference[]
  readonly wiring: readonly WiringDifference[]
  readonly picks: readonly PickDifference[]
  readonly candidates: readonly CandidatesDifference[]
  readonly cosmetics: Cosmetics
  /** Whether what would be generated is not the same. Foreign nodes are never run, so they do not count. */
  readonly isGraphChanged: boolean
}

/** `before` is null for an added tab, `after` for a removed one. */
export interface TabDifference {
  readonly is: 'added' | 'removed' | 'renamed'
  readonly before: string | null
  readonly after: string | null
  readonly nodeCount: number
}

export interface NodeName {
  /** null where the file has no whole number. */
  readonly nodeId: number | null
  readonly title: string
}

export interface NodePlace extends NodeName {
  readonly tab: string
}

export interface NodeDifference extends NodePlace {
  readonly is: 'added' | 'removed'
  readonly kind: NodeKind
}

export interface PromptDifference extends NodePlace {
  /** From 1; that of the older document for a removed row. null for a plain text. */
  readonly row: number | null
  /** Empty for an added row. */
  readonly before: string
  /** Empty for a removed row. */
  readonly after: string
}

export interface ParameterDifference extends NodePlace {
  /** A property's key, `batchImages[2]` (from 0), `type`, or `state`: `on`, `off`, `bypass`. */
  readonly field: string
  /** null where the file has none. */
  readonly before: unknown
  readonly after: unknown
}

export interface WiringDifference {
  readonly is: 'added' | 'removed'
  readonly tab: string
  readonly from: NodeName
  readonly to: NodeName
  readonly slot: string
  /** One sentence. */
  readonly message: string
}

/** What a gate holds as approved: a URL, or null. */
export interface PickDifference extends NodePlace {
  readonly before: string | null
  readonly after: string | null
}

/** How many candidates the file brings, where they are not the same. */
export interface CandidatesDifference extends NodePlace {
  readonly before: number
  readonly after: number
}

export interface Cosmetics {
  /** Nodes that stand elsewhere on the canvas. */
  readonly moved: number
  /** Nodes with another title. */
  readonly renamed: number
  /** Sizes, colours, ids, the view, the file's name and version, formatting. */
  readonly other: number
}

/** Whether two spellings, of the older and the newer document, name the same medium. */
export type SameUrl = (before: string, after: string) => boolean
