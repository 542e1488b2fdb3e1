/** A clip as a moving storyboard: the start frame (or the drawn scene) under a slow camera, the words below. */
import type { ClipDrawing } from './drawing.ts'
import { encodeMp4 } from './encodeMp4.ts'
import { drawFilmStrip, progressBar } from './filmStrip.ts'
import { cameraMove, type Footage, shoot } from './footage.ts'
import { clipSize, type FrameSize } from './frameSize.ts'
import { loadFootage } from './loadFootage.ts'
import { blendOver, fillRectangle } from './pixels.ts'
import { renderSvg } from './renderSvg.ts'

const frameCount = 24
const usualSeconds = 2
const batchSize = 4

/** MP4 (H.264), about 288 × 512 for 9:16, of 24 frames however many seconds. The same drawing gives the same bytes. */
export async function drawClip(drawing: ClipDrawing, seconds = usualSeconds): Promise<Uint8Array> {
  const size = clipSize(drawing.aspectRatio)
  const stripHeight = Math.round(size.height * (size.height > size.width ? 0.235 : 0.28))
  const pictureSize = { width: size.width, height: size.height - stripHeight }
  const footage = await loadFootage(drawing, size, pictureSize)
  const strip = await renderSvg(drawFilmStrip(drawing, pictureSize, stripHeight, footage.palette), size)
  return encodeMp4(frames(footage, strip, size), { size, frameRate: frameCount / seconds })
}

/** Frames are cut a few at a time, in threads, while none of them waits for the encoder. */
async function* frames(footage: Footage, strip: Buffer, size: FrameSize) {
  for (let first = 0; first < frameCount; first += batchSize) {
    const batch = Array.from({ length: batchSize }, (_, index) => {
      return frameAt((first + index) / (frameCount - 1), footage, strip, size)
    })
    yield* await Promise.all(batch)
  }
}

async function frameAt(progress: number, footage: Footage, strip: Buffer, size: FrameSize): Promise<Buffer> {
  const frame = await shoot(footage, cameraMove(footage.move), progress, size)
  blendOver(frame, strip)
  const bar = progressBar(size)
  fillRectangle(
    frame,
    size,
    { ...bar, width: Math.max(1, Math.round(bar.width * progress)) },
    footage.palette.shirt,
  )
  return frame
}
