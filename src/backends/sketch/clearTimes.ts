/** Takes the clock out of an MP4: the encoder writes when it ran into three headers, and the same clip should be the same bytes. */

/** Sets creation and modification time of `mvhd`, `tkhd` and `mdhd` to 0, in place. */
export function clearTimes(mp4: Uint8Array): void {
  clearBoxes(Buffer.from(mp4.buffer, mp4.byteOffset, mp4.byteLength))
}

const containers: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia'])
const timed: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd'])

/** A box is its length (4 bytes), its name (4), its content; a timed one begins with version and flags (4). */
function clearBoxes(boxes: Buffer): void {
  let at = 0
  while (at + 8 <= boxes.length) {
    const length = boxes.readUInt32BE(at)
    const name = boxes.toString('latin1', at + 4, at + 8)
    // 0 and 1 announce other ways to say a length; the encoder uses neither.
    if (length < 8 || at + length > boxes.length)
      throw new Error(`box ${name} of the clip has no usable length`)
    const content = boxes.subarray(at + 8, at + length)
    if (containers.has(name)) clearBoxes(content)
    if (timed.has(name)) content.fill(0, 4, 4 + (content[0] === 1 ? 16 : 8))
    at += length
  }
}
