/** Model names: what a file may say, and what G-Labs calls it. A name without a clear counterpart is not guessed. */
import type { MediaKind } from '../backend.ts'

/** The names that G-Labs takes; it silently replaces any other by its default. */
export const glabsModels: Readonly<Record<MediaKind, readonly string[]>> = {
  image: ['nano_banana_pro', 'nano_banana_2', 'nano_banana_2_lite'],
  video: ['veo_31_fast', 'veo_31_lite', 'veo_31_quality', 'veo_31_lite_relaxed'],
}

/** The model as G-Labs names it, the default where the file names none, the file's own word where it is unknown. */
export function modelOf(kind: MediaKind, parameters: Readonly<Record<string, unknown>>): string {
  const { field, value } = modelNamed(kind, parameters)
  if (value === undefined) return kind === 'image' ? 'nano_banana_2' : 'veo_31_fast'
  const spelling = textOf(value).trim().toLowerCase()
  const known = field === 'veoModel' ? veoModels.get(spelling) : googleModels.get(withoutStage(spelling))
  const own = spelling.replaceAll(/[-. ]+/g, '_')
  return known ?? (glabsModels[kind].includes(own) ? own : textOf(value))
}

/** Which property decides: `veoModel` before `model`. */
export function modelNamed(
  kind: MediaKind,
  parameters: Readonly<Record<string, unknown>>,
): { field: 'model' | 'veoModel'; value: unknown } {
  const veoModel = given(parameters.veoModel)
  if (kind === 'video' && veoModel !== undefined) return { field: 'veoModel', value: veoModel }
  return { field: 'model', value: given(parameters.model) }
}

/** A property as text. What is an object may have a `toString` that is none. */
export function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** An absent, null or blank property counts as not given. */
export function given(value: unknown): unknown {
  return value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value
}

const veoModels: ReadonlyMap<string, string> = new Map([
  ['fast', 'veo_31_fast'],
  ['lite', 'veo_31_lite'],
  ['quality', 'veo_31_quality'],
  ['relax', 'veo_31_lite_relaxed'],
  ['relaxed', 'veo_31_lite_relaxed'],
])

/** Google's names, without `-preview` or a number of three digits. */
const googleModels: ReadonlyMap<string, string> = new Map([
  ['gemini-3.1-flash-image', 'nano_banana_2'],
  ['gemini-3-pro-image', 'nano_banana_pro'],
  ['veo-3.1-fast-generate', 'veo_31_fast'],
  ['veo-3.1-lite-generate', 'veo_31_lite'],
  ['veo-3.1-generate', 'veo_31_quality'],
])

function withoutStage(name: string): string {
  return name.replace(/-(preview|\d{3})$/, '')
}
