/** The one schema. Times are Unix milliseconds; paths are relative to the project folder, with `/`. */
import type { Generated } from 'kysely'
import type { MediaKind } from '../workflow/model.ts'

export const SCHEMA_VERSION = 2

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
    /** Where it is to be had outside the vault: the mirror, or the file it was adopted from. */
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
}

/** `save`: a source was written anew. */
export type ActionKind = 'approve' | 'reject' | 'save'

/**
 * `intent`: committed, not known to be sent. `sent`: the handle is committed. `late`: our deadline passed, the handle
 * is kept. `unknown`: may have been paid, cannot be told.
 */
export type JobRowState = 'intent' | 'sent' | 'late' | 'done' | 'failed' | 'unknown'

const SINCE_2 = `
CREATE TABLE reroll (
  id INTEGER PRIMARY KEY, workflowId INTEGER NOT NULL REFERENCES workflow, wish TEXT NOT NULL, targets TEXT NOT NULL,
  startedAt INTEGER NOT NULL, endedAt INTEGER);
CREATE INDEX reroll_workflow ON reroll (workflowId);
CREATE TABLE rejection (
  id INTEGER PRIMARY KEY, workflowId INTEGER NOT NULL REFERENCES workflow, tab TEXT NOT NULL, nodeId INTEGER NOT NULL,
  row INTEGER NOT NULL, takeId INTEGER NOT NULL REFERENCES take, slot INTEGER NOT NULL, tell TEXT NOT NULL,
  at INTEGER NOT NULL, liftedAt INTEGER, who TEXT);
CREATE INDEX rejection_gate ON rejection (workflowId);
CREATE INDEX rejection_take ON rejection (takeId);
CREATE TABLE action (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, kind TEXT NOT NULL, details TEXT NOT NULL, summary TEXT NOT NULL,
  who TEXT, at INTEGER NOT NULL, undoneAt INTEGER);
CREATE INDEX action_code ON action (code);
CREATE TABLE edited (
  workflowId INTEGER NOT NULL REFERENCES workflow, tab TEXT NOT NULL, nodeId INTEGER NOT NULL, row INTEGER NOT NULL,
  fingerprint TEXT NOT NULL, PRIMARY KEY (workflowId, tab, nodeId, row, fingerprint)) WITHOUT ROWID;
CREATE TABLE takenIn (
  workflowId INTEGER NOT NULL REFERENCES workflow, sha256 TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (workflowId, sha256)) WITHOUT ROWID;
`

