/** A new version file beside the old one, and the names that stand for it. */
import { mkdirSync, renameSync } from 'node:fs'
import { expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { approve } from './support/canvas.ts'
import { sceneFiles, scenes, withProperty } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

test('a new version with one changed prompt costs that prompt only', async () => {
  const stage = await openStage({ files: sceneFiles(3) })
  await stage.run('S1-V0-1')
  stage.write('S1-V0-2.nbflow', withProperty(scenes(3), 33, 'text', 'she waves'))
  const { answer, paid, prompts } = await costOf(stage, () => stage.run('S1'))
  expect(answer.workflow).toBe('S1-V0-2')
  expect(paid).toBe(4)
  expect(new Set(prompts)).toEqual(new Set(['she waves']))
  expect(answer.output).toMatch(/S1-V0-2-generated-\d{8}-\d{6}\.nbflow$/)
})

test('a new version brings the approvals of the former one along', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  const { output } = await stage.run('S1-V0-1')
  approve(output!, 12, 3)
  await stage.run('S1-V0-1')
  stage.write('S1-V0-2.nbflow', withProperty(scenes(2), 23, 'text', 'she waves'))
  const { answer, paid } = await costOf(stage, () => stage.run('S1-V0-2'))
  expect(paid).toBe(4)
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 3, by: 'approved', passes: true }])
})

test('a name that has moved to backups means the current version, and a line says so', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run('S1-V0-1')
  mkdirSync(stage.path('backups'))
  renameSync(stage.path('S1-V0-1.nbflow'), stage.path('backups/S1-V0-1.nbflow'))
  stage.write('S1-V0-2.nbflow', scenes(1))
  const { answer, paid } = await costOf(stage, () => stage.run('S1-V0-1'))
  expect(answer.workflow).toBe('S1-V0-2')
  expect(paid).toBe(0)
  expect(stage.notes).toContainEqual(expect.stringContaining('S1-V0-1 has moved to backups'))
})

test('errors.json holds the failures of every workflow in the folder, one of which nothing landed included', async () => {
  const stage = await openStage({ files: { 'S1-V0-1.nbflow': scenes(1, { avatar: 'gone.png' }) } })
  stage.write('S2-V0-1.nbflow', scenes(1, { avatar: 'gone too.png' }))
  await stage.run('S1-V0-1')
  await stage.run('S2-V0-1')
  expect(workflowsWithErrors(stage)).toEqual(['S1-V0-1', 'S2-V0-1'])
})

test('errors.json forgets a version that a newer one has replaced', async () => {
  const stage = await openStage({ sim: { faults: [refusal('scene 1')] }, files: sceneFiles(2) })
  stage.write('S2-V0-1.nbflow', scenes(2))
  await stage.run('S1-V0-1')
  await stage.run('S2-V0-1')
  expect(workflowsWithErrors(stage)).toEqual(['S1-V0-1', 'S2-V0-1'])
  stage.write('S1-V0-2.nbflow', withProperty(scenes(2), 10, 'text', 'a still of another scene'))
  await stage.run({ file: 'S1-V0-2', only: 'images' })
  expect(workflowsWithErrors(stage)).toEqual(['S2-V0-1'])
})

function workflowsWithErrors(stage: Stage): string[] {
  const entries: { workflow: string }[] = JSON.parse(stage.read('errors.json'))
  return [...new Set(entries.map(({ workflow }) => workflow))].sort()
}

test('a name that is not there is answered with the nearest ones', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await expect(stage.run('S1-V0-9')).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining('S1-V0-1.nbflow'),
  })
})
