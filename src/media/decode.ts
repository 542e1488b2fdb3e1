/** Whether the data behind a sound head is sound too: a still is decoded whole, a clip's packets are read to the end. */
import type { MediaType } from './identify.ts'

/** Why it cannot be decoded, or null. */
export async function decodingProblem(path: string, mediaType: MediaType): Promise<string | null> {
  try {
    if (mediaType === 'video/mp4') await readPackets(path)
    else await decodeStill(path)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Not by `stats()`: under several at once that loses one error in thirty. */
async function decodeStill(path: string): Promise<void> {
  const { default: sharp } = await import('sharp')
  await sharp(path, { failOn: 'error' }).resize(8, 8, { fit: 'fill' }).raw().toBuffer()
}

async function readPackets(path: string): Promise<void> {
  const { EncodedPacketSink, FilePathSource, Input, MP4 } = await import('mediabunny')
  const input = new Input({ formats: [MP4], source: new FilePathSource(path) })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null) throw new Error('it has no picture')
    let count = 0
    for await (const packet of new EncodedPacketSink(track).packets()) count += packet.byteLength > 0 ? 1 : 0
    if (count === 0) throw new Error('it has no frame')
  } finally {
    input.dispose()
  }
}
