/** What the camera of a clip looks at: the start frame in the candidate's light, else the drawn scene. */
import sharp from 'sharp'
import type { ClipDrawing } from './drawing.ts'
import { type Footage, overscan } from './footage.ts'
import type { FrameSize } from './frameSize.ts'
import type { Palette } from './palette.ts'
import { drawPicture } from './picture.ts'
import { drawPinned } from './pinned.ts'
import { hashText } from './random.ts'
import { renderSvg } from './renderSvg.ts'

/** The picture fills the frame; the words later cover what is below `pictureSize`. */
export async function loadFootage(
  drawing: ClipDrawing,
  frame: FrameSize,
  pictureSize: FrameSize,
): Promise<Footage> {
  const size = { width: frame.width * overscan, height: frame.height * overscan }
  const drawnSize = { width: size.width, height: pictureSize.height * overscan }
  const { picture, palette } = drawPicture(drawing, drawnSize)
  const start = drawing.startFrame === undefined ? null : await decode(drawing.startFrame, size, palette)
  const end = drawing.endFrame === undefined ? null : await decode(drawing.endFrame, size, palette)
  return {
    start: start ?? (await renderSvg(picture + (await drawPinned(drawing.references, drawnSize)), size)),
    end,
    size,
    palette,
    move: (drawing.variant ?? drawing.seed) + (hashText(drawing.prompt) % 64),
  }
}

/** Covers `size` from the top and is tinted, so that clips from one start frame can be told apart; null when unreadable. */
async function decode(image: Uint8Array, size: FrameSize, palette: Palette): Promise<Buffer | null> {
  const light = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"><linearGradient id="l" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="${palette.skyBottom}" stop-opacity="0.12"/><stop offset="1" stop-color="${palette.skyTop}" stop-opacity="0.5"/></linearGradient><rect width="100%" height="100%" fill="url(#l)"/></svg>`
  try {
    return await sharp(image, { limitInputPixels: 100_000_000 })
      .resize(size.width, size.height, { fit: 'cover', position: 'top' })
      .ensureAlpha()
      .composite([{ input: Buffer.from(light) }])
      .raw()
      .toBuffer()
  } catch {
    // sharp rejects with a plain Error whatever is wrong with the bytes; the caller draws the scene instead.
    return null
  }
}
