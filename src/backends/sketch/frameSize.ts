/** Pixel sizes for an aspect ratio: about half a megapixel for a still, multiples of 16 for a clip. */

export interface FrameSize {
  readonly width: number
  readonly height: number
}

const stillAreaPx = 540 * 960
const clipAreaPx = 288 * 512

/** `9:16` → 540 × 960. What is no ratio is drawn as 9:16; ratios beyond 1:3 are held there. */
export function stillSize(aspectRatio: string): FrameSize {
  return sizeOf(ratioOf(aspectRatio), stillAreaPx, 2)
}

/** `9:16` → 288 × 512. H.264 codes blocks of 16 × 16. */
export function clipSize(aspectRatio: string): FrameSize {
  return sizeOf(ratioOf(aspectRatio), clipAreaPx, 16)
}

function ratioOf(aspectRatio: string): number {
  const found = /^\s*(\d{1,4}(?:\.\d+)?)\s*[:x/]\s*(\d{1,4}(?:\.\d+)?)\s*$/.exec(aspectRatio)
  const ratio = Number(found?.[1]) / Number(found?.[2])
  return Number.isFinite(ratio) && ratio > 0 ? Math.min(3, Math.max(1 / 3, ratio)) : 9 / 16
}

function sizeOf(ratio: number, areaPx: number, step: number): FrameSize {
  const height = Math.round(Math.sqrt(areaPx / ratio) / step) * step
  return { width: Math.round((height * ratio) / step) * step, height }
}
