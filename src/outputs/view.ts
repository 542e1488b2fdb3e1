/** Everything that the views of a run are drawn from. */
import type { EarlierTakes } from '../engine/earlierTakes.ts'
import type { Outcome } from '../engine/outcome.ts'
import type { Shown } from '../engine/shown.ts'
import type { Vault } from '../media/vault.ts'
import type { OutputVariant } from '../store/outputs.ts'
import type { Store } from '../store/store.ts'
import type { WorkflowRecord } from '../store/workflows.ts'
import type { Document } from '../workflow/document.ts'
import type { Gate, Wiring } from '../workflow/model.ts'

export interface ViewedGeneration extends Shown {
  readonly outcome: Outcome
  readonly earlier: EarlierTakes
  /** Its gates (keys) at which nothing passes until somebody approves: it was re-rolled, or its prompt edited. */
  readonly waits: readonly string[]
}

export interface View {
  readonly store: Store
  readonly vault: Vault
  readonly workflow: WorkflowRecord
  readonly document: Document
  readonly wiring: Wiring
  /** Folder of the source. */
  readonly sourceFolder: string
  readonly outFolder: string
  /** The person asked for that folder: an older output elsewhere does not do. */
  readonly isFolderAsked: boolean
  /** Only picks have changed: the newest file is brought up to date, whichever takes are on show. */
  readonly isPickOnly: boolean
  readonly variant: OutputVariant
  readonly backendName: string
  readonly generations: readonly ViewedGeneration[]
  readonly gates: ReadonlyMap<string, Gate>
  readonly receipt: string
  /** For B-roll: what each generation (key) makes is called, without ending. Null for a workflow. */
  readonly plainNames: ReadonlyMap<string, string> | null
  readonly mirrored: Mirrored
}

/** What lies at the mirror now, by public URL. */
export interface Mirrored {
  /** By SHA-256. */
  readonly contents: ReadonlyMap<string, string>
  /** By reference, as the document spells it: those that are files here. */
  readonly references: ReadonlyMap<string, string>
}
