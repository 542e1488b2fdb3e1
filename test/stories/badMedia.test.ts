/** Results that are not what they say: never a candidate. A download is repeated for nothing, a bad file is paid anew. */
import { expect, test } from 'vitest'
import type { FaultEffect } from '../../sim/effect.ts'
import { sceneFiles } from './support/scenes.ts'
import { costOf, openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'
const NEEDED = 8

const wrongFiles: [string, string][] = [
  ['empty', 'it is empty'],
  ['html', 'an HTML page'],
  ['json', 'it is JSON'],
  ['other-type', 'where image was asked for'],
  ['corrupted', 'cannot be'],
  ['cut', 'cannot be'],
]

test.each(wrongFiles)(
  'a still whose file is %s is no candidate; the slot is sent again',
  async (file, reason) => {
    const effect = { kind: 'wrong-file', file } as FaultEffect
    const faults = [{ when: { prompt: 'a still of scene 1', times: 1 }, effect }]
    const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
    const { answer, paid } = await costOf(stage, () => stage.run(FILE))
    expect(stage.failures.join('\n')).toContain(reason)
    expect(paid).toBe(NEEDED + 1)
    expect(answer.exitCode).toBe(0)
  },
)

test('a still where a clip was asked for is no candidate', async () => {
  const faults = [
    {
      when: { type: 'video', times: 1 } as const,
      effect: { kind: 'wrong-file', file: 'other-type' } as const,
    },
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(NEEDED + 1)
  expect(answer.generations.map(({ candidates }) => candidates.length)).toEqual([4, 4])
})

test('a file that is always bad is reported after three attempts, the other slots stand', async () => {
  const faults = [
    { when: { prompt: 'a clip of scene 1' }, effect: { kind: 'wrong-file', file: 'html' } as const },
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(4 + 4 * 3)
  expect(answer.errors).toMatchObject([
    { nodeId: 14, errorType: 'api_error', attempts: 3, slots: [1, 2, 3, 4] },
  ])
})

test('a download that breaks off is repeated without another job', async () => {
  const faults = [
    { when: { prompt: 'a still of scene 1', times: 1 }, effect: { kind: 'truncated' } as const },
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(NEEDED)
  expect(answer.exitCode).toBe(0)
})

test.each([
  ['other-size', 'not the ratio'],
  ['other-length', 'not 8 s'],
] as const)('a clip of %s is kept, with a warning', async (file, told) => {
  const faults = [
    { when: { type: 'video', times: 1 } as const, effect: { kind: 'wrong-file', file } as const },
  ]
  const stage = await openStage({ sim: { faults }, files: sceneFiles(1) })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(NEEDED)
  expect(answer.exitCode).toBe(0)
  expect(answer.warnings.filter((warning) => warning.includes(told))).toHaveLength(1)
})
