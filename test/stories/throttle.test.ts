/** A service that throttles: waits grow, no attempt is burnt, and too long a wait ends the run with what it has. */
import { expect, test } from 'vitest'
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
