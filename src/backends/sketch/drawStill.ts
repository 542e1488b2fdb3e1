/** A still as a storyboard card: a drawn scene with its references pinned on, the words below. */
import sharp from 'sharp'
import { drawBadge, drawCard, drawStamp } from './card.ts'
import type { Drawing } from './drawing.ts'
import { stillSize } from './frameSize.ts'
import { drawPicture } from './picture.ts'
import { drawPinned } from './pinned.ts'
import { renderSvg } from './renderSvg.ts'

/** PNG of about half a megapixel. The same drawing gives the same bytes. */
export async function drawStill(drawing: Drawing): Promise<Uint8Array> {
  const size = stillSize(drawing.aspectRatio)
  const cardHeight = Math.round(size.height * (size.height > size.width ? 0.235 : 0.28))
  const pictureSize = { width: size.width, height: size.height - cardHeight }
  const { picture, palette } = drawPicture(drawing, pictureSize)
  const pixels = await renderSvg(
    [
      picture,
      await drawPinned(drawing.references, pictureSize),
      drawStamp(pictureSize),
      drawCard(drawing, pictureSize, cardHeight, palette),
      drawBadge(drawing.badge ?? '', pictureSize, palette),
    ].join(''),
    size,
  )
  const image = sharp(pixels, { raw: { ...size, channels: 4 } }).removeAlpha()
  return image.png({ compressionLevel: 3 }).toBuffer()
}
