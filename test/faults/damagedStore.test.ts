/** A database that is damaged, lost, newer, or no store at all: one clear error, nothing is sent, the file stays as it is. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import LibsqlDatabase from 'libsql'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { RetakeError } from '../../src/errors.ts'
import { openDatabase } from '../../src/store/database.ts'
import { sceneFiles, scenes } from '../stories/support/scenes.ts'
import { openStage, type Stage, temporaryFolder } from '../stories/support/stage.ts'
import { call, expectTold } from './support/command.ts'

const FILE = 'S1-V0-1.nbflow'
const DATABASE = '.retake/retake.db'

let made: string | null = null

/**
 * A store with two candidates, of a workflow that wants two more: so each verb has something to say, and `run` to send.
 * Made once, by another process: of one that is open here, parts would be in memory.
 */
async function halfMade(): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  stage.countsApart('its two candidates were made before, at another simulator')
  made ??= await makeOnce()
  cpSync(made, stage.path('.retake'), { recursive: true })
  stage.write(FILE, scenes(1, { outputCount: 2 }))
  return stage
}

async function makeOnce(): Promise<string> {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  const ended = await call({ stage, cwd: stage.folder }, ['run', 'S1'])
  expect(ended.exitCode, ended.stderr).toBe(0)
  const kept = mkdtempSync(join(tmpdir(), 'retake-made-'))
  cpSync(stage.path('.retake'), kept, { recursive: true })
  return kept
}

afterAll(() => {
  if (made !== null) rmSync(made, { recursive: true })
})

/** What each verb says, in a process of its own as far as the store is concerned. */
async function refusals(stage: Stage): Promise<RetakeError[]> {
  stage.countsApart('the store cannot be read')
  const verbs = [
    () => stage.run('S1'),
    () => stage.plan('S1'),
    () => stage.show('S1'),
    () => stage.call(COMMANDS.log, { file: 'S1' }),
    () => stage.call(COMMANDS.regen, { file: 'S1', nodes: ['11'] }),
    () => stage.call(COMMANDS.approve, { file: 'S1', node: '12', slot: 1 }),
  ]
  const told: RetakeError[] = []
  for (const verb of verbs) {
    const error = await verb().then(
      () => new Error('it worked'),
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof RetakeError)) throw error
    told.push(error)
  }
  return told
}

function flip(bytes: Buffer, from: number, to: number): Buffer {
  const damaged = Buffer.from(bytes)
  for (let at = from; at < to; at += 1) damaged[at] = 255 - damaged[at]!
  return damaged
}

const DAMAGES: readonly (readonly [what: string, damage: (bytes: Buffer) => Buffer, told: RegExp])[] = [
  ['bytes flipped at its beginning', (bytes) => flip(bytes, 0, 16), /it is no store/],
  ['bytes flipped in the size of its pages', (bytes) => flip(bytes, 16, 18), /it is no store|it is damaged/],
  ['its table of contents overwritten', (bytes) => flip(bytes, 100, 900), /it is damaged|it is no store/],
  ['cut in half', (bytes) => bytes.subarray(0, bytes.length / 2), /it is damaged/],
  ['no bytes', () => Buffer.alloc(0), /is empty, but there are media/],
  ['a text in its place', () => Buffer.from('My notes.\n'.repeat(900)), /it is no store/],
]

test.each(DAMAGES)(
  '%s: every verb tells it, nothing is sent, and it is left as it is',
  async (...damaged) => {
    const [, damage, told] = damaged
    const stage = await halfMade()
    const after = damage(stage.bytes(DATABASE))
    stage.write(DATABASE, after)
    for (const error of await refusals(stage)) {
      expect(error.code).toBe('store_unusable')
      expect(error.message).toContain(stage.path(DATABASE))
      expect(error.message).toMatch(told)
      expect(error.next).toMatch(/backup/)
    }
    expect(stage.paid()).toBe(0)
    expect(stage.bytes(DATABASE).equals(after)).toBe(true)
  },
)

test('the built command ends with exit 1 and tells file and mend, without a stack trace', async () => {
  const stage = await halfMade()
  stage.write(DATABASE, 'My notes.\n'.repeat(900))
  const ended = await call({ stage, cwd: stage.folder }, ['run', 'S1'])
  expect(expectTold(ended)).toBe(1)
  expect(ended.stderr).toContain(stage.path(DATABASE))
})

test('a folder in its place is told as one that cannot be opened', async () => {
  const stage = await halfMade()
  rmSync(stage.path(DATABASE))
  mkdirSync(stage.path(DATABASE))
  for (const error of await refusals(stage))
    expect(error.message).toMatch(/retake\.db.*cannot be opened.*EISDIR/)
})

