/** Results that are not what they say, as they arrive and as Retake's own reader sees them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import type { FaultEffect, WrongFile } from '../../sim/effect.ts'
import { identify } from '../../src/media/identify.ts'
import { finished, image, sim, taskOf, video } from './client.ts'

type Kind = 'image' | 'video'

async function resultUrl(kind: Kind, effect: FaultEffect | null): Promise<string> {
  const server = await sim({ faults: effect === null ? [] : [{ when: {}, effect }] })
  const order = { prompt: 'p', model: 'veo_31_fast', aspect_ratio: '9:16', video_length: 4 }
  const { results } = await finished(server, await taskOf(server, kind === 'image' ? image : video, order))
  return results[0] ?? ''
}

async function saved(response: Response): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'retake-results-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'result')
  writeFileSync(path, Buffer.from(await response.arrayBuffer()))
  return path
}

const served = async (kind: Kind, file: WrongFile | null) =>
  fetch(await resultUrl(kind, file === null ? null : { kind: 'wrong-file', file }))

test.each<[WrongFile | null, Kind, object]>([
  [null, 'image', { mediaType: 'image/png', width: 144, height: 256 }],
  [null, 'video', { mediaType: 'video/mp4', width: 144, height: 256, durationMs: 4_000 }],
  ['empty', 'image', { mediaType: null, reason: 'it is empty' }],
  ['html', 'image', { mediaType: null, reason: 'it is an HTML page' }],
  ['json', 'video', { mediaType: null, reason: 'it is JSON' }],
  ['other-type', 'image', { mediaType: 'video/mp4' }],
  ['other-type', 'video', { mediaType: 'image/png' }],
  ['other-size', 'image', { mediaType: 'image/png', width: 256, height: 144 }],
  ['other-size', 'video', { mediaType: 'video/mp4', width: 256, height: 144 }],
  ['other-length', 'video', { mediaType: 'video/mp4', durationMs: 1_000 }],
  ['corrupted', 'video', { mediaType: null }],
  ['cut', 'video', { mediaType: null }],
])('a result that is %s, of an order for %s', async (file, kind, expected) => {
  const response = await served(kind, file)
  expect(response.status).toBe(200)
  expect(await identify(await saved(response))).toMatchObject(expected)
})

test.each(['corrupted', 'cut'] as const)(
  'a %s still has a sound head and cannot be decoded',
  async (file) => {
    const path = await saved(await served('image', file))
    expect(await sharp(path).metadata()).toMatchObject({ format: 'png', width: 144, height: 256 })
    await expect(sharp(path).raw().toBuffer()).rejects.toThrow()
  },
)

test('a truncated result promises more bytes than come', async () => {
  const response = await fetch(await resultUrl('image', { kind: 'truncated' }))
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100)
  await expect(response.arrayBuffer()).rejects.toThrow()
})

test('a slow result comes whole, in pieces over time', async () => {
  const whole = await fetch(await resultUrl('image', null))
  const length = (await whole.arrayBuffer()).byteLength
  const response = await fetch(await resultUrl('image', { kind: 'trickle', bytesPerSecond: length * 3 }))
  const before = performance.now()
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(length * 0.9)
  expect(performance.now() - before).toBeGreaterThan(200)
})

test('a stalled result stops after half and never ends', async () => {
  const url = await resultUrl('image', { kind: 'trickle', bytesPerSecond: 0 })
  const response = await fetch(url, { signal: AbortSignal.timeout(300) })
  expect(response.status).toBe(200)
  await expect(response.arrayBuffer()).rejects.toThrow(/aborted|timeout/i)
})

test('results can name a foreign origin', async () => {
  const url = await resultUrl('image', { kind: 'foreign-origin', origin: 'http://0.0.0.0:8765' })
  expect(url).toMatch(/^http:\/\/0\.0\.0\.0:8765\/api\/files\//)
})
