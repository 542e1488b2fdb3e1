/** A camera over a larger picture: one move per clip, a frame for any moment of it. */
import sharp, { type Region } from 'sharp'
import type { FrameSize } from './frameSize.ts'
import type { Palette } from './palette.ts'
import { crossFade } from './pixels.ts'

/** RGBA pixels, larger than the frame by `overscan`. */
export interface Footage {
  readonly start: Buffer
  /** What the clip ends on, or null. */
  readonly end: Buffer | null
  readonly size: FrameSize
  readonly palette: Palette
  /** Which camera move. */
  readonly move: number
}

/** How many pixels of footage there are for one of the frame: enough to zoom and pan without visible steps. */
export const overscan = 1.5

/** Zoom (1 shows all) and the place of the window (0 to 1), at the first and at the last frame. */
interface CameraMove {
  readonly zoom: readonly [from: number, to: number]
  readonly x: readonly [from: number, to: number]
  readonly y: readonly [from: number, to: number]
}

export function cameraMove(index: number): CameraMove {
  return moves[index % moves.length] ?? moves[0]
}

const pushIn: CameraMove = { zoom: [1, 1.3], x: [0.5, 0.5], y: [0.3, 0.3] }
const moves: readonly [CameraMove, ...CameraMove[]] = [
  pushIn,
  { zoom: [1.25, 1.25], x: [0, 1], y: [0.3, 0.3] },
  { zoom: [1.35, 1], x: [0.5, 0.5], y: [0.3, 0.3] },
  { zoom: [1.25, 1.25], x: [1, 0], y: [0.15, 0.15] },
  { zoom: [1.25, 1.25], x: [0.5, 0.5], y: [0.8, 0] },
]

/** The frame at `progress` (0 to 1): RGBA of `size`. */
export async function shoot(
  footage: Footage,
  move: CameraMove,
  progress: number,
  size: FrameSize,
): Promise<Buffer> {
  const eased = progress * progress * (3 - 2 * progress)
  const zoom = between(move.zoom, eased)
  const width = Math.round(footage.size.width / zoom)
  const height = Math.round(footage.size.height / zoom)
  const window = {
    left: Math.round((footage.size.width - width) * between(move.x, eased)),
    top: Math.round((footage.size.height - height) * between(move.y, eased)),
    width,
    height,
  }
  const frame = await cut(footage.start, footage.size, window, size)
  const fade = footage.end === null ? 0 : Math.min(1, Math.max(0, (progress - 0.55) / 0.3))
  if (footage.end !== null && fade > 0) {
    const whole = { left: 0, top: 0, ...footage.size }
    crossFade(frame, await cut(footage.end, footage.size, whole, size), fade)
  }
  return frame
}

function between([from, to]: readonly [number, number], share: number): number {
  return from + (to - from) * share
}

async function cut(pixels: Buffer, from: FrameSize, window: Region, size: FrameSize): Promise<Buffer> {
  const picture = sharp(pixels, { raw: { ...from, channels: 4 } }).extract(window)
  return picture.resize(size.width, size.height, { fit: 'fill', kernel: 'linear' }).raw().toBuffer()
}
