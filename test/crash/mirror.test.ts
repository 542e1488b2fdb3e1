/** Uploads killed at each of their durable writes and network events, against a real S3. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { openS3, type S3, withS3 } from '../stories/support/s3.ts'
import { sceneFiles } from '../stories/support/scenes.ts'
import { openStage } from '../stories/support/stage.ts'
import { killAtEvery } from './support/everyPoint.ts'
import { MANY_PROCESSES_MS, verb } from './support/verb.ts'

describe.runIf(withS3)('with an S3 server', () => {
  let s3: S3
  beforeAll(async () => {
    s3 = await openS3()
  }, MANY_PROCESSES_MS)
  afterAll(() => s3.close())

  test.each(['write', 'network'] as const)(
    'a mirror killed at every %s holds each file once when it is repeated, and nothing half',
    async (kind) => {
      const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
      let bucket = ''
      const points = await killAtEvery(kind, stage, {
        before: verb(COMMANDS.run, { file: 'S1' }),
        args: ['mirror', 'S1'],
        again: verb(COMMANDS.mirror, { file: 'S1' }),
        jobs: 2,
        environment: async () => {
          const variables = await s3.freshBucket()
          bucket = variables.S3_BUCKET
          return { ...variables }
        },
        check: async ({ app, point }) => {
          const keys = (await s3.objects(bucket)).map((line) => line.split(' ')[0])
          // A still, a clip, the avatar.
          expect(new Set(keys).size, point).toBe(3)
          expect(await s3.uploads(bucket), point).toEqual([])
          const { checked } = await verb(COMMANDS.mirror, { file: 'S1', check: true })(app)
          expect(checked, point).toMatchObject({ problems: [] })
        },
      })
      expect(points).toBeGreaterThan(3)
    },
    MANY_PROCESSES_MS,
  )
})
