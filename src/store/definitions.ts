/** The SQL that makes the schema, and what leads to it from each older version. */

export const SCHEMA_VERSION = 4

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

const SINCE_3 = `
CREATE TABLE mirrored (
  target TEXT NOT NULL, sha256 TEXT NOT NULL, url TEXT NOT NULL, at INTEGER NOT NULL, goneAt INTEGER,
  PRIMARY KEY (target, sha256)) WITHOUT ROWID;
CREATE INDEX mirrored_url ON mirrored (url);
CREATE INDEX mirrored_sha256 ON mirrored (sha256);
CREATE TABLE upload (
  id INTEGER PRIMARY KEY, target TEXT NOT NULL, key TEXT NOT NULL, uploadId TEXT, owner TEXT NOT NULL,
  beganAt INTEGER NOT NULL);
`

const SINCE_4 = `
CREATE TABLE save (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, wish TEXT NOT NULL, details TEXT NOT NULL, startedAt INTEGER NOT NULL,
  endedAt INTEGER);
CREATE INDEX save_code ON save (code);
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
${SINCE_2}${SINCE_3}${SINCE_4}`

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
  [2, SINCE_3],
  [3, SINCE_4],
])
