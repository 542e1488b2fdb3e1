/** Folders and files that cannot be written: told before anything is spent, by the name of what cannot be. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sceneFiles, scenes } from '../stories/support/scenes.ts'
import { openStage, type Stage } from '../stories/support/stage.ts'
import { call, expectAllKept, expectTold } from './support/command.ts'
import { bindReadOnly, CAN_MOUNT, mountDisk } from './support/disk.ts'

const FILE = 'S1-V0-1.nbflow'
const NEEDS_MOUNT = '(needs root and mount)'

/** Two candidates are made, two are wanted: there is a store, and something to do. */
async function halfMade(): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  expect((await stage.run('S1')).exitCode).toBe(0)
  stage.write(FILE, scenes(1, { outputCount: 2 }))
  return stage
}

const PLACES = [
  ['media', '.retake/media', 1, /The file system is read-only: \S+media.*EROFS/],
  ['incoming media', '.retake/incoming', 1, /The file system is read-only: \S+incoming.*EROFS/],
  ['locks', '.retake/locks', 1, /The file system is read-only: \S+locks/],
  ['the database', '.retake/retake.db', 1, /retake\.db cannot be used: it is read-only/],
  ['outputs', 'out', 2, /Outputs cannot be written to \S+out: EROFS/],
] as const

test.runIf(CAN_MOUNT).each(PLACES)(
  `%s: read-only, is told before anything is sent, and then all goes on ${NEEDS_MOUNT}`,
  async (_what, path, exitCode, message) => {
    const stage = await halfMade()
    mkdirSync(stage.path('out'), { recursive: true })
    const place = { stage, cwd: stage.folder }
    const run = ['run', 'S1', '--out', 'out']
    const undo = bindReadOnly(stage.path(path))
    const ended = await call(place, run)
    expect(expectTold(ended)).toBe(exitCode)
    expect(ended.stderr).toMatch(message)
    expect(stage.paid()).toBe(2)
    undo()
    await expectAllKept(place, run, 4)
  },
)

test.runIf(CAN_MOUNT)(
  `a whole project that became read-only is told by every verb ${NEEDS_MOUNT}`,
  async () => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    stage.countsApart('the store is on the small disk, and compared there')
    const disk = mountDisk(stage.path('disk'))
    for (const name of [FILE, 'avatar.png', 'retake.config.json'])
      copyFileSync(stage.path(name), join(disk.folder, name))
    const place = { stage, cwd: disk.folder }
    expect((await call(place, ['run', 'S1'])).exitCode).toBe(0)
    disk.setReadOnly(true)
    for (const args of [
      ['run', 'S1'],
      ['show', 'S1'],
      ['edit', 'S1', 'Scene 01 image', '--replace', 'she looks up=>he looks down'],
    ]) {
      const ended = await call(place, args)
      expect(expectTold(ended), args.join(' ')).toBe(1)
      expect(ended.stderr, args.join(' ')).toContain('read-only')
    }
    disk.setReadOnly(false)
    await expectAllKept(place, ['run', 'S1'], 2)
  },
)
