/** Frames to an H.264 MP4 with a wasm encoder, one frame per turn of the event loop. */
import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { H264MP4Encoder } from 'h264-mp4-encoder'
import { clearTimes } from './clearTimes.ts'
import type { FrameSize } from './frameSize.ts'

/** `frames` are RGBA of `size`, whose sides are multiples of 16. The same frames give the same bytes. */
export async function encodeMp4(
  frames: AsyncIterable<Uint8Array>,
  { size, frameRate }: { size: FrameSize; frameRate: number },
): Promise<Uint8Array> {
  const encoder = await createEncoder()
  // The file system inside is shared by all encoders of the process.
  const file = `${randomUUID()}.mp4`
  try {
    encoder.outputFilename = file
    encoder.width = size.width
    encoder.height = size.height
    encoder.frameRate = frameRate
    encoder.groupOfPictures = frameRate
    encoder.quantizationParameter = 25
    encoder.speed = 10
    encoder.initialize()
    for await (const frame of frames) {
      encoder.addFrameRgba(frame)
      await nextTurn()
    }
    encoder.finalize()
    const bytes = encoder.FS.readFile(file)
    encoder.FS.unlink(file)
    clearTimes(bytes)
    return bytes
  } catch (cause) {
    // Without the cause: an error thrown inside the encoder drags its one-line megabyte of source to the terminal.
    throw new Error(
      `the clip could not be encoded: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
  } finally {
    encoder.delete()
  }
}

type Encoders = typeof import('h264-mp4-encoder')

let encoders: Encoders | undefined

async function createEncoder(): Promise<H264MP4Encoder> {
  encoders ??= loadQuietly()
  return encoders.createH264MP4Encoder()
}

/** Loading it installs handlers that turn every uncaught error of the process into a print of its source. */
function loadQuietly(): Encoders {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = events.map((event) => process.rawListeners(event))
  const loaded: Encoders = createRequire(import.meta.url)('h264-mp4-encoder')
  for (const [index, event] of events.entries()) {
    for (const listener of process.rawListeners(event).filter(isListener)) {
      if (!before[index]?.includes(listener)) process.off(event, listener)
    }
  }
  return loaded
}

function isListener(value: unknown): value is () => void {
  return typeof value === 'function'
}
