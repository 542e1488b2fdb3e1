/** `fsck --repair` with a real S3 server: what lies at the mirror is had again, public or not, and by its hash alone. */
import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { bucketOf, keyOf, mirrored, urlsIn } from './support/mirrored.ts'
import { openS3, type S3, withS3 } from './support/s3.ts'
import { sceneFiles } from './support/scenes.ts'
import { vaultFiles } from './support/vaultFaults.ts'

describe.skipIf(!withS3)('with an S3 server', () => {
  let s3: S3

  beforeAll(async () => {
    s3 = await openS3()
  }, 90_000)

  afterAll(() => s3.close())

  test('a vault that is gone is had again from a public bucket, then from a private one; an object that was replaced never enters', async () => {
    const stage = await mirrored(s3, sceneFiles(1, { outputCount: 1 }))
    await stage.run('S1')
    const before = new Map([...vaultFiles(stage)].map(([name, path]) => [name, readFileSync(path)]))
    const repair = () => stage.call(COMMANDS.fsck, { repair: true })
    const lose = () => {
      rmSync(stage.path('.retake/media'), { recursive: true })
      rmSync(stage.path('S1-V0-1-media'), { recursive: true })
      stage.sim.restart()
    }
    const expectAll = async () => {
      const { problems, repaired } = await repair()
      expect(problems).toEqual([])
      expect(repaired.filter(({ from }) => from === 'mirror')).toHaveLength(2)
      for (const [name, path] of vaultFiles(stage)) expect(readFileSync(path)).toEqual(before.get(name))
    }
    lose()
    await expectAll()
    await s3.makePrivate(bucketOf(stage))
    lose()
    await expectAll()
    const clip = urlsIn(stage).find((url) => url.endsWith('.mp4'))
    await s3.overwrite(keyOf(clip, stage), Buffer.from('somebody else put this here'))
    lose()
    const { exitCode, problems } = await repair()
    expect(exitCode).toBe(1)
    expect(problems).toMatchObject([
      {
        what: 'candidate',
        is: 'missing',
        place: { nodeId: 14 },
        message: expect.stringContaining('its bytes are others'),
      },
    ])
    expect(stage.paid()).toBe(2)
  }, 60_000)
})
