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
  /** Name of the generated file that this sheet is the twin of; null for B-roll, which has none. */
  readonly generatedFile: string | null
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
  /** Newest first. */
  readonly earlierTakes: readonly SheetTake[]
  /** How many older takes are not among them. */
  readonly moreTakes: number
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
  /** What gives it away, `six fingers`; null unless somebody rejected it. */
  readonly rejected: string | null
}

/** A take that is not the one on show. */
export interface SheetTake {
  readonly take: number
  /** Local time, `YYYY-MM-DD HH:MM`. */
  readonly made: string
  /** How it came about, `rolled again`; null where there is nothing to say. */
  readonly how: string | null
  readonly candidates: readonly SheetCandidate[]
  /** As for a candidate: what its clips begin with. Null where that is not known, or is the same as on show. */
  readonly startFrame: string | null
  /** What was picked of it then. */
  readonly pick: Pick<SheetPick, 'slot' | 'by'> | null
  /** What the take on show changed against this one; empty for the same recipe and other chance. */
  readonly changes: readonly SheetChange[]
}

export interface SheetChange {
  /** `prompt`, `aspectRatio`. */
  readonly field: string
  /** For texts: old and new, word by word, white space among them. Null for everything else. */
  readonly words: readonly SheetWord[] | null
  /** Empty where the field was not there. */
  readonly before: string
  readonly after: string
  /** A sentence where values do not tell, as for media: shown in their stead. */
  readonly explanation: string | null
}

export interface SheetWord {
  readonly text: string
  readonly is: 'same' | 'added' | 'removed'
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
