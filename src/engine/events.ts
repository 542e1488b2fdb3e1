/** What a run tells while it goes on. Doors turn it into lines, progress or server events. */
import type { Node } from './state.ts'

export type RunEvent =
  /** Before anything is sent: what is to be done, and what it costs at the most. */
  | {
      readonly type: 'plan'
      readonly nodes: readonly Node[]
      readonly jobs: ReadonlyMap<string, number>
      readonly priceUsd: number | null
      readonly isFree: boolean
    }
  | { readonly type: 'started'; readonly node: Node; readonly jobs: number }
  | { readonly type: 'sent'; readonly node: Node; readonly slot: number }
  | { readonly type: 'made'; readonly node: Node; readonly slot: number; readonly warning: string | null }
  /** `againInMs`: null when the slot is given up. */
  | {
      readonly type: 'job failed'
      readonly node: Node
      readonly slot: number
      readonly message: string
      readonly againInMs: number | null
    }
  | { readonly type: 'settled'; readonly node: Node }
  | {
      readonly type: 'backend away'
      readonly backend: string
      readonly message: string
      readonly leftMs: number
    }
  | { readonly type: 'note'; readonly message: string }
  /** For a live picture only: how far something is that counts. */
  | { readonly type: 'progress'; readonly message: string }

export type OnRunEvent = (event: RunEvent) => void
