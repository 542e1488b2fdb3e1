/** The document as the rest of Retake sees it: what is to be made, from what, and which gates stand between. */

export type MediaKind = 'image' | 'video'

/** `(tab, node, row)`, unique in a document. Rows count from 1. */
export interface NodeRow {
  /** The tab's name; a name that occurs twice gets ` (2)`, a missing one is `Tab 3`. */
  readonly tab: string
  /** The node id as in the file. */
  readonly nodeId: number
  readonly row: number
}

/** What one generation node makes for one row. */
export interface Generation extends NodeRow {
  /** `tab:node:row`. */
  readonly key: string
  readonly title: string
  readonly kind: MediaKind
  /** How many rows the node has. */
  readonly rowCount: number
  /** `outputCount` × `repeatCount`. */
  readonly slotCount: number
  readonly prompt: string
  /** The node's properties without what Retake or the editor keeps there (`_…`, counts, `timeout`). */
  readonly parameters: Readonly<Record<string, unknown>>
  /** In slot order; a slot without a link is absent. */
  readonly inputs: readonly GenerationInput[]
  readonly timeoutMs: number
  /** Why it is not to be run at all (switched off, its gate is locked), or null. */
  readonly off: string | null
  /** Candidate URLs that the file brings for this row, in slot order. */
  readonly saved: readonly string[]
  /** Gates that this generation feeds: keys into `Wiring.gates`. */
  readonly gates: readonly string[]
}

export type InputRole = 'reference' | 'start frame' | 'end frame'

export type GenerationInput =
  | {
      readonly from: 'reference'
      readonly role: InputRole
      /** The slot's name as in the file. */
      readonly slot: string
      /** As it stands in the file: `https:`, `data:`, or a path relative to the file. */
      readonly url: string
      readonly source: NodeRow
    }
  | {
      readonly from: 'generation'
      readonly role: InputRole
      readonly slot: string
      /** Key of the generation whose pick arrives here. */
      readonly generation: string
      /** Key of the gate between, or null where the link has none. */
      readonly gate: string | null
    }

/** An approve node, for one row of the generation that feeds it. */
export interface Gate extends NodeRow {
  /** `tab:node:row`. */
  readonly key: string
  readonly title: string
  /** Key of the generation that feeds it. */
  readonly generation: string
  /** The URL that the file holds as approved, or null. */
  readonly approvedUrl: string | null
}

export interface PromptNode {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  /** Ids of the nodes of its tab that its text goes to: templates that it fills, and generations. */
  readonly feeds: readonly number[]
}

export interface Finding {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly tab: string | null
  readonly nodeId: number | null
  readonly title: string | null
  /** The property, slot or link that is wrong: `properties.dynamicRows[2]`. */
  readonly field: string | null
  /** What is wrong, in one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly mend: string
}

/** Everything that running needs to know of a document. In document order: tabs, nodes as in the file, rows. */
export interface Wiring {
  readonly generations: readonly Generation[]
  readonly gates: readonly Gate[]
  readonly prompts: readonly PromptNode[]
  readonly findings: readonly Finding[]
}
