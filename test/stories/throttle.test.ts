/** A service that throttles: waits grow, no attempt is burnt, and too long a wait ends the run with what it has. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { cutWithHandles } from './support/cutOff.ts'
import { sceneFiles } from './support/scenes.ts'
import { costOf, openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'
const throttled = { kind: 'answer', status: 429, text: '{"error":"Too many requests"}' } as const

test('a slot that is throttled more often than it has attempts still lands', async () => {
  const faults = [{ when: { prompt: 'a still of scene 1', times: 6 }, effect: throttled }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  stage.configure({ retry: { baseMs: 5, coolDownMs: 1 }, waitMs: 60_000 })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(8)
  expect(answer.exitCode).toBe(0)
  expect(answer.errors).toEqual([])
})

test('a cool-down longer than the wait ends the run: the rest is api_error, and goes on later', async () => {
  const faults = [{ when: { type: 'video' } as const, effect: { ...throttled, retryAfter: '600' } }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, wait: 1 }))
  expect(paid).toBe(4)
  expect(answer.exitCode).toBe(1)
  expect(answer.stoppedBy).toBe('throttle')
  expect(answer.errors).toMatchObject([{ nodeId: 14, errorType: 'api_error', slots: [1, 2, 3, 4] }])
  stage.sim.setFaults([])
  const later = await costOf(stage, () => stage.run(FILE))
  expect(later.paid).toBe(4)
  expect(later.answer.exitCode).toBe(0)
})

test('what was sent is fetched first, and while the quota is spent: a result that is paid for waits for no quota', async () => {
  const stage = await openStage({
    sim: { faults: [{ when: {}, effect: { kind: 'stuck' } }] },
    files: sceneFiles(2),
  })
  stage.configure({ concurrency: 4 })
  await cutWithHandles(stage, { file: FILE, nodes: ['21'] }, 4)
  stage.sim.setFaults([{ when: {}, effect: { ...throttled, retryAfter: '80000' } }])
  stage.sim.release()
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(0)
  expect(answer).toMatchObject({ exitCode: 1, stoppedBy: 'throttle' })
  expect(answer.generations.find(({ nodeId }) => nodeId === 21)).toMatchObject({ status: 'generated' })
  expect(answer.errors.map(({ nodeId }) => nodeId)).not.toContain(21)
})

test('a job that is taken and throttled then burns an attempt, for it may have been paid', async () => {
  const late = { kind: 'fail', errorCode: 429, error: 'RESOURCE_EXHAUSTED' } as const
  const faults = [{ when: { prompt: 'a still of scene 1', times: 3 }, effect: late }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  stage.configure({ retry: { baseMs: 5, coolDownMs: 1 }, waitMs: 60_000, concurrency: 1 })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(6)
  expect(answer.errors).toMatchObject([{ nodeId: 11, errorType: 'api_error', slots: [1], attempts: 3 }])
})

test('a rest may end at any moment, between any two looks at the clock', async () => {
  const faults = [{ when: { every: 2 }, effect: throttled }]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(4) })
  stage.configure({ retry: { baseMs: 5, coolDownMs: 10 }, waitMs: 600_000, concurrency: 1 })
  let looks = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    looks += 1
    return looks * 3 + (looks % 7)
  })
  onTestFinished(() => clock.mockRestore())
  expect(await stage.run(FILE)).toMatchObject({ exitCode: 0, errors: [] })
})
