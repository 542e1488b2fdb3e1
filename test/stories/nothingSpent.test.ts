/** A broken file is never run: it is told where it is broken, and nothing is sent. */
import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changed, nodeOf, PICTURES, sceneFiles, scenes, withProperty } from './support/scenes.ts'
import { openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

async function refusalOf(stage: Stage): Promise<Error & { code: string; next?: string }> {
  const error = await stage.run(FILE).then(
    () => new Error('it ran'),
    (reason: unknown) => reason,
  )
  expect(stage.paid()).toBe(0)
  expect(stage.files(/generated/)).toEqual([])
  return error as Error & { code: string; next?: string }
}

test('a text that is not JSON is refused with line and column', async () => {
  const stage = await openStage({ files: { [FILE]: '{\n  "name": "S1",\n  "tabs": [,]\n}\n' } })
  const error = await refusalOf(stage)
  expect(error.code).toBe('check_failed')
  expect(error.message).toMatch(/line 3\b.*column 12\b/)
})

test('JSON that is no workflow is refused', async () => {
  const stage = await openStage({ files: { [FILE]: '[1, 2]\n' } })
  expect((await refusalOf(stage)).code).toBe('check_failed')
})

const BROKEN: readonly (readonly [string, (text: string) => string, RegExp])[] = [
  [
    'a placeholder without a prompt',
    (text) =>
      changed(text, (file) =>
        Object.assign(nodeOf(file, 10).properties, { templateMode: true, text: 'a {scene}' }),
      ),
    /node 10.*\{?scene/,
  ],
  [
    'dynamic rows that are no strings',
    (text) =>
      changed(text, (file) =>
        Object.assign(nodeOf(file, 10).properties, { dynamicMode: true, dynamicRows: [{ a: 1 }] }),
      ),
    /node 10.*dynamicRows/i,
  ],
  [
    'a model that the service does not have',
    (text) => withProperty(text, 11, 'model', 'dall-e-9'),
    /node 11.*dall-e-9/,
  ],
  [
    'a cycle',
    (text) =>
      changed(text, (file) => {
        file.tabs[0]!.graphData.links.push([99, 15, 0, 11, 2, 'image'])
        nodeOf(file, 11).inputs = [
          { name: 'prompt', link: null },
          { name: 'image 1', link: null },
          { name: 'image 2', link: 99 },
        ]
      }),
    /node 11.*wait for each other/,
  ],
  [
    'two nodes of one id',
    (text) => changed(text, (file) => file.tabs[0]!.graphData.nodes.push(structuredClone(nodeOf(file, 11)))),
    /11/,
  ],
  [
    'a dangling link',
    (text) => changed(text, (file) => file.tabs[0]!.graphData.links.push([98, 777, 0, 11, 2, 'image'])),
    /777/,
  ],
]

test.each(BROKEN)('%s stops the run before anything is sent', async (_what, breakIt, told) => {
  const stage = await openStage({ files: { [FILE]: breakIt(scenes(2)), 'avatar.png': PICTURES.avatar } })
  const error = await refusalOf(stage)
  expect(error.code).toBe('check_failed')
  expect(error.message).toMatch(told)
  const report = await stage.check(FILE)
  expect(report.exitCode).toBe(3)
  expect(report.errors).toBeGreaterThan(0)
  for (const { severity, mend } of report.findings) if (severity === 'error') expect(mend).toMatch(/\w/)
})

test('a sound file passes the check with exit 0, warnings included', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  const report = await stage.check(FILE)
  expect(report).toMatchObject({ workflow: 'S1-V0-1', errors: 0, exitCode: 0 })
  expect(report.warnings).toBeGreaterThan(0)
  expect(stage.sim.ledger()).toEqual([])
})

test('a backend that nobody knows is refused with the choices', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await expect(stage.run({ file: FILE, backend: 'dream' })).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining('sketch'),
  })
})

test('a config with a wrong field is refused by its name', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  stage.configure({ concurrency: 'many' })
  await expect(stage.run(FILE)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('concurrency'),
  })
  expect(stage.paid()).toBe(0)
})

test('an output folder that cannot be written is found out before anything is sent', async () => {
  const stage = await openStage({ files: { ...sceneFiles(1), taken: 'a file of that name' } })
  await expect(stage.run({ file: FILE, out: 'taken' })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('cannot be written'),
  })
  expect(stage.paid()).toBe(0)
})

test('a store that was lost is told before all is paid anew', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  stage.countsApart('the store is lost')
  rmSync(stage.path('.retake'), { recursive: true })
  await stage.run({ file: FILE, maxJobs: 0 })
  expect(stage.notes.join('\n')).toContain('the store knows nothing of it')
})
