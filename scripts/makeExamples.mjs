// Writes the examples: `node scripts/makeExamples.mjs [FOLDER]`, by default into examples/. The same bytes every time.
// The simulator's faults on demand go by two phrases in the prompts of the tea example:
//   refused:  `forbidden mushroom`  (scene 02, row 3: its still is refused, its clip stays blocked, all else is delivered)
//   flaky:    `flickering lantern`  (the still of scene 03)
// The demo then puts something else on for the `casual top` of scene 01.
// The workflow in examples/messy/ is written by hand, because its odd spelling is the point; only its pictures are made here.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { writePortrait } from './examples/portrait.mjs'
import { writeStillLife } from './examples/stillLife.mjs'
import { presenters, studioWorkflow } from './examples/studio.mjs'
import { grower, teaWorkflow } from './examples/tea.mjs'
import { root } from './root.mjs'

/** @type {import('./examples/portrait.mjs').Look} */
const soapMaker = {
  skin: '#e2b08c',
  hair: '#9a5a36',
  hairStyle: 'curls',
  shirt: '#7d8f9b',
  background: '#e4dccf',
}

await makeExamples(resolve(process.argv[2] ?? join(root, 'examples')))

/** @param {string} folder */
async function makeExamples(folder) {
  await writeWorkflow(join(folder, 'tea/TEAS1-V0-1.nbflow'), teaWorkflow())
  await writePortrait(join(folder, 'tea/avatar.png'), grower.look)
  await writeWorkflow(join(folder, 'studio/STUG1-V0-1.nbflow'), studioWorkflow())
  for (const presenter of presenters) {
    await writePortrait(join(folder, 'studio', presenter.avatar), presenter.look)
  }
  await writePortrait(join(folder, 'messy/avatar.png'), soapMaker)
  await writeStillLife(join(folder, 'messy/approved/scene-02-still.png'))
}

/**
 * @param {string} path
 * @param {import('./examples/graph.mjs').Workflow} workflow
 */
async function writeWorkflow(path, workflow) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(workflow, null, 2)}\n`)
}
