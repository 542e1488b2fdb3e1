/** A node in its tab, ready to be spoken of. */
import type { DocumentNode } from '../reading/nodes.ts'

export interface Place {
  readonly index: number
  readonly node: DocumentNode
  /** null where the file has no whole number. */
  readonly id: number | null
  /** False for a node without a usable id of its own: nothing can be addressed or kept by it. */
  readonly hasKey: boolean
  readonly title: string
  /** For sentences: `image 14 "Scene 03"`. */
  readonly label: string
}
