/** `check --fix`: mends what is mechanical, never loses the former file, and never costs what the file brought. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changed, sceneFiles } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

/** A clip without its `negativePrompt`, and a stale copy of a link. */
function withMistakes(text: string): string {
  return changed(text, (file) => {
    const nodes = file.tabs[0]!.graphData.nodes
    delete nodes.find(({ id }) => id === 14)!.properties.negativePrompt
    const still = nodes.find(({ id }) => id === 11)!
    still.inputs = ['prompt', 'image 1'].map((name) => ({ name, link: 999 }))
  })
}

async function brokenStage(name = FILE): Promise<Stage> {
  const { [FILE]: text, ...others } = sceneFiles(1)
  return openStage({ files: { ...others, [name]: withMistakes(String(text)) } })
}

test('a version without takes is mended in place; its former bytes are in backups', async () => {
  const stage = await brokenStage()
  const before = stage.read(FILE)
  const answer = await stage.check({ file: FILE, fix: true })
  expect(answer.mends.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['negative-prompt-missing', 'stale-link-copy']),
  )
  expect(readFileSync(answer.saved!.backup, 'utf8')).toBe(before)
  expect(answer.saved!.path).toBe(stage.path(FILE))
  const again = await stage.check({ file: FILE, fix: true })
  expect(again).toMatchObject({ mends: [], saved: null })
  expect(again.findings.map(({ code }) => code)).not.toContain('stale-link-copy')
})

test('a version with takes becomes the next one, and nothing is paid again', async () => {
  const stage = await brokenStage()
  await stage.run(FILE)
  const { saved } = await stage.check({ file: FILE, fix: true })
  expect(saved).toMatchObject({ name: 'S1-V0-2', path: stage.path('S1-V0-2.nbflow') })
  expect(existsSync(stage.path(FILE))).toBe(false)
  expect(JSON.parse(stage.read('S1-V0-2.nbflow')).name).toBe('S1-V0-2')
  const { answer, paid } = await costOf(stage, () => stage.run('S1-V0-2.nbflow'))
  expect(paid).toBe(0)
  expect(answer.generations.map(({ status }) => status)).toEqual(['reused', 'reused'])
})

test('a version that nothing was made of collects further changes in place, each former file kept', async () => {
  const stage = await brokenStage()
  await stage.run(FILE)
  await stage.check({ file: FILE, fix: true })
  stage.write('S1-V0-2.nbflow', withMistakes(stage.read('S1-V0-2.nbflow')))
  const { saved } = await stage.check({ file: 'S1', fix: true })
  expect(saved).toMatchObject({ name: 'S1-V0-2', backup: stage.path('backups/S1-V0-2.nbflow') })
})

test('an approved version is refused without the version to write, and nothing is written', async () => {
  const stage = await brokenStage('S1-V1.nbflow')
  const before = stage.read('S1-V1.nbflow')
  await expect(stage.check({ file: 'S1-V1', fix: true })).rejects.toThrow('is approved')
  expect(stage.read('S1-V1.nbflow')).toBe(before)
  const { saved } = await stage.check({ file: 'S1-V1', fix: true, as: 'V1-1' })
  expect(saved?.name).toBe('S1-V1-1')
  expect(readFileSync(saved!.backup, 'utf8')).toBe(before)
})

test('a name without a version that has takes is refused with the way to give it one', async () => {
  const stage = await brokenStage('summer.nbflow')
  await stage.run('summer.nbflow')
  await expect(stage.check({ file: 'summer', fix: true })).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining('--as V0-1'),
  })
})

test('a file in the backups is never overwritten', async () => {
  const stage = await brokenStage()
  stage.write(`backups/${FILE}`, 'an older one')
  const { saved } = await stage.check({ file: FILE, fix: true })
  expect(stage.read(`backups/${FILE}`)).toBe('an older one')
  expect(saved?.backup).toBe(stage.path('backups/S1-V0-1_2.nbflow'))
})
