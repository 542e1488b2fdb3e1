/** Who may submit for a workflow: one at a time, whatever becomes of the one that may. */
import { mkdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { expect, test, vi } from 'vitest'
import { sceneFiles } from '../stories/support/scenes.ts'
import { retake, type Shell } from '../stories/support/shell.ts'
import { openStage, type Stage } from '../stories/support/stage.ts'
import { expectTold, hasProgram } from './support/command.ts'
import { jobsIn } from './support/jobsIn.ts'

const RUN = ['run', 'S1']
const WAIT = { timeout: 20_000, interval: 20 }

function start(stage: Stage, under: readonly string[] = []): Shell {
  return retake(RUN, { cwd: stage.folder, environment: stage.environment, under })
}

/** Its first jobs are accepted and on disk, and no result comes until they are let go. */
async function holding(): Promise<{ stage: Stage; holder: Shell }> {
  const stage = await openStage({
    files: sceneFiles(1, { outputCount: 2 }),
    sim: { faults: [{ when: {}, effect: { kind: 'stuck' } }] },
  })
  const holder = start(stage)
  await vi.waitUntil(() => jobsIn(stage.folder, 'sent') === 2, WAIT)
  return { stage, holder }
}

function letGo({ sim }: Stage): void {
  sim.setFaults([])
  sim.release()
}

test('a second run is told command, process, machine and since when, and the run that holds goes on', async () => {
  const { stage, holder } = await holding()
  const second = await start(stage).ended
  expect(expectTold(second)).toBe(1)
  expect(second.stderr).toContain(
    `Another Retake is at it: "retake run S1-V0-1", process ${holder.child.pid} on ${hostname()}, since 20`,
  )
  expect(second.stderr).toMatch(/^next {2}.*Ctrl-C/m)
  letGo(stage)
  expect((await holder.ended).exitCode).toBe(0)
  expect(stage.paid()).toBe(4)
})

test('a holder that is killed is nobody: the next command starts at once and asks for what was sent', async () => {
  const { stage, holder } = await holding()
  holder.child.kill('SIGKILL')
  await holder.ended
  letGo(stage)
  const next = await start(stage).ended
  expect(next.exitCode, next.stderr).toBe(0)
  expect(stage.paid()).toBe(4)
})

test.runIf(process.platform !== 'win32')(
  'a holder that is stopped in its tracks still holds, and is named (needs SIGSTOP)',
  async () => {
    const { stage, holder } = await holding()
    holder.child.kill('SIGSTOP')
    const second = await start(stage).ended
    expect(expectTold(second)).toBe(1)
    expect(second.stderr).toContain(`process ${holder.child.pid}`)
    letGo(stage)
    holder.child.kill('SIGCONT')
    expect((await holder.ended).exitCode).toBe(0)
    expect(stage.paid()).toBe(4)
  },
)

test('of two that are started at the same instant one runs, and the other is told so or finds all done', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
  const ended = await Promise.all([start(stage).ended, start(stage).ended])
  for (const each of ended) expectTold(each)
  expect(ended.map(({ exitCode }) => exitCode)).toContain(0)
  for (const { exitCode, stderr } of ended) if (exitCode !== 0) expect(stderr).toContain('Another Retake')
  expect(stage.paid()).toBe(4)
})

test('with the locks taken away under a run, a second one still sends nothing that the first has sent', async () => {
  const { stage, holder } = await holding()
  rmSync(stage.path('.retake/locks'), { recursive: true })
  const second = start(stage)
  letGo(stage)
  const ended = await Promise.all([holder.ended, second.ended])
  for (const each of ended) expectTold(each)
  expect((await start(stage).ended).exitCode).toBe(0)
  expect(stage.paid()).toBe(4)
})

test('a lock file that is no lock file is told by its name', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  mkdirSync(stage.path('.retake/locks/workflow-1.lock'), { recursive: true })
  const ended = await start(stage).ended
  expect(expectTold(ended)).toBe(1)
  expect(ended.stderr).toMatch(/workflow-1\.lock cannot be used: it cannot be opened \(.*EISDIR/)
  expect(stage.sim.ledger()).toEqual([])
})

test.runIf(hasProgram('strace')).each(['ENOLCK', 'EOPNOTSUPP'])(
  'a file system without locks (%s) is told, and nothing is sent (needs strace)',
  async (error) => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    stage.countsApart('a store that cannot be locked cannot be read')
    const database = stage.path('.retake/retake.db')
    const locks = ['-P', database, '-e', 'trace=fcntl', '-e', `inject=fcntl:error=${error}`]
    const ended = await start(stage, ['strace', '-f', '-o', '/dev/null', ...locks]).ended
    expect(expectTold(ended)).toBe(1)
    expect(ended.stderr).toMatch(/retake\.db cannot be used/)
    expect(stage.sim.ledger()).toEqual([])
  },
)
