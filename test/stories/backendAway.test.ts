/** No backend there: what is told, what is kept, and that it goes on when it returns. */
import { expect, test, vi } from 'vitest'
import { startSim } from '../../sim/startSim.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { openMediaServer } from './support/mediaServer.ts'
import { sceneFiles } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { costOf, openStage, withApp } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

test('a backend that does not answer ends the run with exit 4, naming GLABS_URL and the sketch', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  stage.environment.GLABS_URL = 'http://127.0.0.1:9'
  const { exitCode, stdout, stderr } = await retake(['run', 'S1'], {
    cwd: stage.folder,
    environment: stage.environment,
  }).ended
  expect(exitCode).toBe(4)
  expect(stdout + stderr).toContain('GLABS_URL')
  expect(stdout + stderr).toContain('--backend sketch')
  expect(stdout).toContain('paid 0')
  const entries = JSON.parse(stage.read('errors.json'))
  expect(entries).toHaveLength(1)
  expect(entries[0]).toMatchObject({
    nodeId: 11,
    errorType: 'connection refused',
    attempts: 0,
    slots: [1, 2, 3, 4],
    output: null,
  })
})

test('what was left because the backend was gone is made when it is there again, and errors.json goes', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  stage.environment.GLABS_URL = 'http://127.0.0.1:9'
  const away = await costOf(stage, () => stage.run(FILE))
  expect(away.answer.exitCode).toBe(4)
  expect(away.answer.generations[0]!.error?.errorType).toBe('connection refused')
  stage.environment.GLABS_URL = stage.sim.url
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.exitCode).toBe(0)
  expect(stage.files(/^errors/)).toEqual([])
})

test('nothing to do needs no backend', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  stage.environment.GLABS_URL = 'http://127.0.0.1:9'
  const { exitCode, jobs } = await stage.run(FILE)
  expect({ exitCode, submitted: jobs.submitted }).toEqual({ exitCode: 0, submitted: 0 })
})

test('a backend at another address is the same backend: nothing is made anew', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  const other = await startSim({ pictures: 'plain' })
  stage.environment.GLABS_URL = other.url
  await stage.run(FILE)
  expect(other.ledger()).toEqual([])
  await other.close()
})

test('a line that breaks at every send is given up after three attempts, and the rest is delivered', async () => {
  const effect = { kind: 'drop-before-accept' } as const
  const faults = [{ when: { prompt: 'a still of scene 2' }, effect }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(2) })
  const stop = new AbortController()
  const running = withApp(
    stage.folder,
    stage.environment,
    (app) => COMMANDS.run.run(app, { file: FILE, wait: 5 }, () => {}),
    { signal: stop.signal },
  )
  const tooMany = vi.waitUntil(() => stage.sim.ledger().length > 60, { timeout: 20_000, interval: 5 })
  const report = await Promise.race([
    running,
    tooMany.then(
      () => null,
      () => null,
    ),
  ])
  stop.abort()
  await running
  expect(stage.sim.ledger().filter(({ prompt }) => prompt.includes('a still of scene 2'))).toHaveLength(12)
  expect(report?.generations.map(({ candidates }) => candidates.length)).toEqual([4, 4, 0, 0])
  expect(report?.errors).toMatchObject([{ nodeId: 21, errorType: 'connection refused', attempts: 3 }])
})

test('a run that waits for its backend can be interrupted: it ends with 130 and keeps what it has', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  stage.environment.GLABS_URL = 'http://127.0.0.1:9'
  const stop = new AbortController()
  const report = await withApp(
    stage.folder,
    stage.environment,
    (app) =>
      COMMANDS.run.run(app, { file: FILE, wait: 60 }, ({ type }) => {
        if (type === 'backend away') stop.abort()
      }),
    { signal: stop.signal },
  )
  expect(report).toMatchObject({ exitCode: 130, stoppedBy: 'interrupt', jobs: { submitted: 0 } })
})

test('a backend that takes the connection and says nothing counts as away', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  stage.environment.GLABS_URL = (await openMediaServer({}, { silent: true })).url
  const report = await stage.run(FILE)
  expect(report).toMatchObject({ exitCode: 4, stoppedBy: 'backend' })
  expect(report.errors).toMatchObject([{ errorType: 'connection refused', attempts: 0 }])
})
