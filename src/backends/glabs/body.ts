/** A request in G-Labs' words: every field said, defaults included, nothing that the service would ignore. */
import type { GenerationRequest, RequestInput, RequestMedia } from '../backend.ts'
import { toDataUri } from './dataUri.ts'
import { given, modelOf, textOf } from './models.ts'

/** References that one task takes; more are not sent. */
export const referenceLimits = { image: 10, video: 3 } as const

export type Fields = Readonly<Record<string, unknown>>

/** The body without its references: what is sent, and what a recipe sees. */
export function fieldsOf(request: GenerationRequest): Fields {
  const { kind, prompt, parameters } = request
  const common = {
    prompt,
    model: modelOf(kind, parameters),
    aspect_ratio: given(parameters.aspectRatio) ?? '9:16',
  }
  const resolution = resolutionOf(request)
  if (kind === 'image') {
    return resolution === '2K' || resolution === '4K' ? { ...common, upscale: [resolution] } : common
  }
  return { ...common, mode: modeOf(request), resolution: [resolution], video_length: durationOf(request) }
}

/** As the service spells it: `720p`, `1080p`, `4K`; an image's `512px` and `1K` stay as they are. */
export function resolutionOf({ kind, parameters }: GenerationRequest): string {
  const resolution = given(parameters.resolution)
  if (resolution === undefined) return kind === 'image' ? '1K' : '720p'
  return textOf(resolution).trim().replace(/k$/, 'K')
}

/** Seconds; NaN for what is no number. */
export function durationOf({ parameters }: GenerationRequest): number {
  return Number(textOf(given(parameters.durationSeconds) ?? 8))
}

/** The inputs that are sent, in the service's order. Frames win over references: one task takes only one sort. */
export function sentInputs({ kind, inputs }: GenerationRequest): readonly RequestInput[] {
  const limit = referenceLimits[kind]
  const references = inputs.filter(({ role }) => role === 'reference')
  if (kind === 'image') return references.slice(0, limit)
  const start = inputs.filter(({ role }) => role === 'start frame').slice(0, 1)
  const end = inputs.filter(({ role }) => role === 'end frame').slice(0, 1)
  return start.length + end.length > 0 ? [...start, ...end] : references.slice(0, limit)
}

/** The body of the POST. Reads the references; throws `UnusableReference` for what the service would drop. */
export async function postBody(request: GenerationRequest): Promise<string> {
  const media: readonly RequestMedia[] = sentInputs(request).map((input) => input.media)
  const references = await Promise.all(media.map((medium, index) => toDataUri(medium, index + 1)))
  return JSON.stringify({
    ...fieldsOf(request),
    ...(references.length > 0 && { reference_images: references }),
  })
}

function modeOf(request: GenerationRequest): string {
  const roles = sentInputs(request).map(({ role }) => role)
  if (roles.includes('end frame')) return 'start_end_image'
  if (roles.includes('start frame')) return 'start_image'
  return roles.length > 0 ? 'components' : 'text_to_video'
}
