import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type GenerationRequest, isRefusal, type RequestInput } from '../../../src/backends/backend.ts'
import { drawClip } from '../../../src/backends/sketch/drawClip.ts'
import { drawStill } from '../../../src/backends/sketch/drawStill.ts'
import { createSketchBackend } from '../../../src/backends/sketch/sketch.ts'
import { textWidth, wrapText } from '../../../src/backends/sketch/wrapText.ts'

const countHandlers = () =>
  process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')
// The encoder installs its own when it is loaded, at the first clip.
const handlersAtFirst = countHandlers()

const sketch = createSketchBackend({ name: 'sketch' })

function input(role: RequestInput['role'], bytes: Uint8Array): RequestInput {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { role, media: { sha256, open: () => new Blob([Uint8Array.from(bytes)]).stream() } }
}

function request(changes: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    kind: 'image',
    title: 'Scene 03',
    prompt: 'She waves in the kitchen',
    parameters: { aspectRatio: '9:16' },
    inputs: [],
    chance: { seed: 42, take: 1, slot: 1 },
    ...changes,
  }
}

async function drawn(changes: Partial<GenerationRequest> = {}): Promise<Uint8Array> {
  const signal = new AbortController().signal
  const state = await sketch.start(request(changes), { idempotencyKey: 'k', signal })
  const media = state.status === 'done' ? state.media[0] : undefined
  if (media === undefined || !('bytes' in media)) throw new Error(JSON.stringify(state))
  return media.bytes
}

const square = (colour: string) =>
  sharp({ create: { width: 64, height: 64, channels: 3, background: colour } })
    .png()
    .toBuffer()

async function clipFacts(bytes: Uint8Array) {
  const video = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
  const track = await video.getPrimaryVideoTrack()
  return {
    seconds: await video.computeDuration(),
    codec: track?.codec,
    size: [track?.codedWidth, track?.codedHeight],
  }
}

test('the same request, seed, take and slot give the same bytes, still and clip', async () => {
  expect(await drawn()).toEqual(await drawn())
  const startFrame = input('start frame', await square('#336699'))
  const clip: Partial<GenerationRequest> = { kind: 'video', inputs: [startFrame] }
  const [first, second] = [await drawn(clip), await drawn(clip)]
  expect(first).toEqual(second)
})

