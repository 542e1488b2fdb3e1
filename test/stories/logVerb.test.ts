/** `log`: what has happened to a workflow, in order, with who and what it cost; and how it reads. */
import { existsSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderBump } from '../../src/cli/render/bump.ts'
import { renderGraduate } from '../../src/cli/render/graduate.ts'
import { renderLog } from '../../src/cli/render/log.ts'
import { renderRestore } from '../../src/cli/render/restore.ts'
import { renderUndo } from '../../src/cli/render/undo.ts'
import { approve } from '../../src/commands/approve.ts'
import { bump } from '../../src/commands/bump.ts'
import { graduate } from '../../src/commands/graduate.ts'
import { log } from '../../src/commands/log.ts'
import { reject } from '../../src/commands/reject.ts'
import { restore } from '../../src/commands/restore.ts'
import { undo } from '../../src/commands/undo.ts'
import { sceneFiles, withProperty } from './support/scenes.ts'
import { openStage } from './support/stage.ts'
import { verb } from './support/verb.ts'

const FILE = 'S1-V0-1.nbflow'

test('the log tells runs, takes, picks, rejections and versions in order, with who and what it cost', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  stage.configure({ prices: { image: 0.05, video: 0.5 } })
  await stage.run(FILE)
  await verb(stage, approve, { file: 'S1', node: '12', slot: 2 })
  await verb(stage, undo, { file: 'S1' })
  await verb(stage, reject, { file: 'S1', node: '12', slots: ['4'], tell: 'six fingers' })
  await verb(stage, bump, { file: 'S1' })
  stage.write('S1-V0-2.nbflow', withProperty(stage.read('S1-V0-2.nbflow'), 13, 'text', 'she waves'))
  await stage.run('S1')
  const told = await verb(stage, log, { file: 'S1' })
  expect(told.versions.map(({ name, place, path }) => [name, place, path])).toEqual([
    ['S1-V0-1', 'backups', stage.path(`backups/${FILE}`)],
    ['S1-V0-2', 'current', stage.path('S1-V0-2.nbflow')],
  ])
  expect(told.entries.map(({ kind, workflow }) => `${kind} ${workflow}`)).toEqual([
    'run S1-V0-1',
    'pick S1-V0-1',
    'rejection S1-V0-1',
    'save S1-V0-2',
    'run S1-V0-2',
  ])
  const [first, pick, rejection, save, second] = told.entries
  expect(first).toMatchObject({
    exitCode: 0,
    jobs: { sent: 8, done: 8, failed: 0 },
    costUsd: 2.2,
    takes: [
      { nodeId: 11, title: 'Scene 01 image', take: 1, candidates: 4, isReroll: false },
      { nodeId: 14, take: 1, candidates: 4 },
    ],
  })
  expect(pick).toMatchObject({ who: 'Ada', nodeId: 12, take: 1, slot: 2, isUndone: true })
  expect(rejection).toMatchObject({ who: 'Ada', slot: 4, tell: 'six fingers', liftedAt: null })
  expect(save).toMatchObject({ who: 'Ada', summary: 'bump S1-V0-1 → S1-V0-2', undoneAt: null })
  expect(second).toMatchObject({ jobs: { sent: 4 }, takes: [{ nodeId: 14, take: 2 }] })
  expect(told).toMatchObject({ total: 5, jobs: 12 })
  expect(told.costUsd).toBeCloseTo(4.2)
  const text = renderLog(told, stage.folder)
  expect(text).toContain('8 jobs sent, 8 done · $2.20')
  expect(text).toMatch(/approve "Scene 01 image" at 12: take 1, candidate 2 · Ada \(undone \d\d:\d\d\)/)
  expect(text).toContain('reject "Scene 01 image" at 12: take 1, candidate 4: six fingers · Ada')
  expect(text).toContain('S1-V0-2.nbflow (current)')
})

test('a long log shows the newest entries and tells how many there are', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  for (let count = 0; count < 4; count += 1) await verb(stage, bump, { file: 'S1' })
  await verb(stage, undo, { file: 'S1' })
  const told = await verb(stage, log, { file: 'S1', limit: 2 })
  expect(told.total).toBe(4)
  expect(told.entries.map((entry) => (entry.kind === 'save' ? entry.summary : ''))).toEqual([
    'bump S1-V0-3 → S1-V0-4',
    'bump S1-V0-4 → S1-V0-5',
  ])
  expect(told.entries[1]).toMatchObject({ undoneAt: expect.stringMatching(/^\d{4}-.*Z$/) })
  expect(renderLog(told, stage.folder)).toContain('The newest 2 of 4; all of them: --limit 4')
})

test('a workflow that nothing happened to has a log of its versions, and no store is made for it', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const told = await verb(stage, log, { file: 'S1' })
  expect(told).toMatchObject({ versions: [{ name: 'S1-V0-1', firstSeen: null }], entries: [], total: 0 })
  expect(renderLog(told, stage.folder)).toContain('Nothing has happened to it yet.')
  expect(existsSync(stage.path('.retake'))).toBe(false)
})

test('a workflow whose files are all gone still has its log', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  rmSync(stage.path(FILE))
  const told = await verb(stage, log, { file: 'S1' })
  expect(told.versions).toMatchObject([{ name: 'S1-V0-1', place: 'gone', path: null }])
  expect(told.total).toBe(1)
})

test('every verb of versions says where both files are and what comes next', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const bumped = renderBump(await verb(stage, bump, { file: 'S1' }), stage.folder)
  expect(bumped).toContain('wrote  S1-V0-2.nbflow\nformer backups/S1-V0-1.nbflow\n')
  expect(bumped).toContain('retake run S1-V0-2')
  const restored = renderRestore(await verb(stage, restore, { file: 'S1', version: 'V0-1' }), stage.folder)
  expect(restored).toContain('from   backups/S1-V0-1.nbflow\nwrote  S1-V0-3.nbflow\n')
  const graduated = renderGraduate(await verb(stage, graduate, { file: 'S1', anyway: true }), stage.folder)
  expect(graduated).toContain('open   Mainbody:12 "Approve scene 01 image": nobody has approved a candidate')
  expect(graduated).toContain('S1-V0-3 → S1-V1, approved')
  const undone = renderUndo(await verb(stage, undo, { file: 'S1' }), stage.folder)
  expect(undone).toContain(
    'undone graduate S1-V0-3 → S1-V1 · Ada\nstands S1-V0-3.nbflow\nkept   backups/S1-V1.nbflow\n',
  )
  expect(undone).toContain('2 more can be undone')
})
