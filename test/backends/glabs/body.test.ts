import { expect, test } from 'vitest'
import type { GenerationRequest, RequestInput } from '../../../src/backends/backend.ts'
import { postBody } from '../../../src/backends/glabs/body.ts'
import { createGlabsBackend } from '../../../src/backends/glabs/glabs.ts'
import { supports } from '../../../src/backends/glabs/supports.ts'
import { input, png, request } from './request.ts'

const glabs = createGlabsBackend({ name: 'glabs', url: 'http://127.0.0.1:8765', apiKey: undefined })
const video = { kind: 'video' } as const
const references = (count: number): RequestInput[] =>
  Array.from({ length: count }, (_, index) => input('reference', png(index)))
const [start, end] = [input('start frame', png(1)), input('end frame', png(2))]

const bodies: [string, Partial<GenerationRequest>, object][] = [
  ['the defaults of a still', {}, { model: 'nano_banana_2', aspect_ratio: '9:16' }],
  [
    'the defaults of a clip',
    video,
    {
      model: 'veo_31_fast',
      aspect_ratio: '9:16',
      mode: 'text_to_video',
      resolution: ['720p'],
      video_length: 8,
    },
  ],
  ['2K as an upscale', { parameters: { resolution: '2K' } }, { upscale: ['2K'] }],
  ['4k as an upscale', { parameters: { resolution: '4k' } }, { upscale: ['4K'] }],
  [
    'Google’s name of a model',
    { parameters: { model: 'gemini-3.1-flash-image-preview' } },
    { model: 'nano_banana_2' },
  ],
  ['the name it has now', { parameters: { model: 'gemini-3.1-flash-image' } }, { model: 'nano_banana_2' }],
  ['the model as it is', { parameters: { model: 'nano_banana_2_lite' } }, { model: 'nano_banana_2_lite' }],
  [
    'Google’s name of Veo',
    { ...video, parameters: { model: 'veo-3.1-generate-preview' } },
    { model: 'veo_31_quality' },
  ],
  [
    'veoModel before model',
    { ...video, parameters: { model: 'veo-3.1-fast-generate-preview', veoModel: 'relax' } },
    { model: 'veo_31_lite_relaxed' },
  ],
  [
    'a duration that is a string, a large resolution',
    { ...video, parameters: { durationSeconds: '6', resolution: '4k', aspectRatio: '16:9' } },
    { video_length: 6, resolution: ['4K'], aspect_ratio: '16:9' },
  ],
  ['a start frame', { ...video, inputs: [start] }, { mode: 'start_image' }],
  ['both frames', { ...video, inputs: [end, start] }, { mode: 'start_end_image' }],
  ['references of a clip', { ...video, inputs: references(2) }, { mode: 'components' }],
]

test.each(bodies)('the body says %s', async (_name, changes, expected) => {
  expect(JSON.parse(await postBody(request(changes)))).toMatchObject({
    prompt: 'She waves in the kitchen',
    ...expected,
  })
})

test('a still without upscaling and references says nothing of either, and never a seed', async () => {
  const body = JSON.parse(await postBody(request({ parameters: { resolution: '1K', seed: 5 } })))
  expect(Object.keys(body).sort()).toEqual(['aspect_ratio', 'model', 'prompt'])
})

test('references become data URIs typed by their bytes, start frame first', async () => {
  const jpeg = Buffer.alloc(200)
  jpeg.set([0xff, 0xd8, 0xff])
  const webp = Buffer.alloc(200)
  webp.write('RIFF0000WEBP')
  const still = request({ inputs: [png(1), jpeg, webp].map((bytes) => input('reference', bytes)) })
  expect(JSON.parse(await postBody(still)).reference_images).toEqual([
    `data:image/png;base64,${Buffer.from(png(1)).toString('base64')}`,
    `data:image/jpeg;base64,${jpeg.toString('base64')}`,
    `data:image/webp;base64,${webp.toString('base64')}`,
  ])
  const clip = JSON.parse(await postBody(request({ ...video, inputs: [end, start] })))
  expect(clip.reference_images[0]).toContain(Buffer.from(png(1)).toString('base64'))
})

test('what the service would drop or misread is not sent', async () => {
  const of = (bytes: Uint8Array) => postBody(request({ inputs: [input('reference', bytes)] }))
  await expect(of(png(1, 99))).rejects.toThrow('reference 1 has only 99 bytes')
  await expect(of(Buffer.from('<html>'.repeat(40)))).rejects.toThrow('reference 1 is no PNG')
})

