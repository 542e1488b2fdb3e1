/** The clock of the machine is set back or forward, between commands and in the middle of one. */
import { renameSync, writeFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import type { RunReport } from '../../src/commands/runReport.ts'
import { sceneFiles } from '../stories/support/scenes.ts'
import { retake } from '../stories/support/shell.ts'
import { openStage, type Stage } from '../stories/support/stage.ts'
import { hasProgram } from './support/command.ts'
import { jobsIn } from './support/jobsIn.ts'

const CAN_FAKE = hasProgram('faketime')
const NEEDS = '(needs faketime)'
/** What waits, waits by the clock that nobody sets. */
const WALL_CLOCK_ONLY = { FAKETIME_DONT_FAKE_MONOTONIC: '1' }

function start(stage: Stage, args: readonly string[], time: string | null, environment = {}) {
  const under = time === null ? [] : ['faketime', '-f', time]
  const settings = { ...stage.environment, ...WALL_CLOCK_ONLY, ...environment }
  return retake(args, { cwd: stage.folder, environment: settings, under })
}

/** @param time as for `faketime -f`: `+400d`, `-1h`, or an instant at which the clock stands still; null: the true one */
async function runAt(stage: Stage, time: string | null, args: readonly string[] = ['run', 'S1']) {
  const { exitCode, stdout, stderr } = await start(stage, [...args, '--json'], time).ended
  expect(exitCode, stderr).toBe(0)
  return JSON.parse(stdout) as RunReport
}

const YEAR_AHEAD = '+400d'
const ONE_IMAGE = sceneFiles(1, { outputCount: 1 })
const IMAGES = ['run', 'S1', '--only', 'images']

test.runIf(CAN_FAKE)(
  `what was made last is the newest, though the clock was a year ahead before ${NEEDS}`,
  async () => {
    const stage = await openStage({ files: ONE_IMAGE })
    const ahead = await runAt(stage, YEAR_AHEAD, IMAGES)
    const anew = await runAt(stage, null, ['regen', 'S1', '11'])
    expect(anew.generations[0]).toMatchObject({ take: 2 })
    expect(anew.output).not.toBe(ahead.output)
    const again = await runAt(stage, null, IMAGES)
    expect(again.output).toBe(anew.output)
    expect(again.generations[0]).toMatchObject({ take: 2 })
    expect(stage.paid()).toBe(2)
  },
)

test.runIf(CAN_FAKE)(
  `a job under way is asked for, though the failure before it bears a later time ${NEEDS}`,
  async () => {
    const broken = { kind: 'fail', errorCode: 503, error: 'The service is currently unavailable.' } as const
    const stage = await openStage({ files: ONE_IMAGE, sim: { faults: [{ when: {}, effect: broken }] } })
    expect((await start(stage, IMAGES, YEAR_AHEAD).ended).exitCode).not.toBe(0)
    const failed = stage.paid()
    stage.sim.setFaults([{ when: {}, effect: { kind: 'stuck' } }])
    const killed = start(stage, IMAGES, null)
    await vi.waitUntil(() => jobsIn(stage.folder, 'sent') === 1, { timeout: 20_000, interval: 20 })
    killed.child.kill('SIGKILL')
    await killed.ended
    stage.sim.setFaults([])
    stage.sim.release()
    await runAt(stage, null, IMAGES)
    expect(stage.paid()).toBe(failed + 1)
  },
)

test.runIf(CAN_FAKE).each(['-1h', '+400d'])(
  `a clock that jumps by %s while jobs are under way ends no wait and loses no result ${NEEDS}`,
  async (jump) => {
    const stage = await openStage({
      files: sceneFiles(1, { outputCount: 2 }),
      sim: { faults: [{ when: {}, effect: { kind: 'stuck' } }] },
    })
    const settings = { FAKETIME_TIMESTAMP_FILE: stage.path('clock'), FAKETIME_NO_CACHE: '1', FAKETIME: '' }
    setClock(stage, '+0')
    const running = start(stage, ['run', 'S1', '--json'], '+0', settings)
    await vi.waitUntil(() => jobsIn(stage.folder, 'sent') === 2, { timeout: 20_000, interval: 20 })
    setClock(stage, jump)
    stage.sim.setFaults([])
    stage.sim.release()
    const { exitCode, stderr } = await running.ended
    expect(exitCode, stderr).toBe(0)
    expect(stage.paid()).toBe(4)
    expect((await runAt(stage, null)).jobs.submitted).toBe(0)
  },
)

/** Whole at every moment: the library reads it at each look at the clock. */
function setClock(stage: Stage, offset: string): void {
  writeFileSync(stage.path('clock.next'), `${offset}\n`)
  renameSync(stage.path('clock.next'), stage.path('clock'))
}

test.runIf(CAN_FAKE).each(['+1h', '-1h'])(
  `a job cut off right after it was accepted, by a machine whose clock is off by %s, is found or marked, never quietly paid twice ${NEEDS}`,
  async (time) => {
    const stage = await openStage({ files: ONE_IMAGE })
    const cut = start(stage, IMAGES, time, { RETAKE_FAULT_POINT: 'network:answered 2' })
    expect((await cut.ended).exitCode).not.toBe(0)
    expect([stage.paid(), jobsIn(stage.folder, 'intent')]).toEqual([1, 1])
    const { exitCode, stdout, stderr } = await start(stage, [...IMAGES, '--json'], null).ended
    expect(exitCode, stderr).toBe(0)
    const report: RunReport = JSON.parse(stdout)
    expect(report.generations[0]?.candidates).toHaveLength(1)
    // That each is in our ledger, as paid or as perhaps paid, the stage compares at the end.
  },
)

test.runIf(CAN_FAKE)(
  `a file name that is taken by the same second is not written over ${NEEDS}`,
  async () => {
    const stage = await openStage({ files: ONE_IMAGE })
    const second = '2031-05-04 03:02:01'
    const first = await runAt(stage, second, IMAGES)
    const bytes = stage.bytes(first.output?.split('/').at(-1) ?? '')
    const next = await runAt(stage, second, ['regen', 'S1', '11'])
    expect(stage.files(/generated.*nbflow$/)).toEqual([
      'S1-V0-1-generated-20310504-030201.nbflow',
      'S1-V0-1-generated-20310504-030202.nbflow',
    ])
    expect(next.output).toContain('030202')
    expect(stage.bytes('S1-V0-1-generated-20310504-030201.nbflow').equals(bytes)).toBe(true)
  },
)
