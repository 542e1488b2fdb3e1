import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import LibsqlDatabase from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { SCHEMA_VERSION } from '../../src/store/definitions.ts'
import { takeLock } from '../../src/store/lock.ts'
import { registerWorkflow } from '../../src/store/workflows.ts'

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'retake-store-')), 'retake.db')
}

function open(file: string) {
  const database = openDatabase(file)
  onTestFinished(() => database.close())
  return database
}

const row = (name: string) => ({ path: name, name, code: name, version: null, createdAt: 1 })

test('what was committed is there for another connection, and changes its version', async () => {
  const file = newFile()
  const writer = open(file)
  const reader = open(file)
  const before = reader.version()
  await writer.commit((execute) => execute(writer.query.insertInto('workflow').values(row('A'))))
  expect(await reader.query.selectFrom('workflow').select('name').execute()).toEqual([{ name: 'A' }])
  expect(reader.version()).not.toBe(before)
})

test('when one piece of a group fails, none of the group is kept and all are told', async () => {
  const database = open(newFile())
  const insert = (name: string) =>
    database.commit((execute) => execute(database.query.insertInto('workflow').values(row(name))))
  const results = await Promise.allSettled([insert('A'), insert('B'), insert('A')])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(await database.query.selectFrom('workflow').selectAll().execute()).toEqual([])
})

test('a store of a newer version is refused, not touched', () => {
  const file = newFile()
  const raw = new LibsqlDatabase(file)
  raw.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
  raw.close()
  expect(() => openDatabase(file)).toThrow('written by a newer Retake')
})

test('a workflow has one submitter; the next is told who it is, and may go on once it is gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'retake-lock-'))
  const lock = takeLock(folder, 'workflow-1', 'retake run XYZG3-V0-1')
  expect(() => takeLock(folder, 'workflow-1', 'another')).toThrow(
    `"retake run XYZG3-V0-1", process ${process.pid}`,
  )
  takeLock(folder, 'workflow-2', 'another workflow').release()
  lock.release()
  takeLock(folder, 'workflow-1', 'another').release()
})

test('a workflow that two processes see for the first time at once is one row', async () => {
  const file = newFile()
  const databases = [open(file), open(file)]
  const identity = { path: 'S1-V0-1.nbflow', name: 'S1-V0-1', code: 'S1', version: 'V0-1' }
  const rows = await Promise.all(
    databases.map((database) => registerWorkflow(database, identity, 'sha', () => false)),
  )
  expect(rows).toEqual([
    { ...identity, id: 1 },
    { ...identity, id: 1 },
  ])
})

test('a store of the first version is brought up to date, with all it holds', async () => {
  const file = newFile()
  const raw = new LibsqlDatabase(file)
  raw.exec(FIRST_VERSION)
  raw.close()
  const database = open(file)
  expect(await database.query.selectFrom('take').selectAll().execute()).toEqual([
    {
      id: 7, recipe: 'r', backendType: 'glabs', request: '{}', assumed: 0, createdAt: 1,
      rerollId: null, freshSlots: null, baseTakeId: null,
    },
  ]) // biome-ignore format: one row
  expect(await database.query.selectFrom('rejection').selectAll().execute()).toEqual([])
  expect(await database.query.selectFrom('run').select('selection').execute()).toEqual([{ selection: null }])
})

/** What version 2 alters, as version 1 made it. */
const FIRST_VERSION = `
CREATE TABLE workflow (id INTEGER PRIMARY KEY);
CREATE TABLE take (
  id INTEGER PRIMARY KEY, recipe TEXT NOT NULL, backendType TEXT NOT NULL, request TEXT NOT NULL,
  assumed INTEGER NOT NULL, createdAt INTEGER NOT NULL);
CREATE TABLE pick (
  id INTEGER PRIMARY KEY, workflowId INTEGER NOT NULL REFERENCES workflow, tab TEXT NOT NULL, nodeId INTEGER NOT NULL,
  row INTEGER NOT NULL, takeId INTEGER NOT NULL REFERENCES take, slot INTEGER NOT NULL, by TEXT NOT NULL,
  recipe TEXT NOT NULL, at INTEGER NOT NULL, liftedAt INTEGER);
CREATE TABLE run (
  id INTEGER PRIMARY KEY, workflowId INTEGER NOT NULL REFERENCES workflow, command TEXT NOT NULL,
  sourceSha256 TEXT NOT NULL, startedAt INTEGER NOT NULL, endedAt INTEGER, exitCode INTEGER);
INSERT INTO take VALUES (7, 'r', 'glabs', '{}', 0, 1);
INSERT INTO workflow VALUES (1);
INSERT INTO run VALUES (1, 1, 'run S1', 'x', 1, 2, 0);
PRAGMA user_version = 1`
