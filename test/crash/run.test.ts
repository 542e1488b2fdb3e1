/** Runs killed at each of their durable writes and network events: nothing is lost, nothing is paid twice. */
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { sceneFiles } from '../stories/support/scenes.ts'
import { openStage } from '../stories/support/stage.ts'
import { killAtEvery } from './support/everyPoint.ts'
import { MANY_PROCESSES_MS, verb } from './support/verb.ts'

test.each(['write', 'network'] as const)(
  'a run killed at every %s is finished by the same command at no extra cost',
  async (kind) => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
    const points = await killAtEvery(kind, stage, {
      args: ['run', 'S1'],
      again: verb(COMMANDS.run, { file: 'S1' }),
      jobs: 4,
      check: async ({ answer, point }) => {
        if (typeof answer !== 'string') expect(answer, point).toMatchObject({ exitCode: 0 })
      },
    })
    expect(points).toBeGreaterThan(20)
  },
  MANY_PROCESSES_MS,
)

test.each(['write', 'network'] as const)(
  'a re-roll killed at every %s is continued by the same command, not begun again',
  async (kind) => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    const points = await killAtEvery(kind, stage, {
      before: verb(COMMANDS.run, { file: 'S1', only: 'images' }),
      args: ['regen', 'S1', '11'],
      again: verb(COMMANDS.regen, { file: 'S1', nodes: ['11'] }),
      // Once its round is entered as ended, only its receipt is left to print: given again, it is another one.
      isOver: async (app, folder) => {
        const { query } = (await app.project(folder)).store().database
        const open = await query.selectFrom('reroll').select('id').where('endedAt', 'is', null).execute()
        const all = await query.selectFrom('reroll').select('id').execute()
        return all.length === 1 && open.length === 0
      },
      jobs: 2,
    })
    expect(points).toBeGreaterThan(5)
  },
  MANY_PROCESSES_MS,
)
