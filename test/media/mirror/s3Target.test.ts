/** One object, one S3: whole or not at all, sent once, told in words when it fails. The server is a real one. */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { CreateMultipartUploadCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { MirrorFailure } from '../../../src/media/mirror/mirrorFailure.ts'
import type { MirrorTarget } from '../../../src/media/mirror/mirrorTarget.ts'
import { s3Target } from '../../../src/media/mirror/s3Target.ts'
import { openS3, type S3, type S3Variables, withS3 } from '../../stories/support/s3.ts'
import { sending, several } from './sending.ts'
import { faultyLine, memory, objectOf, putOptions } from './support.ts'

const BIG = 20 * 2 ** 20

describe.skipIf(!withS3)('with an S3 server', () => {
  let s3: S3
  let variables: S3Variables

  beforeAll(async () => {
    s3 = await openS3()
    variables = await s3.freshBucket()
    await s3.overwrite({ bucket: variables.S3_BUCKET, key: 'first' }, Buffer.from('first'))
  }, 90_000)

  afterAll(() => s3.close())

  const target = (over: Partial<S3Variables> = {}): MirrorTarget => {
    const set = { ...variables, ...over }
    return s3Target({
      endpoint: set.S3_ENDPOINT,
      region: set.S3_REGION,
      bucket: set.S3_BUCKET,
      publicUrl: set.S3_PUBLIC_URL,
      credentials: { accessKeyId: set.S3_ACCESS_KEY_ID, secretAccessKey: set.S3_SECRET_ACCESS_KEY },
    })
  }
  const fetched = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())
  const failureOf = (work: Promise<unknown>): Promise<MirrorFailure> =>
    work.then(
      () => {
        throw new Error('It went well.')
      },
      (error: unknown) => {
        expect(error).toBeInstanceOf(MirrorFailure)
        return error as MirrorFailure
      },
    )

  test.each([
    [
      'in one request',
      1_000,
      'scene 01 – Mädchen "A".png',
      `inline; filename="scene 01 _ M_dchen _A_.png"; filename*=UTF-8''scene%2001%20%E2%80%93%20M%C3%A4dchen%20%22A%22.png`,
    ],
    ['in parts', BIG, 'mainbody-11-c1.png', 'inline; filename="mainbody-11-c1.png"'],
  ])(
    '%s: is stored with what it is, for ever, under a name that a person can read',
    async (_, size, downloadName, disposition) => {
      const object = objectOf(randomBytes(size), { downloadName })
      const { url } = await target().put(object, putOptions())
      const answer = await fetch(url)
      await answer.body?.cancel()
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'image/png',
        'content-length': String(size),
        'cache-control': 'public, max-age=31536000, immutable',
        'content-disposition': disposition,
        'x-amz-meta-sha256': object.sha256,
      })
    },
  )

  test.each([
    ['in one request', 16 * 2 ** 20, ['HEAD', 'PUT']],
    ['in parts', BIG, ['HEAD', 'POST', 'PUT', 'PUT', 'PUT', 'POST']],
  ])('%s: the bytes are right, and a second time nothing is sent', async (_, size, methods) => {
    const line = await faultyLine(s3.endpoint)
    const bytes = randomBytes(size)
    const object = objectOf(bytes)
    const { url, sentBytes } = await target({ S3_ENDPOINT: line.endpoint }).put(object, putOptions())
    expect(sentBytes).toBe(size)
    expect(line.methods).toEqual(methods)
    expect((await fetched(url)).equals(bytes)).toBe(true)
    const again = await target({ S3_ENDPOINT: line.endpoint }).put(object, putOptions())
    expect(again).toEqual({ url, sentBytes: 0 })
    expect(line.methods).toEqual([...methods, 'HEAD'])
  })

  test('two that send the same at the same moment both have it', async () => {
    const object = objectOf(randomBytes(300_000))
    const both = await Promise.all([1, 2].map(() => target().put(object, putOptions())))
    expect(new Set(both.map(({ url }) => url)).size).toBe(1)
    expect((await fetched(both[0]!.url)).byteLength).toBe(300_000)
  })

  test('what lies there counts by its bytes: without our metadata it does, with them and other bytes it does not', async () => {
    const bytes = randomBytes(500)
    const copied = objectOf(bytes)
    await s3.overwrite({ bucket: variables.S3_BUCKET, key: copied.key }, bytes)
    expect(await target().put(copied, putOptions())).toMatchObject({ sentBytes: 0 })
    const forged = objectOf(randomBytes(500))
    const { S3_BUCKET: Bucket } = variables
    const Metadata = { sha256: forged.sha256 }
    await s3.client.send(new PutObjectCommand({ Bucket, Key: forged.key, Body: randomBytes(500), Metadata }))
    const failure = await failureOf(target().put(forged, putOptions()))
    expect(failure).toMatchObject({ scope: 'object', message: expect.stringMatching(/it is left alone/) })
  })

  test("somebody else's object under the key is told and left alone", async () => {
    const object = objectOf(randomBytes(500))
    const theirs = Buffer.from('theirs')
    await s3.overwrite({ bucket: variables.S3_BUCKET, key: object.key }, theirs)
    const failure = await failureOf(target().put(object, putOptions()))
    expect(failure).toMatchObject({ scope: 'object', message: expect.stringMatching(/it is left alone/) })
    expect((await fetched(`${variables.S3_PUBLIC_URL}/${object.key}`)).equals(theirs)).toBe(true)
  })

  test.each([
    [
      'a wrong secret',
      { S3_SECRET_ACCESS_KEY: 'no' },
      'target',
      /key or its secret is not accepted.*SignatureDoesNotMatch/,
    ],
    ['a key that nobody gave', { S3_ACCESS_KEY_ID: 'no' }, 'target', /InvalidAccessKeyId/],
    ['a bucket that is missing', { S3_BUCKET: 'not-there' }, 'target', /there is no such bucket/],
    ['nobody at the address', { S3_ENDPOINT: 'http://127.0.0.1:9' }, 'passing', /ECONNREFUSED/],
  ])('%s', async (_, over, scope, message) => {
    const failure = await failureOf(target(over).put(objectOf(randomBytes(500)), putOptions()))
    expect(failure).toMatchObject({ scope, message: expect.stringMatching(message) })
  })

  test.each([
    ['503', { status: 503, headers: { 'retry-after': '7' } }, 'passing'],
    ['500', { status: 500 }, 'passing'],
    ['429', { status: 429 }, 'passing'],
    ['403', { status: 403 }, 'target'],
  ] as const)('HTTP %s on the upload', async (status, answer, scope) => {
    const line = await faultyLine(s3.endpoint)
    line.setFault(({ method }) => (method === 'PUT' ? answer : undefined))
    const object = objectOf(randomBytes(500))
    const failure = await failureOf(target({ S3_ENDPOINT: line.endpoint }).put(object, putOptions()))
    expect(failure).toMatchObject({ scope, message: expect.stringContaining(`HTTP ${status}`) })
    if (status === '503') expect(failure.retryAfterMs).toBe(7_000)
    expect(line.methods.filter((method) => method === 'PUT')).toHaveLength(1)
  })

  const told = (code: string) =>
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`

  test.each([
    ['ExpiredToken', 400, 'target', /its secret is not accepted/],
    ['PermanentRedirect', 301, 'target', /in another region.*S3_REGION/],
    ['ConditionalRequestConflict', 409, 'passing', /HTTP 409/],
    ['OperationAborted', 409, 'passing', /HTTP 409/],
    ['EntityTooLarge', 400, 'object', /EntityTooLarge/],
  ])(
    '%s is told by its code, though the HEAD before it has no body',
    async (code, status, scope, message) => {
      const line = await faultyLine(s3.endpoint)
      line.setFault(() => ({ status, body: told(code) }))
      const object = objectOf(randomBytes(500))
      const failure = await failureOf(target({ S3_ENDPOINT: line.endpoint }).put(object, putOptions()))
      expect(failure).toMatchObject({ scope, message: expect.stringMatching(message) })
      expect(line.methods).toEqual(['HEAD', 'PUT'])
    },
  )

  test.each([
    ['in one request', 1_000],
    ['in parts', BIG],
  ])('a service without conditions is asked once, %s, and then as it can', async (_, size) => {
    const line = await faultyLine(s3.endpoint)
    let refused = 0
    line.setFault(({ headers }) => {
      if (headers['if-none-match'] === undefined) return undefined
      refused += 1
      return { status: 501, body: told('NotImplemented') }
    })
    const mirror = target({ S3_ENDPOINT: line.endpoint })
    const bytes = randomBytes(size)
    const uploads = memory()
    const { url } = await mirror.put(objectOf(bytes), putOptions({ uploads }))
    expect((await fetched(url)).equals(bytes)).toBe(true)
    await mirror.put(objectOf(randomBytes(size)), putOptions({ uploads }))
    expect(refused).toBe(1)
    expect(uploads.open.size).toBe(0)
    expect(await s3.uploads(variables.S3_BUCKET)).toEqual([])
    const taken = objectOf(randomBytes(size))
    await s3.overwrite({ bucket: variables.S3_BUCKET, key: taken.key }, Buffer.from('theirs'))
    expect((await failureOf(mirror.put(taken, putOptions()))).message).toMatch(/it is left alone/)
  })

  test.each([
    ['s3:PutObject', 'target', /not allowed \(HTTP 403, AccessDenied/],
    ['s3:GetObject', 'object', /cannot be seen with this key, and is left alone; it needs s3:GetObject/],
  ])('a policy that denies %s is told', async (action, scope, message) => {
    const own = await s3.freshBucket()
    const { S3_BUCKET: bucket } = own
    const object = objectOf(randomBytes(500))
    await s3.overwrite({ bucket, key: object.key }, Buffer.from('theirs'))
    if (action === 's3:PutObject') await s3.remove({ bucket, key: object.key })
    const Resource = [`arn:aws:s3:::${bucket}/*`]
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: [action], Resource }]
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
    await s3.client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }))
    const failure = await failureOf(target(own).put(object, putOptions()))
    expect(failure).toMatchObject({ scope, message: expect.stringMatching(message) })
  })

  test('the part that fails first says why, though an earlier one ends because of it', async () => {
    const line = await faultyLine(s3.endpoint)
    line.setFault(({ url = '' }) => {
      if (url.includes('partNumber=1&')) return 'hold'
      return url.includes('partNumber=3&') ? { status: 403, body: told('AccessDenied') } : undefined
    })
    const object = objectOf(randomBytes(2 * BIG))
    const failure = await failureOf(target({ S3_ENDPOINT: line.endpoint }).put(object, putOptions()))
    expect(failure).toMatchObject({
      scope: 'target',
      message: expect.stringMatching(/HTTP 403, AccessDenied/),
    })
    expect(await s3.uploads(variables.S3_BUCKET)).toEqual([])
  })

  test.each([
    ['begun', 'POST', /uploads/],
    ['in the middle of its parts', 'PUT', /partNumber=2&/],
    ['at its last step', 'POST', /uploadId=/],
  ])('a stop while an upload is %s leaves nothing visible and nothing open', async (_, method, url) => {
    const stop = new AbortController()
    const line = await faultyLine(s3.endpoint)
    line.setFault((asked) => {
      if (asked.method !== method || !url.test(asked.url ?? '')) return undefined
      setTimeout(() => stop.abort(), 50)
      return 'hold'
    })
    const object = objectOf(randomBytes(BIG))
    const uploads = memory()
    const putting = target({ S3_ENDPOINT: line.endpoint }).put(
      object,
      putOptions({ uploads, signal: stop.signal }),
    )
    await failureOf(putting)
    expect((await fetch(`${variables.S3_PUBLIC_URL}/${object.key}`)).ok).toBe(false)
    expect(await s3.uploads(variables.S3_BUCKET)).toEqual([])
  })

  test.each([
    ['in one request', 1_000_000],
    ['in parts', BIG],
  ])(
    'a byte that is changed on the way, or a line that is cut, %s: nothing is visible, and a repeat is right',
    async (_, size) => {
      const line = await faultyLine(s3.endpoint)
      const bytes = randomBytes(size)
      const object = objectOf(bytes)
      const uploads = memory()
      for (const fault of ['flip', 'cut'] as const) {
        line.setFault(({ method }) => (method === 'PUT' ? fault : undefined))
        const failure = await failureOf(
          target({ S3_ENDPOINT: line.endpoint }).put(object, putOptions({ uploads })),
        )
        expect(failure.scope, failure.message).toBe('passing')
        expect((await fetch(`${variables.S3_PUBLIC_URL}/${object.key}`)).ok).toBe(false)
        expect(await s3.uploads(variables.S3_BUCKET)).toEqual([])
        expect(uploads.open.size).toBe(0)
      }
      line.setFault(() => undefined)
      const { url } = await target({ S3_ENDPOINT: line.endpoint }).put(object, putOptions({ uploads }))
      expect((await fetched(url)).equals(bytes)).toBe(true)
    },
  )

  test.each([
    ['in one request', 1_000],
    ['in parts', BIG],
  ])('bytes that have changed on this disk are not uploaded, %s', async (_, size) => {
    const object = objectOf(randomBytes(size))
    writeFileSync(object.path, randomBytes(size))
    const failure = await failureOf(target().put(object, putOptions()))
    expect(failure).toMatchObject({
      scope: 'object',
      message: expect.stringMatching(/its bytes here have changed/),
    })
    expect((await fetch(`${variables.S3_PUBLIC_URL}/${object.key}`)).ok).toBe(false)
    expect(await s3.uploads(variables.S3_BUCKET)).toEqual([])
  })

  test('an upload that was cut off is taken back by its id, or else by its key, and no other', async () => {
    const { S3_BUCKET: Bucket } = variables
    const begin = (Key: string) => s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    const ours = await begin('retake/s1/ours.mp4')
    await begin('retake/s1/unnamed.mp4')
    const theirs = ['retake/s1/theirs.mp4', 'retake/s1/unnamed.mp4.theirs']
    for (const key of theirs) await begin(key)
    const { signal } = new AbortController()
    const beganAt = Date.now()
    await target().clearUp(
      { id: 1, key: 'retake/s1/ours.mp4', uploadId: ours.UploadId ?? '', beganAt },
      signal,
    )
    await target().clearUp({ id: 2, key: 'retake/s1/unnamed.mp4', uploadId: null, beganAt }, signal)
    expect((await s3.uploads(Bucket)).sort()).toEqual(theirs)
    await target().clearUp(
      { id: 1, key: 'retake/s1/ours.mp4', uploadId: ours.UploadId ?? '', beganAt },
      signal,
    )
  })

  describe('many at once', () => {
    test('so many as are allowed, each content once, and all of them', async () => {
      const line = await faultyLine(s3.endpoint)
      const { mirroring, seen } = sending(target({ S3_ENDPOINT: line.endpoint }))
      const objects = several(30)
      for (const object of [...objects, ...objects]) mirroring.offer(object)
      expect(await mirroring.drain()).toMatchObject({ uploaded: 30, found: 0, failed: [], refusal: null })
      expect(seen.urls.size).toBe(30)
      expect(line.methods.filter((method) => method === 'PUT')).toHaveLength(30)
      expect(line.atOnce()).toBe(4)
    })

    test('what fails in passing is repeated until it is there; one goes ahead while the others wait', async () => {
      const line = await faultyLine(s3.endpoint)
      const { mirroring, seen } = sending(target({ S3_ENDPOINT: line.endpoint }))
      const until = performance.now() + 700
      line.setFault(() => (performance.now() < until ? { status: 503 } : undefined))
      for (const object of several(20)) mirroring.offer(object)
      expect(await mirroring.drain()).toMatchObject({ uploaded: 20, failed: [] })
      expect(seen.troubles).toHaveLength(1)
      expect(line.methods.length).toBeLessThan(4 + 20 + 2 * 20)
    })

    test('a server that is killed and started again under 40 uploads has each once, and what others keep there as it was', async () => {
      const own = await s3.freshBucket()
      await s3.overwrite({ bucket: own.S3_BUCKET, key: 'retake/s1/theirs.png' }, Buffer.from('theirs'))
      const before = await s3.objects(own.S3_BUCKET)
      const { mirroring, seen } = sending(target(own), { waitMs: 20_000 })
      const objects = several(40, 200_000)
      for (const object of objects) mirroring.offer(object)
      const draining = mirroring.drain()
      await vi.waitUntil(() => seen.urls.size >= 5, { interval: 5 })
      await s3.killGateway()
      await vi.waitUntil(() => seen.troubles.length > 0)
      await s3.startGateway()
      const { uploaded, found, failed } = await draining
      expect(failed).toEqual([])
      expect(uploaded + found).toBe(40)
      for (const { sha256, path } of objects)
        expect((await fetched(seen.urls.get(sha256) ?? '')).equals(readFileSync(path))).toBe(true)
      const after = await s3.objects(own.S3_BUCKET)
      expect(after).toHaveLength(41)
      expect(after).toEqual(expect.arrayContaining(before))
    }, 60_000)

    test('a pause that the service asks for is kept', async () => {
      const line = await faultyLine(s3.endpoint)
      const { mirroring } = sending(target({ S3_ENDPOINT: line.endpoint }))
      const times: number[] = []
      line.setFault(() => {
        times.push(performance.now())
        return times.length === 1 ? { status: 503, headers: { 'retry-after': '1' } } : undefined
      })
      for (const object of several(1)) mirroring.offer(object)
      await mirroring.drain()
      expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990)
    })

    test('a refusal ends it for all, with a handful of requests', async () => {
      const line = await faultyLine(s3.endpoint)
      const { mirroring, seen } = sending(target({ S3_ENDPOINT: line.endpoint, S3_SECRET_ACCESS_KEY: 'no' }))
      for (const object of several(50)) mirroring.offer(object)
      const { failed, refusal } = await mirroring.drain()
      expect(failed).toHaveLength(50)
      expect(refusal).toMatch(/not accepted/)
      expect(seen.troubles).toHaveLength(1)
      expect(line.methods.length).toBeLessThanOrEqual(8)
    })

    test('a stop gives up what is not there, at once', async () => {
      const stop = new AbortController()
      const line = await faultyLine(s3.endpoint)
      line.setFault(({ method }) =>
        method === 'PUT' ? { status: 503, headers: { 'retry-after': '60' } } : undefined,
      )
      const { mirroring } = sending(target({ S3_ENDPOINT: line.endpoint }), {
        signal: stop.signal,
        waitMs: 60_000,
      })
      for (const object of several(3)) mirroring.offer(object)
      setTimeout(() => stop.abort(), 200)
      const startedAt = performance.now()
      expect((await mirroring.drain()).failed).toHaveLength(3)
      expect(performance.now() - startedAt).toBeLessThan(5_000)
    })
  })
})
