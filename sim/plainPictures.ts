/** Tiny valid files with bytes of their own, made in well under a millisecond. */
import { crc32, deflateSync } from 'node:zlib'
import { encodeMp4 } from '../src/backends/sketch/encodeMp4.ts'

/** As the order has it. */
type Shape = { readonly aspectRatio: string; readonly referenceHashes?: readonly string[] }

/** A PNG of one colour, 16 pixels on the unit of its ratio; the task, and of what it was made, is in a text chunk. */
export function plainStill({ aspectRatio, referenceHashes = [] }: Shape, taskId: string): Uint8Array {
  const { width, height } = plainSize(aspectRatio)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.alloc(1 + width * 3)
  for (let x = 0; x < width; x += 1) row.write(taskId.slice(0, 6), 1 + x * 3, 'hex')
  const rows = Buffer.concat(Array.from({ length: height }, () => row))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Comment\0${[taskId, ...referenceHashes].join(' ')}`, 'latin1')),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A grey MP4 of a frame a second, encoded once for each sort; the task is in a `free` box at the end, which players skip. */
export async function plainClip(order: Shape & { seconds: number }, taskId: string): Promise<Uint8Array> {
  const sort = `${order.aspectRatio} ${order.seconds}`
  const clip = clips.get(sort) ?? encodeGrey(order.aspectRatio, order.seconds)
  clips.set(sort, clip)
  const mark = [taskId, ...(order.referenceHashes ?? [])].join(' ')
  const box = Buffer.alloc(8 + mark.length)
  box.writeUInt32BE(box.length, 0)
  box.write(`free${mark}`, 4, 'latin1')
  return Buffer.concat([await clip, box])
}

const clips = new Map<string, Promise<Uint8Array>>()

function encodeGrey(aspectRatio: string, seconds: number): Promise<Uint8Array> {
  const size = plainSize(aspectRatio)
  const frame = new Uint8Array(size.width * size.height * 4).fill(128)
  return encodeMp4(repeated(frame, seconds), { size, frameRate: 1 })
}

async function* repeated(frame: Uint8Array, count: number) {
  for (let index = 0; index < count; index += 1) yield frame
}

/** `9:16` → 144 × 256. */
function plainSize(aspectRatio: string): { width: number; height: number } {
  const [width = 9, height = 16] = aspectRatio.split(':').map(Number)
  return { width: width * 16, height: height * 16 }
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(content.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
