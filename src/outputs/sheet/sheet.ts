/** What a contact sheet shows: plain values, in document order. It holds no media, only where they are to be had. */

export interface Sheet {
  readonly workflow: string
  /** Local time, `YYYY-MM-DD HH:MM`. */
  readonly writtenAt: string
  readonly backend: string
  /** Whether the pictures were drawn by `sketch` and not generated. */
  readonly sketch: boolean
  /** One line: what was paid, what was reused, what waits. */
  readonly receipt: string
  /** Name of the generated file that this sheet is the twin of. */
  readonly generatedFile: string
  readonly tabs: readonly SheetTab[]
}

export interface SheetTab {
  readonly name: string
  readonly generations: readonly SheetGeneration[]
}

export type SheetStatus = 'generated' | 'reused' | 'partial' | 'failed' | 'held' | 'blocked' | 'skipped'

export interface SheetGeneration {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  /** From 1. */
  readonly row: number
  readonly rowCount: number
  readonly kind: 'image' | 'video'
  readonly status: SheetStatus
  /** A sentence for held, blocked and skipped. */
  readonly reason: string | null
  /** The take that is shown. */
  readonly take: number | null
  readonly prompt: string
  readonly parameters: readonly SheetParameter[]
  readonly inputs: readonly SheetInput[]
  readonly slotCount: number
  readonly candidates: readonly SheetCandidate[]
  readonly picks: readonly SheetPick[]
  /** Gates that wait for a person. */
  readonly waitingGates: readonly { readonly gate: number; readonly title: string }[]
  readonly error: SheetError | null
}

export interface SheetParameter {
  readonly name: string
  readonly value: string
}

export interface SheetInput {
  readonly role: 'reference' | 'start frame' | 'end frame'
  /** `avatar.png`, or `scene 03, candidate 2`. */
  readonly label: string
  /** As for a candidate; null where it is not to be had or not made yet. */
  readonly href: string | null
}

export interface SheetCandidate {
  /** From 1. */
  readonly slot: number
  /**
   * A path relative to the sheet, with `/` and not percent-encoded, or an http(s) URL, or a `data:image` URL.
   * Null where the medium is not to be had.
   */
  readonly href: string | null
  /** Pixels. */
  readonly width: number | null
  /** Pixels. */
  readonly height: number | null
  readonly seed: number | null
  readonly mark: 'new' | 'kept' | 'adopted'
}

export interface SheetPick {
  /** Node id of the gate. */
  readonly gate: number
  readonly gateTitle: string
  readonly slot: number
  readonly by: 'approved' | 'auto'
  /** False for a stale or lifted pick. */
  readonly passes: boolean
}

export interface SheetError {
  readonly errorType: string
  readonly slots: readonly number[]
  readonly attempts: number
  readonly message: string
  /** What to do about it. */
  readonly strategy: string
}
