/** The one schema, as types; `definitions.ts` makes it. Times are Unix milliseconds; paths are relative to the project folder, with `/`. */
import type { Generated } from 'kysely'
import type { MediaKind } from '../workflow/model.ts'

export interface Schema {
  workflow: {
    id: Generated<number>
    path: string
    name: string
    code: string
    version: string | null
    /** Stored path of the folder that its outputs were last written to. */
    outputFolder: string | null
    createdAt: number
  }
  generation: {
    id: Generated<number>
    workflowId: number
    tab: string
    nodeId: number
    row: number
    title: string
    kind: MediaKind
    /** Fingerprint of the candidate list that the file brought and that was adopted. */
    adopted: string | null
  }
  take: {
    id: Generated<number>
    recipe: string
    backendType: string
    /** The normalised request (JSON) whose hash is the recipe. */
    request: string
    assumed: number
    createdAt: number
    /** The re-roll that it was made by; null for a take of a plain run. */
    rerollId: number | null
    /** Slots (JSON list) that a re-roll makes anew; null: all. The others are those of `baseTakeId`. */
    freshSlots: string | null
    baseTakeId: number | null
  }
  /** A round of fresh takes that was asked for: until `endedAt` is set, the same wish goes on with it. */
  reroll: {
    id: Generated<number>
    workflowId: number
    /** What was asked for, as canonical JSON. */
    wish: string
    /** Keys of the generations it is about, as JSON. */
    targets: string
    startedAt: number
    endedAt: number | null
  }
  claim: { generationId: number; takeId: number; number: number }
  candidate: {
    takeId: number
    slot: number
    /** Null while an adopted candidate could not be fetched. */
    sha256: string | null
    /** Where the file that it was adopted from has it. */
    url: string | null
    mediaType: string | null
    byteCount: number | null
    width: number | null
    height: number | null
    durationMs: number | null
    seed: number | null
    backend: string
    jobId: string | null
    createdAt: number
  }
  job: {
    id: string
    runId: number
    takeId: number
    slot: number
    attempt: number
    backend: string
    state: JobRowState
    handle: string | null
    priceUsd: number | null
    costUsd: number | null
    errorType: string | null
    message: string | null
    retryable: number
    mayHaveBeenPaid: number
    intendedAt: number
    submittedAt: number | null
    finishedAt: number | null
  }
  pick: {
    id: Generated<number>
    workflowId: number
    tab: string
    nodeId: number
    row: number
    takeId: number
    slot: number
    by: 'approved' | 'auto'
    /** The recipe of the generation at the moment of the pick: another one makes the pick stale. */
    recipe: string
    at: number
    liftedAt: number | null
    who: string | null
  }
  /** Per gate row and take, like a pick; a generation without a gate stands for its own gate. */
  rejection: {
    id: Generated<number>
    workflowId: number
    tab: string
    nodeId: number
    row: number
    takeId: number
    slot: number
    /** What gives the picture away: "six fingers". */
    tell: string
    at: number
    liftedAt: number | null
    who: string | null
  }
  /** What a person did that can be undone. */
  action: {
    id: Generated<number>
    /** Of the workflow, whichever version. */
    code: string
    kind: ActionKind
    /** What to take back, as JSON; its form goes by the kind. */
    details: string
    /** A sentence for people. */
    summary: string
    who: string | null
    at: number
    undoneAt: number | null
  }
  /** A source that is written anew: until `endedAt` is set, the same wish goes on with it. */
  save: {
    id: Generated<number>
    code: string
    /** What was asked for, as canonical JSON. */
    wish: string
    /** What is written, as JSON. */
    details: string
    startedAt: number
    endedAt: number | null
  }
  /** Generations that the verb `edit` changed: their gates hold while prompt and parameters are the same. */
  edited: { workflowId: number; tab: string; nodeId: number; row: number; fingerprint: string }
  run: {
    id: Generated<number>
    workflowId: number
    command: string
    /** What the run was about (`--only`, `--nodes` …), as JSON; null where it was about nothing. */
    selection: string | null
    who: string | null
    sourceSha256: string
    startedAt: number
    endedAt: number | null
    exitCode: number | null
  }
  output: {
    id: Generated<number>
    workflowId: number
    path: string
    variant: 'generated' | 'sketch'
    /** What the galleries show: equal fingerprints need no new file. */
    fingerprint: string
    sha256: string
    /** Equal when the sheet would say the same. */
    view: string
    writtenAt: number
  }
  failure: {
    generationId: number
    errorType: string
    variant: 'generated' | 'sketch'
    slots: string
    attempts: number
    message: string
    strategy: string
    at: number
  }
  reference: {
    url: string
    sha256: string
    mediaType: string
    etag: string | null
    lastModified: string | null
    fetchedAt: number
  }
  copy: { path: string; sha256: string }
  /** Generated files, as somebody changed them, whose picks were taken up: not asked about again. */
  takenIn: { workflowId: number; sha256: string; at: number }
  /** What lies at a mirror: a public URL for these bytes. `goneAt`: it was found not to hold any more. */
  mirrored: { target: string; sha256: string; url: string; at: number; goneAt: number | null }
  /** An upload in parts that was begun and not ended. */
  upload: {
    id: Generated<number>
    target: string
    key: string
    uploadId: string | null
    owner: string
    beganAt: number
  }
}

/** `save`: a source was written anew. */
export type ActionKind = 'approve' | 'reject' | 'save'

/**
 * `intent`: committed, not known to be sent. `sent`: the handle is committed. `late`: our deadline passed, the handle
 * is kept. `unknown`: may have been paid, cannot be told.
 */
export type JobRowState = 'intent' | 'sent' | 'late' | 'done' | 'failed' | 'unknown'