test('a damaged page that a plan does not read is found before anything is sent', async () => {
  const stage = await halfMade()
  const page = pageOf(stage.path(DATABASE), 'upload')
  stage.write(DATABASE, flip(stage.bytes(DATABASE), page.from, page.to))
  await expect(stage.run('S1')).rejects.toMatchObject({
    code: 'store_unusable',
    message: expect.stringContaining('it is damaged'),
  })
  expect(stage.paid()).toBe(0)
})

function pageOf(file: string, table: string): { from: number; to: number } {
  const raw = new LibsqlDatabase(file)
  const { size } = raw.prepare('SELECT page_size AS size FROM pragma_page_size').get() as { size: number }
  const row = raw.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table)
  raw.close()
  const { rootpage } = row as { rootpage: number }
  return { from: (rootpage - 1) * size, to: rootpage * size }
}

test('a store of a newer version is left alone, with the version that it has', async () => {
  const stage = await halfMade()
  const raw = new LibsqlDatabase(stage.path(DATABASE))
  raw.exec('PRAGMA user_version = 99')
  raw.close()
  for (const error of await refusals(stage)) {
    expect(error.message).toMatch(/written by a newer Retake \(store version 99\)/)
    expect(error.next).toContain('Update Retake')
  }
})

test.each([0, 2])('the database of another program (its version %i) is not touched', async (version) => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  mkdirSync(stage.path('.retake'))
  const raw = new LibsqlDatabase(stage.path(DATABASE))
  raw.exec(
    `CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine'); PRAGMA user_version = ${version}`,
  )
  raw.close()
  const before = stage.bytes(DATABASE)
  for (const error of await refusals(stage)) expect(error.message).toMatch(/database of another program/)
  expect(stage.bytes(DATABASE).equals(before)).toBe(true)
})

test('a database that another program holds for long is told after a few seconds, and nothing is sent', async () => {
  const stage = await halfMade()
  const other = new LibsqlDatabase(stage.path(DATABASE))
  onTestFinished(() => void other.close())
  other.exec('BEGIN IMMEDIATE')
  await expect(stage.run('S1')).rejects.toMatchObject({
    code: 'store_unusable',
    message: expect.stringMatching(/retake\.db cannot be used: another program holds it/),
  })
  expect(stage.paid()).toBe(0)
  other.exec('ROLLBACK')
  expect((await stage.run('S1')).exitCode).toBe(0)
})

/** A store as a process leaves it that dies after so many commits, each in its own transaction. */
async function leftByDeadProcess(commits: number): Promise<string> {
  const living = temporaryFolder()
  const database = openDatabase(join(living, 'retake.db'))
  for (let at = 0; at < commits; at += 1) {
    const row = { path: `S${at}.nbflow`, name: `S${at}`, code: `S${at}`, version: null, outputFolder: null }
    await database.commit((execute) =>
      execute(database.query.insertInto('workflow').values({ ...row, createdAt: 1 })),
    )
  }
  const left = temporaryFolder()
  cpSync(living, left, { recursive: true })
  database.close()
  return join(left, 'retake.db')
}

async function rowsOf(file: string): Promise<number> {
  const database = openDatabase(file)
  const rows = await database.query.selectFrom('workflow').select('id').execute()
  database.close()
  return rows.length
}

test('what a dead process committed is there, with the shared memory file or without it', async () => {
  const file = await leftByDeadProcess(6)
  rmSync(`${file}-shm`)
  expect(await rowsOf(file)).toBe(6)
})

test('what a dead process left in the log is written and synced anew when the store is opened', async () => {
  const file = await leftByDeadProcess(6)
  const database = openDatabase(file)
  onTestFinished(() => void database.close())
  const alone = join(temporaryFolder(), 'retake.db')
  copyFileSync(file, alone)
  expect(await rowsOf(alone)).toBe(6)
})

const LOGS: readonly (readonly [what: string, damage: (log: Buffer) => Buffer])[] = [
  ['its beginning', (log) => flip(log, 0, 32)],
  ['a frame in its middle', (log) => flip(log, log.length / 2, log.length / 2 + 64)],
  ['the head of its first frame', (log) => flip(log, 32, 56)],
]

test.each(LOGS)('a log with bytes flipped in %s is refused, and stays as it is', async (_what, damage) => {
  const file = await leftByDeadProcess(8)
  const log = `${file}-wal`
  const damaged = damage(readFileSync(log))
  writeFileSync(log, damaged)
  await expect(rowsOf(file)).rejects.toMatchObject({
    code: 'store_unusable',
    message: expect.stringContaining(log),
    next: expect.stringContaining('move that one file away'),
  })
  expect(readFileSync(log).equals(damaged)).toBe(true)
})

test('a log that a power cut tore within its last commit loses that one, and is no reason to stop', async () => {
  const file = await leftByDeadProcess(8)
  const log = `${file}-wal`
  const whole = readFileSync(log)
  writeFileSync(log, whole.subarray(0, whole.length - 1_000))
  expect(await rowsOf(file)).toBe(7)
})
