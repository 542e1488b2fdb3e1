/** What G-Labs is sent of a node's settings, and what it would get wrong, from its published contract: for the oracle. */
import type { CompleteNode } from './completeWorkflow.ts'

export type Medium = 'image' | 'video'

/** The file is refused before anything is spent. */
export class Refused extends Error {}

const MODELS: Readonly<Record<Medium, readonly string[]>> = {
  image: ['nano_banana_pro', 'nano_banana_2', 'nano_banana_2_lite'],
  video: ['veo_31_fast', 'veo_31_lite', 'veo_31_quality', 'veo_31_lite_relaxed'],
}
const OTHER_NAMES: Readonly<Record<string, string>> = {
  fast: 'veo_31_fast',
  relax: 'veo_31_lite_relaxed',
  quality: 'veo_31_quality',
  'veo-3.1-fast-generate-preview': 'veo_31_fast',
  'gemini-3.1-flash-image': 'nano_banana_2',
}
const RATIOS = { image: ['1:1', '3:4', '4:3', '9:16', '16:9'], video: ['16:9', '9:16'] }
const RESOLUTIONS = { image: ['512px', '1K', '2K', '4K'], video: ['720p', '1080p', '4K'] }

/** All that decides what is made, but prompt and pictures; no seed, no count, no negative prompt: there are none. */
export function fieldsOf(node: CompleteNode, medium: Medium, frames: readonly string[]) {
  const { model, ratio, resolution, seconds } = settingsOf(node, medium)
  if (medium === 'image') {
    // Files of the base size cannot be had smaller.
    const upscale = ['2K', '4K'].includes(resolution) ? resolution : null
    return { model, ratio, upscale }
  }
  return { model, ratio, resolution, seconds, mode: frames.join(' ') }
}

/** @throws Refused for what the service would silently replace or not make */
export function refuseSettings(node: CompleteNode, medium: Medium, frames: readonly string[]): void {
  const { model, ratio, resolution, seconds } = settingsOf(node, medium)
  const { mode } = node.properties
  slotsOf(node)
  if (!MODELS[medium].includes(model)) throw new Refused()
  if (!RATIOS[medium].includes(ratio) || !RESOLUTIONS[medium].includes(resolution)) throw new Refused()
  if (medium === 'image') return
  if (![4, 6, 8].includes(seconds)) throw new Refused()
  if (!['frames-to-video', 'text-to-video'].includes(String(mode ?? 'text-to-video'))) throw new Refused()
  // Frames are meant, and none arrives, or the end without the start.
  if (mode === 'frames-to-video' && !frames.includes('start')) throw new Refused()
  if (frames.includes('end') && !frames.includes('start')) throw new Refused()
}

/** @throws Refused for a count that is none */
export function slotsOf({ properties }: CompleteNode): number {
  const { outputCount = 4, repeatCount = 1 } = properties
  const counts = [outputCount ?? 4, repeatCount ?? 1]
  if (counts.some((count) => !Number.isInteger(count) || Number(count) < 1)) throw new Refused()
  return Number(counts[0]) * Number(counts[1])
}

function settingsOf({ properties }: CompleteNode, medium: Medium) {
  const { model, veoModel, aspectRatio, resolution, durationSeconds } = properties
  const named = medium === 'video' ? (given(veoModel) ?? given(model)) : given(model)
  const standard = medium === 'image' ? 'nano_banana_2' : 'veo_31_fast'
  return {
    model: OTHER_NAMES[named ?? standard] ?? named ?? standard,
    ratio: given(aspectRatio) ?? '9:16',
    resolution: (given(resolution) ?? (medium === 'image' ? '1K' : '720p')).replace(/k$/, 'K'),
    seconds: Number(given(durationSeconds) ?? '8'),
  }
}

/** What is absent, null or blank is not given. */
function given(value: unknown): string | undefined {
  if (value === undefined || value === null || String(value).trim() === '') return undefined
  return String(value)
}
