/** Verbs that change what a person keeps, killed at each of their durable writes and network events. */
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { sceneFiles } from '../stories/support/scenes.ts'
import { openStage } from '../stories/support/stage.ts'
import { killAtEvery } from './support/everyPoint.ts'
import { MANY_PROCESSES_MS, verb } from './support/verb.ts'

test.each(['write', 'network'] as const)(
  'an edit with a re-roll killed at every %s is finished by the same command at no extra cost',
  async (kind) => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    const points = await killAtEvery(kind, stage, {
      before: verb(COMMANDS.run, { file: 'S1', only: 'images' }),
      args: ['edit', 'S1', '11', '--replace', 'looks up=>looks down', '--regen'],
      again: verb(COMMANDS.edit, {
        file: 'S1',
        nodes: ['11'],
        replace: ['looks up=>looks down'],
        regen: true,
      }),
      jobs: 2,
      check: async ({ app, point }) => {
        const now = await verb(COMMANDS.show, { file: 'S1' })(app)
        expect(now, point).toMatchObject({ workflow: 'S1-V0-2' })
      },
    })
    expect(points).toBeGreaterThan(5)
  },
  MANY_PROCESSES_MS,
)

test(
  'an approval killed at every write stands once it is repeated, and costs nothing',
  async () => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
    const points = await killAtEvery('write', stage, {
      before: verb(COMMANDS.run, { file: 'S1', only: 'images' }),
      args: ['approve', 'S1', '12', '2'],
      again: verb(COMMANDS.approve, { file: 'S1', node: '12', slot: 2 }),
      jobs: 2,
      check: async ({ app, point }) => {
        const { generations } = await verb(COMMANDS.show, { file: 'S1' })(app)
        expect(generations[0]?.picks, point).toMatchObject([{ slot: 2, by: 'approved' }])
      },
    })
    expect(points).toBeGreaterThan(5)
  },
  MANY_PROCESSES_MS,
)
