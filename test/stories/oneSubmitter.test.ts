/** Two processes at one workflow, and one that is killed in the middle. */
import { expect, test, vi } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { sceneFiles, scenes } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { costOf, openStage, type Stage, withApp } from './support/stage.ts'

const SLOW = { latencyMs: { image: 150, video: 150 } }
const WAIT = { timeout: 20_000, interval: 5 }

function startRun(stage: Stage) {
  return retake(['run', 'S1', '--json'], { cwd: stage.folder, environment: stage.environment })
}

function sent(stage: Stage, count: number): Promise<boolean> {
  return vi.waitUntil(() => stage.sim.ledger().length >= count, WAIT)
}

test('a second run while one is submitting is told who holds the lock, and sends nothing', async () => {
  const stage = await openStage({ sim: SLOW, files: sceneFiles(2) })
  const first = startRun(stage)
  await sent(stage, 1)
  const refusal = await stage.run('S1').then(
    () => null,
    (error: unknown) => error,
  )
  expect(refusal).toMatchObject({
    code: 'locked',
    message: expect.stringContaining(`process ${first.child.pid}`),
  })
  expect((refusal as Error).message).toContain('retake run S1-V0-1')
  expect((await first.ended).exitCode).toBe(0)
  expect(stage.paid()).toBe(16)
})

test('plan and show work while a run is submitting, and another workflow runs beside it', async () => {
  const stage = await openStage({
    sim: SLOW,
    files: { ...sceneFiles(2), 'S2-V0-1.nbflow': scenes(1).replaceAll('scene 1', 'act 1') },
  })
  const first = startRun(stage)
  await sent(stage, 1)
  expect((await stage.plan('S1')).generations).toHaveLength(4)
  expect((await stage.show('S1')).generations).toHaveLength(4)
  expect((await stage.run('S2')).exitCode).toBe(0)
  expect((await first.ended).exitCode).toBe(0)
  expect(stage.paid()).toBe(24)
})

test.each([2, 6, 13])(
  'a run killed after %i jobs loses no candidate, and the same command pays only for the rest',
  async (count) => {
    const stage = await openStage({ sim: { latencyMs: { image: 20, video: 20 } }, files: sceneFiles(2) })
    const killed = startRun(stage)
    await sent(stage, count)
    killed.child.kill('SIGKILL')
    expect((await killed.ended).signal).toBe('SIGKILL')
    const before = await stage.show('S1')
    const had = before.generations.flatMap(({ candidates }) => candidates.map(({ sha256 }) => sha256))
    const rest = await stage.run('S1')
    expect(rest.exitCode).toBe(0)
    const hashes = rest.generations.flatMap(({ candidates }) => candidates.map(({ sha256 }) => sha256))
    expect(hashes).toHaveLength(16)
    expect(new Set(hashes).size).toBe(16)
    expect(hashes).toEqual(expect.arrayContaining(had))
    expect(stage.paid()).toBe(16)
    expect((await costOf(stage, () => stage.run('S1'))).paid).toBe(0)
  },
)

test('an interrupted run keeps what was paid, ends with 130, and the same command goes on', async () => {
  const stage = await openStage({ sim: SLOW, files: sceneFiles(2) })
  const interrupted = startRun(stage)
  await sent(stage, 4)
  interrupted.child.kill('SIGINT')
  const { exitCode, stdout } = await interrupted.ended
  expect(exitCode).toBe(130)
  expect(JSON.parse(stdout).stoppedBy).toBe('interrupt')
  const paid = stage.paid()
  expect(paid).toBeLessThan(16)
  expect((await stage.run('S1')).exitCode).toBe(0)
  expect(stage.paid()).toBe(16)
})

test('a request that is on its way when the run is interrupted is let end: nobody has to ask what became of it', async () => {
  const held = { when: {}, effect: { kind: 'hold', accepted: true } as const }
  const stage = await openStage({ sim: { faults: [held] }, files: sceneFiles(1) })
  const stop = new AbortController()
  const running = withApp(
    stage.folder,
    stage.environment,
    (app) => COMMANDS.run.run(app, { file: 'S1', concurrency: 1 }, () => {}),
    { signal: stop.signal },
  )
  await vi.waitUntil(() => stage.paid() === 1, WAIT)
  stop.abort()
  stage.sim.release()
  const report = await running
  expect(report).toMatchObject({ exitCode: 130, jobs: { submitted: 1 } })
  expect(report.receipt).not.toContain('not known')
  const { jobs } = await stage.call(COMMANDS.ledger, {})
  expect(jobs).toMatchObject([{ taken: 'yes', outcome: 'open' }])
})

test('a second Ctrl-C leaves at once, and the same command takes up what was under way', async () => {
  const stage = await openStage({ sim: { latencyMs: { image: 1_000, video: 1 } }, files: sceneFiles(1) })
  const first = startRun(stage)
  await sent(stage, 3)
  first.child.kill('SIGINT')
  first.child.kill('SIGINT')
  expect((await first.ended).exitCode).toBe(130)
  const { answer } = await costOf(stage, () => stage.run('S1'))
  expect(answer.exitCode).toBe(0)
  expect(stage.paid()).toBe(8)
})
