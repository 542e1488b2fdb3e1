/** A workflow of a size that nobody means: taken or refused in a sentence, in bounded memory, and shown in part. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changed, nodeOf, PICTURES, scenes } from '../stories/support/scenes.ts'
import { openStage } from '../stories/support/stage.ts'
import { image, prompt, workflowValue } from '../workflow/buildWorkflow.ts'
import { piped, standingFolder } from './terminal.ts'

const FILE = 'S1-V0-1.nbflow'
const TEN_MEGABYTES = 10_000_000
/** 100,000 where there is time. */
const NODES = Number(process.env.RETAKE_HOSTILE_NODES ?? 10_000)

test('a prompt of 10 MB is sent as it is, and sheet, terminal and messages show its beginning', async () => {
  const words = 'a cat on a mat, '.repeat(TEN_MEGABYTES / 16)
  const text = changed(scenes(1, { outputCount: 1 }), (file) => {
    nodeOf(file, 10).properties.text = `{"scene": "${words}"}`
    nodeOf(file, 11).title = words.slice(0, 1_000_000)
  })
  const stage = await openStage({ files: { [FILE]: text, 'avatar.png': PICTURES.avatar } })
  const error = words.slice(0, 1_000_000)
  stage.sim.setFaults([{ when: { type: 'video' }, effect: { kind: 'fail', errorCode: 400, error } }])
  await stage.run(FILE)
  expect(stage.sim.ledger()[0]!.prompt.length).toBeGreaterThan(TEN_MEGABYTES)
  stage.write(FILE, text.replace('a cat on', 'the cat on'))
  const { output } = await stage.run(FILE)
  expect(statSync(output!.replace(/nbflow$/, 'html')).size).toBeLessThan(200_000)
  const lines = ['show', 'check', 'errors'].map((verb) => [verb, FILE])
  lines.push(['show', FILE, '11'], ['why', FILE, '11', '14'])
  const environment = { NODE_OPTIONS: '--max-old-space-size=700' }
  for (const { stdout, stderr } of await piped(lines, { cwd: stage.folder, environment }))
    expect(`${stdout}${stderr}`.length).toBeLessThan(30_000)
}, 200_000)

test('a prompt of emoji alone is sent as it is, and never cut within one', async () => {
  const family = '👩‍👩‍👧‍👦'
  const stage = await openStage({
    files: {
      'avatar.png': PICTURES.avatar,
      [FILE]: changed(scenes(1, { outputCount: 1 }), (file) => {
        nodeOf(file, 10).properties.text = family.repeat(3_000)
        nodeOf(file, 11).title = family.repeat(30)
      }),
    },
  })
  const { output } = await stage.run({ file: FILE, only: 'images' })
  expect(stage.sim.ledger()[0]!.prompt).toBe(family.repeat(3_000))
  const [shown] = await piped([['show', FILE, '11']], { cwd: stage.folder })
  for (const text of [shown!.stdout, readFileSync(output!.replace(/nbflow$/, 'html'), 'utf8')]) {
    expect(text).toContain(family)
    expect(text).not.toContain('\ufffd')
    expect(text).not.toMatch(/\p{Surrogate}/u)
  }
}, 60_000)

test(`${NODES} nodes are checked and planned in 1 GB of memory`, async () => {
  const folder = standingFolder()
  const ids = Array.from({ length: NODES / 2 }, (_, at) => 2 * at + 1)
  const nodes = ids.flatMap((id) => [prompt(id, `a still of scene ${id}`), image(id + 1, { outputCount: 1 })])
  const links = ids.map((id) => `${id} > ${id + 1}.0`)
  writeFileSync(join(folder, FILE), JSON.stringify(workflowValue({ name: 'Mainbody', nodes, links })))
  const lines = [
    ['check', FILE, '--json'],
    ['plan', FILE, '--json'],
  ]
  const environment = { NODE_OPTIONS: '--max-old-space-size=1000' }
  const [checked, planned] = await piped(lines, { cwd: folder, environment })
  expect(JSON.parse(checked!.stdout)).toMatchObject({ errors: 0 })
  expect(JSON.parse(planned!.stdout).generations).toHaveLength(NODES / 2)
}, 300_000)
