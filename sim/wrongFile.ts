/** Bytes that are not the result that was asked for, each in another way. */
import type { WrongFile } from './effect.ts'
import { plainClip, plainStill } from './plainPictures.ts'
import type { Task } from './task.ts'

export interface ServedFile {
  readonly bytes: Uint8Array
  readonly contentType: string
}

/** @param made what the task really made */
export async function wrongFile(sort: WrongFile, task: Task, made: ServedFile): Promise<ServedFile> {
  const { bytes, contentType } = made
  switch (sort) {
    case 'empty':
      return { bytes: new Uint8Array(), contentType }
    case 'html':
      return text('<!DOCTYPE html>\n<html><body>Sign in to continue</body></html>\n', 'text/html')
    case 'json':
      return text('{"error":"File expired"}', 'application/json')
    case 'cut':
      return { bytes: bytes.slice(0, bytes.length / 2), contentType }
    case 'corrupted':
      return { bytes: garbledAfter(soundHeadBytes(bytes), bytes), contentType }
    case 'other-type':
      return {
        bytes: await pictureOf(task.type === 'image' ? 'video' : 'image', { ...task, seconds: 4 }),
        contentType,
      }
    case 'same-again':
      return { bytes: await pictureOf(task.type, { ...task, id: '0a0b0c0d' }), contentType }
    case 'other-size':
      return { bytes: await pictureOf(task.type, { ...task, aspectRatio: otherRatio(task) }), contentType }
    case 'other-length':
      return { bytes: await pictureOf(task.type, { ...task, seconds: task.seconds - 3 }), contentType }
  }
}

/** A PNG keeps all up to its pixels, an MP4 its type: who looks at the head alone takes it for sound. */
function soundHeadBytes(bytes: Uint8Array): number {
  const pixels = Buffer.from(bytes).indexOf('IDAT')
  return pixels < 0 ? 40 : pixels + 8
}

function garbledAfter(soundBytes: number, bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => (at < soundBytes ? byte : (at * 151 + 7) % 256))
}

function pictureOf(type: Task['type'], task: Task): Uint8Array | Promise<Uint8Array> {
  return type === 'image' ? plainStill(task, task.id) : plainClip(task, task.id)
}

function otherRatio({ aspectRatio }: Task): string {
  return aspectRatio === '16:9' ? '9:16' : '16:9'
}

function text(content: string, contentType: string): ServedFile {
  return { bytes: Buffer.from(content), contentType }
}