test('clips drawn at the same time do not disturb each other', async () => {
  const seeds = [1, 2, 3]
  const clip = (seed: number) => drawn({ kind: 'video', chance: { seed, take: 1, slot: 1 } })
  const together = await Promise.all(seeds.map(clip))
  expect(together[1]).toEqual(await clip(2))
  expect(new Set(together.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(3)
})

test('seed, take, slot, prompt, title and reference each change the picture', async () => {
  const [red, blue] = [input('reference', await square('red')), input('reference', await square('blue'))]
  const pictures = await Promise.all([
    drawn(),
    drawn({ chance: { seed: 43, take: 1, slot: 1 } }),
    drawn({ chance: { seed: 42, take: 2, slot: 1 } }),
    drawn({ chance: { seed: 42, take: 1, slot: 2 } }),
    drawn({ prompt: 'She sits in the kitchen' }),
    drawn({ title: 'Scene 04' }),
    drawn({ inputs: [red] }),
    drawn({ inputs: [blue] }),
    drawn({ inputs: [blue, red] }),
  ])
  expect(new Set(pictures.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(pictures.length)
})

test.each([
  ['9:16', 540, 960],
  ['16:9', 960, 540],
  ['1:1', 720, 720],
  ['3:4', 624, 832],
  ['4:3', 832, 624],
  ['nonsense', 540, 960],
])('a still of %s is %i × %i', async (aspectRatio, width, height) => {
  const { format, ...size } = await sharp(await drawn({ parameters: { aspectRatio } })).metadata()
  expect([format, size.width, size.height]).toEqual(['png', width, height])
})

test.each([
  ['9:16', 288, 512],
  ['16:9', 512, 288],
  ['1:1', 384, 384],
])('a clip of %s is an H.264 MP4 of 2 s, %i × %i', async (aspectRatio, width, height) => {
  const facts = await clipFacts(await drawn({ kind: 'video', parameters: { aspectRatio } }))
  expect(facts).toMatchObject({ codec: 'avc', size: [width, height] })
  expect(facts.seconds).toBeCloseTo(2, 1)
})

test('start frame and end frame each change a clip; frames that are no images do no harm', async () => {
  const [red, blue] = [await square('red'), await square('blue')]
  const clips = await Promise.all([
    drawn({ kind: 'video' }),
    drawn({ kind: 'video', inputs: [input('start frame', red)] }),
    drawn({ kind: 'video', inputs: [input('start frame', blue)] }),
    drawn({ kind: 'video', inputs: [input('start frame', blue), input('end frame', red)] }),
    drawn({ kind: 'video', inputs: [input('start frame', new Uint8Array([1, 2, 3]))] }),
  ])
  expect(new Set(clips.slice(0, 4).map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(4)
  expect(clips[4]).toEqual(clips[0])
})

test('any text can be drawn: markup, control characters, lone surrogates, nothing', {
  timeout: 60_000,
}, async () => {
  const anything = fc.string({ unit: 'binary', maxLength: 200 })
  const example: [string, string] = ['<b>&"\'</text>\u0000\u001b[31m', ']]><svg onload=x>\ud800\uffff{"a":']
  await fc.assert(
    fc.asyncProperty(anything, anything, async (title, prompt) => {
      const bytes = await drawStill({ title, prompt, seed: 1, aspectRatio: '16:9', references: [] })
      expect((await sharp(bytes).metadata()).format).toBe('png')
    }),
    { numRuns: 15, examples: [example, ['', '']] },
  )
  const [title, prompt] = example
  await drawClip({ title, prompt, seed: 1, aspectRatio: '16:9', references: [] })
})

test('wrapped lines keep all words in order, fit the width and end in … when cut', () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 40 }), fc.integer({ min: 80, max: 600 }), (text, width) => {
      const lines = wrapText(text, 15, width, 1000)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      for (const line of lines) expect(textWidth(line, 15)).toBeLessThanOrEqual(width)
      const cut = wrapText(text, 15, width, 2)
      expect(cut.length).toBe(Math.min(2, lines.length))
      if (lines.length > 2) expect(cut[1]).toMatch(/…$/)
    }),
  )
})

test('the recipe heeds kind, prompt, ratio and inputs, not what a drawing ignores', async () => {
  const reference = input('reference', await square('red'))
  const plain = sketch.normalise(request({ inputs: [reference] }))
  expect(plain).toEqual({
    kind: 'image',
    prompt: 'She waves in the kitchen',
    aspectRatio: '9:16',
    inputs: [{ role: 'reference', sha256: reference.media.sha256 }],
  })
  const parameters = { aspectRatio: '9:16', model: 'nano_banana_pro', resolution: '4K', seed: 3 }
  const chance = { seed: 1, take: 2, slot: 3 }
  expect(sketch.normalise(request({ inputs: [reference], title: 'x', parameters, chance }))).toEqual(plain)
  expect(isRefusal(sketch.supports(request()))).toBe(false)
})

test('a reference that cannot be read is a failure, an aborted signal throws', async () => {
  const open = () =>
    new ReadableStream<Uint8Array>({ pull: (stream) => stream.error(new Error('disk gone')) })
  const inputs: RequestInput[] = [{ role: 'reference', media: { sha256: 'x', open } }]
  const signal = new AbortController().signal
  const state = await sketch.start(request({ inputs }), { idempotencyKey: 'k', signal })
  expect(state).toMatchObject({ status: 'failed', error: { errorType: 'api_error', retryable: false } })
  const aborted = sketch.start(request(), {
    idempotencyKey: 'k',
    signal: AbortSignal.abort(new Error('stop')),
  })
  await expect(aborted).rejects.toThrow('stop')
})

test('drawing a clip leaves no handler for uncaught errors behind', async () => {
  await drawn({ kind: 'video' })
  expect(countHandlers()).toBe(handlersAtFirst)
})
