/** What a file is, from its bytes: PNG, JPEG, WebP or MP4, with its size in pixels and its length. */
import { open } from 'node:fs/promises'

export type MediaType = 'image/png' | 'image/jpeg' | 'image/webp' | 'video/mp4'

export interface MediaFacts {
  readonly mediaType: MediaType
  readonly width: number
  readonly height: number
  /** Clips only. */
  readonly durationMs: number | null
}

export const EXTENSIONS: Readonly<Record<MediaType, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
}

const HEAD_BYTES = 4096

/** Why bytes are no usable medium, in a sentence part: "it is an HTML page". */
export interface NotMedia {
  readonly mediaType: null
  readonly reason: string
}

/** Reads the head of a file, then asks the decoder of its type for the rest. */
export async function identify(path: string): Promise<MediaFacts | NotMedia> {
  const head = await readHead(path)
  const mediaType = mediaTypeOf(head)
  if (mediaType === null) return { mediaType: null, reason: describeUnknown(head) }
  try {
    return whole(mediaType === 'video/mp4' ? await clipFacts(path) : await stillFacts(path, mediaType))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { mediaType: null, reason: `its ${EXTENSIONS[mediaType]} data cannot be read (${reason})` }
  }
}

/** A damaged head can say that a clip measures nothing, or lasts for ever. */
function whole(facts: MediaFacts): MediaFacts {
  const { width, height, durationMs } = facts
  if (!(width > 0 && height > 0)) throw new Error(`it says that it measures ${width} × ${height}`)
  if (durationMs !== null && !(durationMs >= 0 && Number.isFinite(durationMs)))
    throw new Error('it does not say how long it lasts')
  return facts
}

function mediaTypeOf(head: Uint8Array): MediaType | null {
  const ascii = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to))
  if (head[0] === 0x89 && ascii(1, 8) === 'PNG\r\n\x1a\n') return 'image/png'
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp'
  if (ascii(4, 8) === 'ftyp') return 'video/mp4'
  return null
}

function describeUnknown(head: Uint8Array): string {
  if (head.byteLength === 0) return 'it is empty'
  const text = new TextDecoder().decode(head.subarray(0, 200)).trimStart().toLowerCase()
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'it is an HTML page'
  if (text.startsWith('<svg') || text.startsWith('<?xml')) return 'it is SVG or XML, which no service takes'
  if (text.startsWith('{')) return 'it is JSON'
  return 'it is no PNG, JPEG, WebP or MP4'
}

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** The decoders are loaded when the first medium arrives: a rerun with nothing to do needs neither. */
async function stillFacts(path: string, mediaType: MediaType): Promise<MediaFacts> {
  const { default: sharp } = await import('sharp')
  const { width, height } = await sharp(path).metadata()
  return { mediaType, width, height, durationMs: null }
}

async function clipFacts(path: string): Promise<MediaFacts> {
  const { FilePathSource, Input, MP4 } = await import('mediabunny')
  const input = new Input({ formats: [MP4], source: new FilePathSource(path) })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null) throw new Error('it has no picture')
    const seconds = await input.computeDuration()
    return {
      mediaType: 'video/mp4',
      width: track.displayWidth,
      height: track.displayHeight,
      durationMs: Math.round(seconds * 1000),
    }
  } finally {
    input.dispose()
  }
}