export const DEFINITIONS = `
CREATE TABLE workflow (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, code TEXT NOT NULL, version TEXT,
  outputFolder TEXT, createdAt INTEGER NOT NULL);
CREATE INDEX workflow_code ON workflow (code);
CREATE TABLE generation (
  id INTEGER PRIMARY KEY, workflowId INTEGER NOT NULL REFERENCES workflow, tab TEXT NOT NULL, nodeId INTEGER NOT NULL,
  row INTEGER NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, adopted TEXT, UNIQUE (workflowId, tab, nodeId, row));
CREATE TABLE take (
  id INTEGER PRIMARY KEY, recipe TEXT NOT NULL, backendType TEXT NOT NULL, request TEXT NOT NULL,
  assumed INTEGER NOT NULL, createdAt INTEGER NOT NULL,
  rerollId INTEGER, freshSlots TEXT, baseTakeId INTEGER);
CREATE INDEX take_recipe ON take (recipe);
CREATE TABLE claim (
  generationId INTEGER NOT NULL REFERENCES generation, takeId INTEGER NOT NULL REFERENCES take,
  number INTEGER NOT NULL, PRIMARY KEY (generationId, takeId), UNIQUE (generationId, number)) WITHOUT ROWID;
CREATE INDEX claim_take ON claim (takeId);
CREATE TABLE candidate (
  takeId INTEGER NOT NULL REFERENCES take, slot INTEGER NOT NULL, sha256 TEXT, url TEXT, mediaType TEXT,
  byteCount INTEGER, width INTEGER, height INTEGER, durationMs INTEGER, seed INTEGER, backend TEXT NOT NULL,
  jobId TEXT, createdAt INTEGER NOT NULL, PRIMARY KEY (takeId, slot)) WITHOUT ROWID;
CREATE INDEX candidate_sha256 ON candidate (sha256);
CREATE INDEX candidate_url ON candidate (url) WHERE url IS NOT NULL;
CREATE TABLE job (
  id TEXT PRIMARY KEY, runId INTEGER NOT NULL REFERENCES run, takeId INTEGER NOT NULL REFERENCES take,
  slot INTEGER NOT NULL, attempt INTEGER NOT NULL, backend TEXT NOT NULL, state TEXT NOT NULL, handle TEXT,
  priceUsd REAL, costUsd REAL, errorType TEXT, message TEXT, retryable INTEGER NOT NULL,
  mayHaveBeenPaid INTEGER NOT NULL, intendedAt INTEGER NOT NULL, submittedAt INTEGER, finishedAt INTEGER) WITHOUT ROWID;
CREATE INDEX job_take ON job (takeId, slot);
CREATE INDEX job_unfinished ON job (takeId) WHERE state <> 'done';
CREATE TABLE pick (
  id INTEGER PRIMARY KEY, workflowId INTEGER NOT NULL REFERENCES workflow, tab TEXT NOT NULL, nodeId INTEGER NOT NULL,
  row INTEGER NOT NULL, takeId INTEGER NOT NULL REFERENCES take, slot INTEGER NOT NULL, by TEXT NOT NULL,
  recipe TEXT NOT NULL, at INTEGER NOT NULL, liftedAt INTEGER, who TEXT);
CREATE INDEX pick_gate ON pick (workflowId, tab, nodeId, row);
CREATE INDEX pick_take ON pick (takeId);
CREATE TABLE run (
  id INTEGER PRIMARY KEY, workflowId INTEGER NOT NULL REFERENCES workflow, command TEXT NOT NULL,
  sourceSha256 TEXT NOT NULL, startedAt INTEGER NOT NULL, endedAt INTEGER, exitCode INTEGER, selection TEXT, who TEXT);
CREATE INDEX run_workflow ON run (workflowId);
CREATE TABLE output (
  id INTEGER PRIMARY KEY, workflowId INTEGER NOT NULL REFERENCES workflow, path TEXT NOT NULL UNIQUE,
  variant TEXT NOT NULL, fingerprint TEXT NOT NULL, sha256 TEXT NOT NULL, view TEXT NOT NULL,
  writtenAt INTEGER NOT NULL);
CREATE INDEX output_workflow ON output (workflowId);
CREATE TABLE failure (
  generationId INTEGER NOT NULL REFERENCES generation, errorType TEXT NOT NULL, variant TEXT NOT NULL,
  slots TEXT NOT NULL, attempts INTEGER NOT NULL, message TEXT NOT NULL, strategy TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (generationId, variant, errorType)) WITHOUT ROWID;
CREATE TABLE reference (
  url TEXT PRIMARY KEY, sha256 TEXT NOT NULL, mediaType TEXT NOT NULL, etag TEXT, lastModified TEXT,
  fetchedAt INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE copy (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;
${SINCE_2}`

/** What a store of an older version lacks: the statements that lead from each version to the next. */
export const MIGRATIONS: ReadonlyMap<number, string> = new Map([
  [
    1,
    `ALTER TABLE take ADD COLUMN rerollId INTEGER;
ALTER TABLE take ADD COLUMN freshSlots TEXT;
ALTER TABLE take ADD COLUMN baseTakeId INTEGER;
ALTER TABLE pick ADD COLUMN who TEXT;
ALTER TABLE run ADD COLUMN selection TEXT;
ALTER TABLE run ADD COLUMN who TEXT;
${SINCE_2}`,
  ],
])
