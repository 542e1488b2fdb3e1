/** B-roll killed at each of its durable writes and network events. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { openStage } from '../stories/support/stage.ts'
import { killAtEvery } from './support/everyPoint.ts'
import { MANY_PROCESSES_MS, verb } from './support/verb.ts'

const FOLDER = 'Assets/XYZG3/broll'

test.each(['write', 'network'] as const)(
  'B-roll killed at every %s has its clips under their plain names once it is repeated, at no extra cost',
  async (kind) => {
    const stage = await openStage({
      files: {
        [`${FOLDER}/broll-01-image.txt`]: 'a mug of tea, steam',
        [`${FOLDER}/broll-01-video.txt`]: 'steam rises, slow push in',
      },
    })
    stage.configure({ broll: { count: 1 } })
    const points = await killAtEvery(kind, stage, {
      args: ['broll', FOLDER],
      again: verb(COMMANDS.broll, { folder: FOLDER }),
      jobs: 2,
      check: async ({ folder, answer, point }) => {
        if (typeof answer !== 'string') expect(answer, point).toMatchObject({ exitCode: 0 })
        for (const name of ['broll-01-image.png', 'broll-01-clip.mp4', 'XYZG3-broll.html']) {
          const path = join(folder, FOLDER, name)
          expect(existsSync(path) && readFileSync(path).byteLength > 0, `${point}: ${name}`).toBe(true)
        }
      },
    })
    expect(points).toBeGreaterThan(10)
  },
  MANY_PROCESSES_MS,
)
