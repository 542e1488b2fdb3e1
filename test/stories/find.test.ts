/** Killed between acceptance and handle: what is found again, what is marked, and never a picture in the wrong account. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FaultEffect } from '../../sim/effect.ts'
import type { Fault } from '../../sim/fault.ts'
import { openDatabase } from '../../src/store/database.ts'
import { avatar, jobsIn, killRun, openAccounts, PROMPT, runAgain } from './support/accounts.ts'
import type { Stage } from './support/stage.ts'

const HELD: FaultEffect = { kind: 'hold', accepted: true }
const GONE: FaultEffect = { kind: 'drop-before-accept' }

/** So many tasks have been accepted, and so many of them are candidates already. */
const stands = (stage: Stage, accepted: number, done: number) => async () => {
  if (stage.paid() < accepted) return false
  if (!existsSync(join(stage.folder, '.retake', 'retake.db'))) return false
  return (await jobsIn(stage)).filter(({ state }) => state === 'done').length >= done
}

/** Strikes that call, and each fault of the list after the ones before it have struck theirs. */
const nth = (call: number, effect: FaultEffect): Fault => ({ when: { nth: call }, effect })

test('four slots of one node, all accepted when the process dies: all are found, none is paid twice', async () => {
  const stage = await openAccounts([PROMPT], { outputCount: 4 })
  stage.sim.setFaults([{ when: {}, effect: HELD }])
  await killRun(stage, stands(stage, 4, 0))
  expect(await runAgain(stage)).toEqual({
    exitCode: 0,
    paid: 4,
    unknown: 0,
    accounts: [[1, 1, 1, 1]],
    different: 4,
  })
})

test('two of four slots are accepted, two were never read: two are found, two sent, nothing is marked', async () => {
  const stage = await openAccounts([PROMPT], { outputCount: 4 })
  stage.sim.setFaults([nth(3, GONE), nth(3, GONE), { when: {}, effect: HELD }])
  await killRun(stage, () => stage.sim.ledger().length === 4)
  expect(await runAgain(stage)).toMatchObject({ exitCode: 0, paid: 4, unknown: 0, different: 4 })
})

const TABS = Array.from({ length: 5 }, () => PROMPT)
const OWN = [[1], [2], [3], [4], [5]]

test('five account tabs, one of them accepted when the process dies: its task is found, for its account', async () => {
  const stage = await openAccounts(TABS)
  stage.sim.setFaults([nth(3, HELD)])
  await killRun(stage, stands(stage, 5, 4))
  expect(await runAgain(stage)).toEqual({ exitCode: 0, paid: 5, unknown: 0, accounts: OWN, different: 5 })
})

test('five account tabs, two of them accepted at once: nobody can tell whose, both are marked and sent again', async () => {
  const stage = await openAccounts(TABS)
  stage.sim.setFaults([nth(4, HELD), nth(4, HELD)])
  await killRun(stage, stands(stage, 5, 3))
  expect(await runAgain(stage)).toEqual({ exitCode: 0, paid: 7, unknown: 2, accounts: OWN, different: 5 })
})

test('somebody else sends the same prompt to the same desktop: their picture is not taken for ours', async () => {
  const stage = await openAccounts([PROMPT])
  stage.sim.setFaults([nth(1, HELD)])
  stage.countsApart('one of the tasks is somebody else’s')
  await killRun(stage, stands(stage, 1, 0))
  await postAs(stage, 2)
  expect(await runAgain(stage)).toMatchObject({ exitCode: 0, paid: 3, unknown: 1, accounts: [[1]] })
})

const BEGINNING = 'She opens the drawer and takes out the small tin, '
const ALIKE = [`${BEGINNING}then she smells at it.`, `${BEGINNING}then she puts it back.`]

test('two nodes whose prompts share fifty characters are told apart by their statuses', async () => {
  const stage = await openAccounts(ALIKE)
  stage.sim.setFaults([{ when: {}, effect: HELD }])
  await killRun(stage, stands(stage, 2, 0))
  expect(await runAgain(stage)).toMatchObject({ exitCode: 0, paid: 2, unknown: 0, accounts: [[1], [2]] })
})

test('where a status has no more than the list, they are marked and sent again', async () => {
  const stage = await openAccounts(ALIKE)
  stage.sim.setFaults([{ when: {}, effect: HELD }])
  await killRun(stage, stands(stage, 2, 0))
  stage.sim.setFaults([{ when: {}, effect: { kind: 'short-prompt' } }])
  expect(await runAgain(stage)).toMatchObject({ exitCode: 0, paid: 4, unknown: 2, accounts: [[1], [2]] })
})

test('G-Labs was restarted between: what it may have made is marked, and made anew', async () => {
  const stage = await openAccounts([PROMPT, PROMPT])
  stage.sim.setFaults([nth(2, HELD)])
  await killRun(stage, stands(stage, 2, 1))
  stage.sim.restart()
  expect(await runAgain(stage)).toMatchObject({ exitCode: 0, paid: 3, unknown: 1, accounts: [[1], [2]] })
})

test('ids begin anew with a restart: a task of another account under a handle of ours is not taken', async () => {
  const stage = await openAccounts([PROMPT], { ids: 'counted' })
  stage.countsApart('one of the tasks is somebody else’s')
  stage.sim.setFaults([nth(1, { kind: 'stuck' })])
  const isFollowed = async () =>
    existsSync(join(stage.folder, '.retake', 'retake.db')) && (await hasHandle(stage))
  await killRun(stage, isFollowed)
  await anHourPasses(stage)
  stage.sim.restart()
  await postAs(stage, 2)
  const again = await runAgain(stage)
  expect(again).toMatchObject({ exitCode: 0, paid: 3, unknown: 1, accounts: [[1]] })
  const ids = stage.sim.ledger().map(({ taskId }) => taskId)
  expect(ids).toEqual(['00000001', '00000001', '00000002'])
})

async function hasHandle(stage: Stage): Promise<boolean> {
  return (await jobsIn(stage)).some(({ handle }) => handle !== null)
}

/** Since the job was sent, by our books. */
async function anHourPasses({ folder }: Stage): Promise<void> {
  const database = openDatabase(join(folder, '.retake', 'retake.db'))
  const [job] = await database.query.selectFrom('job').selectAll().execute()
  const { sentAt, answeredAt, ...handle } = JSON.parse(job!.handle!)
  const hour = 3_600_000
  const before = JSON.stringify({ ...handle, sentAt: sentAt - hour, answeredAt: answeredAt - hour })
  await database.commit((execute) =>
    execute(database.query.updateTable('job').set({ handle: before }).where('id', '=', job!.id)),
  )
  database.close()
}

/** Not through Retake. */
async function postAs({ sim }: Stage, account: number): Promise<void> {
  const reference_images = [Buffer.from(avatar(account)).toString('base64')]
  const body = JSON.stringify({
    prompt: PROMPT,
    model: 'nano_banana_2',
    aspect_ratio: '9:16',
    reference_images,
  })
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(`${sim.url}/api/image/generate`, { method: 'POST', headers, body })
  expect(answer.status).toBe(202)
}