test('the recipe is the body with references by hash, without chance, title and what is ignored', () => {
  const inputs = references(1)
  const recipe = glabs.normalise(request({ inputs }))
  expect(recipe).toEqual({
    kind: 'image',
    prompt: 'She waves in the kitchen',
    model: 'nano_banana_2',
    aspect_ratio: '9:16',
    references: [inputs[0]?.media.sha256],
  })
  const parameters = {
    model: 'gemini-3.1-flash-image-preview',
    aspectRatio: '9:16',
    resolution: '1K',
    seed: 1,
    negativePrompt: 'x',
  }
  const chance = { seed: 7, take: 3, slot: 2 }
  expect(glabs.normalise(request({ inputs, parameters, chance, title: 'other' }))).toEqual(recipe)
})

const refusals: [string, Partial<GenerationRequest>, object][] = [
  [
    'an unknown image model',
    { parameters: { model: 'dall-e' } },
    { errorType: 'model not available', field: 'model' },
  ],
  [
    'an unknown veoModel',
    { ...video, parameters: { veoModel: 'turbo' } },
    { errorType: 'model not available', field: 'veoModel' },
  ],
  [
    'a video model for a still',
    { parameters: { model: 'veo_31_fast' } },
    { errorType: 'model not available' },
  ],
  [
    'an unknown ratio',
    { parameters: { aspectRatio: '2:3' } },
    { errorType: 'api_error', field: 'aspectRatio' },
  ],
  ['a square clip', { ...video, parameters: { aspectRatio: '1:1' } }, { field: 'aspectRatio' }],
  ['an unknown resolution', { parameters: { resolution: '8K' } }, { field: 'resolution' }],
  ['a clip of 2K', { ...video, parameters: { resolution: '2K' } }, { field: 'resolution' }],
  ['a clip of 5 seconds', { ...video, parameters: { durationSeconds: '5' } }, { field: 'durationSeconds' }],
  [
    'a clip of no number of seconds',
    { ...video, parameters: { durationSeconds: 'long' } },
    { field: 'durationSeconds' },
  ],
  ['an unknown mode', { ...video, parameters: { mode: 'morph' } }, { field: 'mode' }],
  ['an end frame alone', { ...video, inputs: [end] }, { field: 'start frame' }],
  ['an empty prompt', { prompt: ' \n' }, { field: 'prompt' }],
]

test.each(refusals)('%s is refused before anything is sent, with a mend', (_name, changes, expected) => {
  const answer = supports(request(changes))
  expect(answer).toMatchObject({ refused: true, ...expected })
  expect('mend' in answer && answer.mend).toMatch(/\w/)
})

const warnings: [string, Partial<GenerationRequest>, string[]][] = [
  ['nothing in an ordinary still', { parameters: { model: 'nano_banana_2', resolution: '1K' } }, []],
  [
    'nothing in an ordinary clip',
    { ...video, inputs: [start], parameters: { mode: 'frames-to-video', negativePrompt: '' } },
    [],
  ],
  ['a seed', { parameters: { seed: 0 } }, ['seed-ignored']],
  ['a negative prompt', { ...video, parameters: { negativePrompt: 'blur' } }, ['negative-prompt-ignored']],
  ['an eleventh reference', { inputs: references(11) }, ['references-cut']],
  ['a fourth reference of a clip', { ...video, inputs: references(4) }, ['references-cut']],
  ['references beside a frame', { ...video, inputs: [start, ...references(1)] }, ['references-ignored']],
  [
    'a frameless clip from frames',
    { ...video, parameters: { mode: 'frames-to-video' } },
    ['start-frame-missing'],
  ],
  ['a size below the base', { parameters: { resolution: '512px' } }, ['resolution-ignored']],
]

test.each(warnings)('the warnings name %s', (_name, changes, codes) => {
  const answer = supports(request(changes))
  expect('refused' in answer ? answer : answer.map(({ code }) => code)).toEqual(codes)
})

test('references over the limit are not sent and not part of the recipe', async () => {
  const clip = request({ ...video, inputs: references(4) })
  expect(JSON.parse(await postBody(clip)).reference_images).toHaveLength(3)
  expect(glabs.normalise(clip).references).toHaveLength(3)
})
