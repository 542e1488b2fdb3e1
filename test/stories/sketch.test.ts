/** `--backend sketch`: everything without a service, for nothing, and in nobody's way. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { sceneFiles } from './support/scenes.ts'
import { costOf, openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'
const SMALL = { files: sceneFiles(1, { outputCount: 1 }) }

test('a sketch writes outputs of its own name, asks nothing of the service, and costs nothing', async () => {
  const stage = await openStage(SMALL)
  const answer = await stage.run({ file: FILE, backend: 'sketch' })
  expect(stage.sim.ledger()).toEqual([])
  expect(basename(answer.output!)).toMatch(/^S1-V0-1-sketch-\d{8}-\d{6}\.nbflow$/)
  expect(answer.receipt).toMatch(/^drawn 2, nothing paid/)
  expect(answer.costUsd).toBe(0)
  expect(answer.generations.map(({ candidates }) => candidates.map(({ backend }) => backend))).toEqual([
    ['sketch'],
    ['sketch'],
  ])
  expect(readFileSync(answer.sheet!, 'utf8')).toMatch(/sketch/i)
})

test('a sketch never stands for a picture of the service, nor the other way round', async () => {
  const stage = await openStage(SMALL)
  const sketch = await stage.run({ file: FILE, backend: 'sketch' })
  const real = await costOf(stage, () => stage.run(FILE))
  expect(real.paid).toBe(2)
  expect(basename(real.answer.output!)).toMatch(/^S1-V0-1-generated-/)
  expect(
    real.answer.generations.flatMap(({ candidates }) => candidates.map(({ backend }) => backend)),
  ).toEqual(['glabs', 'glabs'])
  const sheet = readFileSync(real.answer.sheet!, 'utf8')
  const sketched = sketch.generations.flatMap(({ candidates }) =>
    candidates.map(({ path }) => basename(path!)),
  )
  for (const name of sketched) expect(sheet).not.toContain(encodeURI(name))
  const again = await stage.run({ file: FILE, backend: 'sketch' })
  expect(again.output).toBe(sketch.output)
  expect(again.jobs).toEqual({ submitted: 0, reused: 2, failed: 0 })
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('the same recipe, take and slot draw the same bytes in another store', async () => {
  const hashes = []
  for (const _round of [1, 2]) {
    const stage = await openStage(SMALL)
    const { generations } = await stage.run({ file: FILE, backend: 'sketch', only: 'images' })
    const path = generations[0]!.candidates[0]!.path!
    hashes.push(createHash('sha256').update(readFileSync(path)).digest('hex'))
  }
  expect(hashes[0]).toBe(hashes[1])
})

test('an errors.json of the service survives a sketch', async () => {
  const stage = await openStage(SMALL)
  stage.environment.GLABS_URL = 'http://127.0.0.1:9'
  await stage.run(FILE)
  const before = stage.read('errors.json')
  const report = await stage.run({ file: FILE, backend: 'sketch' })
  expect(report.exitCode).toBe(0)
  expect(stage.files(/^errors/)).toEqual(['errors.json'])
  expect(stage.read('errors.json')).toBe(before)
})

test('the environment may name the backend', async () => {
  const stage = await openStage(SMALL)
  stage.environment.RETAKE_BACKEND = 'sketch'
  const { output } = await stage.run({ file: FILE, only: 'images' })
  expect(basename(output!)).toContain('-sketch-')
})
