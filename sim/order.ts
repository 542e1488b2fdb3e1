/** What a POST asks for, read as G-Labs reads it: what it does not know it replaces or drops without a word. */
import { createHash } from 'node:crypto'
import { z } from 'zod'

export interface Order {
  readonly type: 'image' | 'video'
  readonly prompt: string
  readonly model: string
  readonly aspectRatio: string
  /** `image` for a still. */
  readonly mode: string
  readonly references: readonly Uint8Array[]
  /** Their SHA-256, in order: whose picture it is. */
  readonly referenceHashes: readonly string[]
  /** How long a clip is to be; 0 for a still. */
  readonly seconds: number
  /** One file for each: upscales, resolutions, or the base alone. */
  readonly sizes: readonly string[]
}

/** Null where the body is no JSON object. */
export function readOrder(type: 'image' | 'video', text: string): Order | null {
  const body = bodySchema.safeParse(parseJson(text)).data
  if (body === undefined) return null
  const known = type === 'image' ? imageWords : videoWords
  const mode = type === 'image' ? 'image' : wordOf(body.mode, [...referencesPerMode.keys()], 'text_to_video')
  const usable = (body.reference_images ?? []).map(decodeReference).filter(({ length }) => length >= 100)
  const references = usable.slice(0, type === 'image' ? 10 : (referencesPerMode.get(mode) ?? 0))
  return {
    type,
    prompt: body.prompt ?? '',
    model: wordOf(body.model, known.models, known.models[0]),
    aspectRatio: wordOf(body.aspect_ratio, known.ratios, known.ratios[0]),
    mode,
    references,
    referenceHashes: references.map((bytes) => createHash('sha256').update(bytes).digest('hex')),
    seconds: type === 'image' ? 0 : secondsOf(body.video_length),
    sizes: sizesOf(type === 'image' ? body.upscale : body.resolution, known.sizes),
  }
}

/** Newer builds want a model for a video. */
export function lacksModel(text: string): boolean {
  return bodySchema.safeParse(parseJson(text)).data?.model === undefined
}

const bodySchema = z.object({
  prompt: z.string().optional().catch(undefined),
  model: z.string().optional().catch(undefined),
  aspect_ratio: z.string().optional().catch(undefined),
  mode: z.string().optional().catch(undefined),
  upscale: z.array(z.string()).optional().catch(undefined),
  video_length: z.number().optional().catch(undefined),
  resolution: z.array(z.string()).optional().catch(undefined),
  reference_images: z.array(z.unknown()).optional().catch(undefined),
})

interface Words {
  readonly models: readonly [string, ...string[]]
  readonly ratios: readonly [string, ...string[]]
  readonly sizes: readonly string[]
}

const imageWords: Words = {
  models: ['nano_banana_2', 'nano_banana_pro', 'nano_banana_2_lite'],
  ratios: ['16:9', '1:1', '3:4', '4:3', '9:16'],
  sizes: ['2K', '4K'],
}

const videoWords: Words = {
  models: ['veo_31_fast', 'veo_31_lite', 'veo_31_quality', 'veo_31_lite_relaxed'],
  ratios: ['16:9', '9:16'],
  sizes: ['720p', '1080p', '4K'],
}

const referencesPerMode: ReadonlyMap<string, number> = new Map([
  ['text_to_video', 0],
  ['start_image', 1],
  ['start_end_image', 2],
  ['components', 3],
])

function wordOf(word: string | undefined, known: readonly string[], otherwise: string): string {
  return word !== undefined && known.includes(word) ? word : otherwise
}

function sizesOf(asked: readonly string[] | undefined, known: readonly string[]): readonly string[] {
  const sizes = (asked ?? []).filter((size) => known.includes(size))
  return sizes.length > 0 ? sizes : ['base']
}

function secondsOf(asked: number | undefined): number {
  return asked === 4 || asked === 6 ? asked : 8
}

/** A data URI, raw base64 or `{data}`. An HTTP URL is read as base64 and gives garbage; a `{path}` is not followed here. */
function decodeReference(reference: unknown): Uint8Array {
  const inner: unknown =
    typeof reference === 'object' && reference !== null ? Reflect.get(reference, 'data') : reference
  if (typeof inner !== 'string') return new Uint8Array()
  return Buffer.from(inner.startsWith('data:') ? inner.slice(inner.indexOf(',') + 1) : inner, 'base64')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
