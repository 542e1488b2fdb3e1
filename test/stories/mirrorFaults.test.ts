/** The mirror when its server, its line or Retake itself dies in the middle. The server is a real one, and really killed. */
import { setTimeout as pause } from 'node:timers/promises'
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { bucketOf, mirrored, proven, urlsIn } from './support/mirrored.ts'
import { openS3, type S3, withS3 } from './support/s3.ts'
import { sceneFiles } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { slowLine } from './support/slowLine.ts'

describe.skipIf(!withS3)('with an S3 server', () => {
  let s3: S3

  beforeAll(async () => {
    s3 = await openS3()
    // The first object of a new server takes seconds: its pools are made.
    const { S3_BUCKET: bucket } = await s3.freshBucket()
    await s3.overwrite({ bucket, key: 'first' }, Buffer.from('first'))
  }, 90_000)

  afterAll(() => s3.close())

  test('a run under which the server is killed and started again ends with every URL right, and pays once', async () => {
    const sim = { latencyMs: { image: 150, video: 250 } }
    const stage = await mirrored(s3, sceneFiles(4), { sim, waitMs: 20_000 })
    const running = stage.run('S1')
    await untilSome(() => s3.objects(bucketOf(stage)))
    await s3.killGateway()
    const paidThen = stage.paid()
    await pause(1_500)
    expect(stage.paid()).toBeGreaterThan(paidThen)
    await s3.startGateway()
    const report = await running
    expect(stage.notes).toContainEqual(
      expect.stringMatching(/^The mirror is in trouble: .*Uploads are repeated/),
    )
    expect(report).toMatchObject({ exitCode: 0, receipt: 'paid 32 · reused 0 · mirrored 33' })
    expect(await proven(stage)).toHaveLength(33)
    expect(await s3.objects(bucketOf(stage))).toHaveLength(33)
    expect(stage.paid()).toBe(32)
  }, 60_000)

  test('a server that stays away is waited for a while at the end, then told; mirror catches up when it is back', async () => {
    const stage = await mirrored(s3, sceneFiles(1), { waitMs: 300 })
    await s3.killGateway()
    const report = await stage.run({ file: 'S1', only: 'images' })
    expect(report).toMatchObject({ exitCode: 0, jobs: { submitted: 4 } })
    expect(report.receipt).toMatch(/not mirrored 5$/)
    expect(report.mirror?.failed[0]?.reason).toMatch(/ECONNREFUSED/)
    expect(urlsIn(stage).filter((url) => url.startsWith('http'))).toEqual([])
    await expect(stage.call(COMMANDS.mirror, { file: 'S1' })).resolves.toMatchObject({ exitCode: 1 })
    await s3.startGateway()
    await expect(stage.call(COMMANDS.mirror, { file: 'S1' })).resolves.toMatchObject({
      exitCode: 0,
      isNewOutput: true,
      mirrored: { uploaded: 5, failed: [] },
    })
    expect(await proven(stage)).toHaveLength(5)
  })

  test('Retake killed in the middle of an upload in parts leaves nothing visible, and the next run takes the upload back', async () => {
    const line = await slowLine(s3.endpoint, 4_000_000)
    const files = { ...sceneFiles(1), 'avatar.png': await noise(2600) }
    const stage = await mirrored(s3, files, { endpoint: line.endpoint })
    const Bucket = bucketOf(stage)
    const theirs = 'retake/s1/somebody-else.mp4'
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key: theirs }))
    const first = retake(['run', 'S1', '--only', 'images'], {
      cwd: stage.folder,
      environment: stage.environment,
    })
    const ours = await untilSome(async () => (await s3.uploads(Bucket)).filter((key) => key !== theirs))
    first.child.kill('SIGKILL')
    await first.ended
    expect(await s3.uploads(Bucket)).toEqual(expect.arrayContaining([theirs, ...ours]))
    expect((await s3.objects(Bucket)).filter((key) => key.startsWith(ours[0] ?? ''))).toEqual([])
    line.setSpeed(Number.POSITIVE_INFINITY)
    const report = await stage.run({ file: 'S1', only: 'images' })
    expect(report.mirror).toMatchObject({ failed: [], refusal: null })
    expect(await s3.uploads(Bucket)).toEqual([theirs])
    expect(await proven(stage)).toHaveLength(5)
    expect(stage.paid()).toBe(4)
    await line.close()
  }, 60_000)

  test('Ctrl-C while the last files go up ends at once, and the files are written with what is there', async () => {
    const line = await slowLine(s3.endpoint, 500_000)
    const files = { ...sceneFiles(1), 'avatar.png': await noise(1500) }
    const stage = await mirrored(s3, files, { endpoint: line.endpoint })
    const shell = retake(['run', 'S1', '--only', 'images', '--json'], {
      cwd: stage.folder,
      environment: stage.environment,
    })
    await untilSome(async () => (await s3.objects(bucketOf(stage))).slice(3))
    const stoppedAt = performance.now()
    shell.child.kill('SIGINT')
    const { stdout } = await shell.ended
    expect(performance.now() - stoppedAt).toBeLessThan(8_000)
    const report = JSON.parse(stdout)
    expect(report.mirror.failed).toMatchObject([{ name: 'avatar.png', reason: 'the command was stopped' }])
    expect(urlsIn(stage).filter((url) => url.startsWith('http'))).toHaveLength(4)
    await line.close()
  }, 60_000)

  test('two processes that mirror one workflow do not disturb each other', async () => {
    const stage = await mirrored(s3, sceneFiles(1))
    const away = stage.environment.S3_SECRET_ACCESS_KEY
    stage.environment.S3_SECRET_ACCESS_KEY = 'wrong'
    await stage.run('S1')
    stage.environment.S3_SECRET_ACCESS_KEY = away
    const options = { cwd: stage.folder, environment: stage.environment }
    const both = [1, 2].map(() => retake(['mirror', 'S1', '--json'], options).ended)
    for (const { exitCode, stdout } of await Promise.all(both)) {
      expect(exitCode).toBe(0)
      expect(JSON.parse(stdout).mirrored).toMatchObject({ failed: [], refusal: null })
    }
    expect(stage.files(/^mirror-/, '.retake/locks')).toEqual([])
    expect(await proven(stage)).toHaveLength(9)
  })
})

/** Asks again until there is something. */
async function untilSome<Item>(ask: () => Promise<readonly Item[]>): Promise<readonly Item[]> {
  for (;;) {
    const found = await ask()
    if (found.length > 0) return found
    await pause(20)
  }
}

/** A picture that cannot be packed: about 3 bytes for each of its pixels. */
async function noise(side: number): Promise<Buffer> {
  const create = { width: side, height: side, channels: 3 as const, background: '#888' }
  return sharp({ create: { ...create, noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
    .png({ compressionLevel: 0 })
    .toBuffer()
}
