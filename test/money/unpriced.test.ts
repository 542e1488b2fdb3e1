/** What has no price is never sent under a budget, also where the plan could not see that it would be sent. */
import { expect, test } from 'vitest'
import { createGlabsBackend } from '../../src/backends/glabs/glabs.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { priceOf } from '../../src/commands/running/prices.ts'
import { changed, nodeOf, PICTURES, sceneFiles, scenes } from '../stories/support/scenes.ts'
import { openStage } from '../stories/support/stage.ts'
import { image, prompt, wireTab } from '../workflow/buildWorkflow.ts'

const FILE = 'S1-V0-1.nbflow'

test('saved candidates that are gone are made anew, but not for a price that nobody knows', async () => {
  const text = changed(scenes(1), (file) => {
    nodeOf(file, 11).properties._savedImages = ['old/gone.png']
  })
  const stage = await openStage({ files: { [FILE]: text, 'avatar.png': PICTURES.avatar } })
  stage.configure({ prices: { video: 0.4 } })
  const { exitCode, stoppedBy } = await stage.run({ file: FILE, budget: 100, only: 'images' })
  expect({ exitCode, stoppedBy, paid: stage.paid() }).toEqual({ exitCode: 5, stoppedBy: 'limit', paid: 0 })
})

test('a limit is that of the command: the same command goes on, with nothing spent', async () => {
  const stage = await openStage({ files: sceneFiles(2, { outputCount: 2 }) })
  stage.configure({ prices: { image: 0.1, video: 0.1 } })
  const paid: number[] = []
  for (const _ of [1, 2, 3]) {
    await stage.run({ file: FILE, budget: 0.3 })
    paid.push(stage.paid())
  }
  expect(paid).toEqual([3, 6, 8])
  const { spent } = await stage.call(COMMANDS.ledger, {})
  expect(spent).toEqual({ jobs: 8, usd: 0.8, unpriced: 0 })
})

test('a price is that of the config by model, then by kind, then of the dated table of that service alone', () => {
  const nodes = [prompt(1, 'a still'), image(2, { model: 'nano_banana_pro' })]
  const [generation] = wireTab(nodes, ['1 > 2.0']).generations
  const backend = createGlabsBackend({ name: 'desktop-2', url: 'http://127.0.0.1:9', apiKey: undefined })
  const of = (prices: Record<string, number>, backendType: string, isFree = false) => {
    const usdPerJob = { nano_banana_pro: 0.03 }
    const table = [{ backendType, readOn: '2026-11-25', source: 'this test', usdPerJob }]
    return priceOf(generation!, { backend, isFree }, prices, table)
  }
  expect(of({ nano_banana_pro: 0.01, image: 0.02 }, 'glabs')).toBe(0.01)
  expect(of({ image: 0.02 }, 'glabs')).toBe(0.02)
  expect(of({ video: 0.5 }, 'glabs')).toBe(0.03)
  expect(of({ video: 0.5 }, 'another')).toBeNull()
  expect(of({ nano_banana_pro: 0 }, 'glabs')).toBe(0)
  expect(of({ image: 0.02 }, 'glabs', true)).toBe(0)
})
