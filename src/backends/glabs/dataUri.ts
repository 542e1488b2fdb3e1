/** A reference as a data URI, typed by its bytes. Refuses what G-Labs would drop or misread without a word. */
import { buffer } from 'node:stream/consumers'
import type { RequestMedia } from '../backend.ts'

/** The reference cannot be sent; nothing was. */
export class UnusableReference extends Error {
  override readonly name = 'UnusableReference'
}

/** `position` from 1, for the message. */
export async function toDataUri(media: RequestMedia, position: number): Promise<string> {
  const bytes = await buffer(media.open()).catch((cause: unknown) => {
    throw new UnusableReference(`reference ${position} could not be read: ${String(cause)}`, { cause })
  })
  const type = imageTypeOf(bytes)
  if (type === null) {
    throw new UnusableReference(`reference ${position} is no PNG, JPEG, WebP or GIF; use another image there`)
  }
  if (bytes.length < smallestBytes) {
    const size = `${bytes.length} bytes`
    throw new UnusableReference(
      `reference ${position} has only ${size}: G-Labs drops it; use a real image there`,
    )
  }
  return `data:${type};base64,${bytes.toString('base64')}`
}

/** G-Labs drops a decoded image under about 100 bytes silently. */
const smallestBytes = 100

function imageTypeOf(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 12)
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'image/webp'
  return head.startsWith('GIF8') ? 'image/gif' : null
}
