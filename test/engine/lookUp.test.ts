/** Which jobs a look-up is about: with a real store, and a backend that says what it is told to. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Backend, Found, Sent } from '../../src/backends/backend.ts'
import { createGlabsBackend } from '../../src/backends/glabs/glabs.ts'
import { lookUpIntent } from '../../src/engine/lookUp.ts'
import { submitGate } from '../../src/engine/submitGate.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { isLockHeld } from '../../src/store/heldLocks.ts'
import { writeFailure, writeHandle, writeIntent } from '../../src/store/jobs.ts'
import { takeLock, workflowLock } from '../../src/store/lock.ts'
import { beginRun } from '../../src/store/runs.ts'
import { createTake } from '../../src/store/takes.ts'

const PAID = { errorType: 'connection refused', message: 'lost', retryable: true, mayHaveBeenPaid: true }

/** A store with two workflows of one generation and one run each. */
async function openBooks() {
  const folder = mkdtempSync(join(tmpdir(), 'retake-lookup-'))
  const database = openDatabase(join(folder, 'retake.db'))
  onTestFinished(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await database.commit((execute) => {
    for (const id of [1, 2]) {
      const workflow = { id, path: `S${id}`, name: `S${id}`, code: `S${id}`, version: null, createdAt: 1 }
      execute(database.query.insertInto('workflow').values(workflow))
      const place = { workflowId: id, tab: 'Main', nodeId: 11, row: 0, title: 'Still' }
      execute(database.query.insertInto('generation').values({ id, ...place, kind: 'image', adopted: null }))
    }
  })
  for (const workflowId of [1, 2]) {
    const run = { workflowId, command: 'run', selection: null, who: 'Ada', sourceSha256: 'x' }
    expect(await beginRun(database, run)).toBe(workflowId)
  }
  return { folder, database }
}

function intend(database: Database, id: string, workflowId: number, recipe = 'A'): Promise<void> {
  const take = { recipe, backendType: 'glabs', request: '{"prompt":"a cup"}', assumed: false, reroll: null }
  return database.commit((execute) => {
    const { id: takeId } = createTake(database, execute, { generationId: workflowId, ...take })
    const job = { id, runId: workflowId, takeId, slot: 1, attempt: 1, backend: 'glabs', priceUsd: null }
    writeIntent(database, execute, job)
  })
}

type Answers = (sent: Sent, asked: number) => Record<string, Found> | null | Promise<Record<string, Found>>

/** Looks up job `i` of workflow 1. @returns what was said, and what the backend was told at each asking */
async function lookUp(
  { folder, database }: Awaited<ReturnType<typeof openBooks>>,
  answers: Answers,
  { settleMs = 0, starting = new Set<string>() } = {},
) {
  const told: Sent[] = []
  const find: Backend['find'] = async (readSent) => {
    const sent = await readSent()
    told.push(sent)
    const said = await answers(sent, told.length)
    return said === null ? null : new Map(Object.entries(said))
  }
  const glabs = createGlabsBackend({ name: 'glabs', url: 'http://127.0.0.1:1', apiKey: undefined })
  const answer = await lookUpIntent('i', 1, {
    database,
    backend: { ...glabs, find },
    gate: submitGate(),
    signal: new AbortController().signal,
    poll: { minMs: 0, maxMs: settleMs },
    starting,
    lookedUp: new Map(),
    isSubmitting: (id) => isLockHeld(folder, workflowLock(id)),
  })
  return { answer, told }
}

const idsOf = (jobs: readonly { readonly id: string }[] = []) => jobs.map(({ id }) => id).sort()
const stateOf = (database: Database, id: string) =>
  database.query
    .selectFrom('job')
    .select(['state', 'handle', 'mayHaveBeenPaid'])
    .where('id', '=', id)
    .executeTakeFirst()

test('all that dead processes left open is looked up at once, whichever workflow it was for', async () => {
  const books = await openBooks()
  for (const [id, workflowId] of [['i', 1], ['j', 1], ['k', 2]] as const) await intend(books.database, id, workflowId) // biome-ignore format: a list
  const { answer, told } = await lookUp(books, () => ({
    i: { status: 'found', handle: { taskId: 't' } },
    j: { status: 'absent' },
    k: { status: 'unknown' },
  }))
  expect(idsOf(told[0]?.open)).toEqual(['i', 'j', 'k'])
  expect(answer).toEqual({ status: 'found', handle: { taskId: 't' } })
  expect(await stateOf(books.database, 'i')).toMatchObject({ state: 'sent', handle: '{"taskId":"t"}' })
  expect(await stateOf(books.database, 'j')).toMatchObject({ state: 'failed', mayHaveBeenPaid: 0 })
  expect(await stateOf(books.database, 'k')).toMatchObject({ state: 'unknown', mayHaveBeenPaid: 1 })
})

test('what another process is sending is not asked about, but told: a task may be its', async () => {
  const books = await openBooks()
  await intend(books.database, 'i', 1)
  await intend(books.database, 'k', 2, 'B')
  const lock = takeLock(books.folder, workflowLock(2), 'retake run S2')
  const { told } = await lookUp(books, () => ({ i: { status: 'unknown' } }))
  lock.release()
  expect(idsOf(told[0]?.open)).toEqual(['i'])
  expect(told[0]?.others).toMatchObject([{ id: 'k', recipe: 'B', givenUpAt: null }])
  expect(await stateOf(books.database, 'k')).toMatchObject({ state: 'intent' })
})

test('what was given up as perhaps paid is told; what this process is about to send is not', async () => {
  const books = await openBooks()
  for (const id of ['i', 'stray', 'starting']) await intend(books.database, id, 1, id)
  await books.database.commit((execute) =>
    writeFailure(books.database, execute, 'stray', { state: 'unknown', ...PAID }),
  )
  const starting = new Set(['starting'])
  const { told } = await lookUp(books, () => ({ i: { status: 'absent' } }), { starting })
  expect(idsOf(told[0]?.open)).toEqual(['i'])
  expect(told[0]?.others).toMatchObject([{ id: 'stray', givenUpAt: expect.any(Number) }])
})

test('what another process found out meanwhile stands, and is what the run goes on with', async () => {
  const books = await openBooks()
  await intend(books.database, 'i', 1)
  const { answer } = await lookUp(books, async () => {
    await books.database.commit((execute) => writeHandle(books.database, execute, 'i', '{"taskId":"theirs"}'))
    return { i: { status: 'absent' } }
  })
  expect(answer).toEqual({ status: 'found', handle: { taskId: 'theirs' } })
  expect(await stateOf(books.database, 'i')).toMatchObject({ state: 'sent', handle: '{"taskId":"theirs"}' })
})

test('nothing is absent that may still be on its way: a young intent is asked for twice', async () => {
  const books = await openBooks()
  await intend(books.database, 'i', 1)
  const { database } = books
  await database.commit((execute) =>
    execute(
      database.query
        .updateTable('job')
        .set({ intendedAt: Date.now() + 60_000 })
        .where('id', '=', 'i'),
    ),
  )
  const late = (_: Sent, asked: number): Record<string, Found> =>
    asked === 1 ? { i: { status: 'absent' } } : { i: { status: 'found', handle: { taskId: 't' } } }
  const { answer, told } = await lookUp(books, late, { settleMs: 1 })
  expect(told).toHaveLength(2)
  expect(answer).toEqual({ status: 'found', handle: { taskId: 't' } })
})

test('a backend that cannot be asked leaves all open', async () => {
  const books = await openBooks()
  await intend(books.database, 'i', 1)
  expect((await lookUp(books, () => null)).answer).toBeNull()
  expect(await stateOf(books.database, 'i')).toMatchObject({ state: 'intent' })
})
