import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import LibsqlDatabase from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { takeLock } from '../../src/store/lock.ts'
import { SCHEMA_VERSION } from '../../src/store/schema.ts'

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
