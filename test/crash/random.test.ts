/** Kills at moments that nobody chose. Short here; `npm run bench -- kills` is the same with a thousand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killRuns } from '../../bench/kills/killRuns.mjs'
import { openS3, type S3, withS3 } from '../stories/support/s3.ts'
import { PICTURES } from '../stories/support/scenes.ts'
import { MANY_PROCESSES_MS } from './support/verb.ts'

const SHAPE = { scenes: 2, candidates: 4, mostMs: 400, avatar: PICTURES.avatar }

test(
  'a run killed again and again loses no candidate and pays for none twice',
  async () => {
    const tally = await killRuns({ ...SHAPE, kills: 15, serviceKills: 0, mirrorKills: 0 })
    expect(tally.kills).toBe(15)
    expect(tally).toMatchObject({ lost: 0, unsound: 0, unmarked: 0, marked: 0 })
    expect(tally.accepted).toBe(tally.needed)
  },
  MANY_PROCESSES_MS,
)

describe.runIf(withS3)('with an S3 server', () => {
  let s3: S3
  beforeAll(async () => {
    s3 = await openS3()
  }, MANY_PROCESSES_MS)
  afterAll(() => s3.close())

  test(
    'with the service and the mirror killed as well, what may be paid twice is marked, and no candidate is lost',
    async () => {
      const environment = { ...(await s3.freshBucket()) }
      const tally = await killRuns({
        ...SHAPE,
        environment,
        mirror: s3,
        kills: 10,
        serviceKills: 0.3,
        mirrorKills: 0.1,
      })
      expect(tally).toMatchObject({ kills: 10, lost: 0, unsound: 0, unmarked: 0 })
    },
    MANY_PROCESSES_MS,
  )
})
