/** probe */
import { test } from 'vitest'
import { flaky, refusal } from '../../sim/fault.ts'
import { PICTURES, scenes } from './support/scenes.ts'
import { openStage } from './support/stage.ts'
import { typed } from './support/typed.ts'
const FILE = 'XYZG3-V0-1.nbflow'
test('probe', async () => {
  for (const fault of [refusal('a still of scene 2'), { when: { prompt: 'a still of scene 2', times: 12 }, effect: flaky('').effect }]) {
  const stage = await openStage({ sim: { faults: [fault] }, files: { [FILE]: scenes(2), 'avatar.png': PICTURES.avatar } })
  await stage.run(FILE)
  console.log((await typed(stage, 'plan', 'XYZG3')).stdout)
  console.log((await typed(stage, 'edit', 'XYZG3', 'scene 01', '--replace', 'looks up=>looks down', '--regen')).stdout)
  console.log(stage.files(/errors/))
  console.log((await typed(stage, 'errors', 'XYZG3')).stdout)
  console.log((await typed(stage, 'plan', 'XYZG3')).stdout)
  const retry = await typed(stage, 'retry', 'XYZG3')
  console.log(retry.stdout, retry.stderr, retry.paid)
  console.log(JSON.stringify(await typed(stage, 'plan', 'XYZG3-V0-1')))
  console.log(JSON.stringify(await typed(stage, 'why', 'XYZG3-V0-1', '11')))
  console.log(JSON.stringify(await typed(stage, 'show', 'XYZG3-V0-1')))
  console.log(JSON.stringify(await typed(stage, 'errors', 'XYZG3-V0-1')))
  const run = await typed(stage, 'run', 'XYZG3')
  console.log(run.stdout, run.paid)
  }
}, 100000)
