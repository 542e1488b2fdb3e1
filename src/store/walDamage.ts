/**
 * Whether commits were lost out of a write-ahead log. SQLite reads it up to the first frame that is not whole and passes
 * over the rest without a word: right after a power cut, which tears the last commit at most, and else a silent loss.
 * The form is that of https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
import { readFileSync } from 'node:fs'

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
/** The lowest bit says in which order the checksums read their words. */
const MAGIC = 0x377f0682

/** @param file of the log, which is there */
export function lostCommits(file: string): boolean {
  const log = readFileSync(file)
  if (log.length < HEADER_BYTES + FRAME_HEADER_BYTES) return false
  const header = readHeader(log)
  if (header === null) return true
  const { frameBytes, salts, isBigEndian } = header
  let { sums } = header
  let isWhole = true
  let commitsAfter = 0
  for (let at = HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    const isOfThisLog = log.subarray(at + 8, at + 16).equals(salts)
    if (isWhole) {
      sums = checksum(log.subarray(at, at + 8), sums, isBigEndian)
      sums = checksum(log.subarray(at + FRAME_HEADER_BYTES, at + frameBytes), sums, isBigEndian)
      isWhole = isOfThisLog && isWritten(log, at + 16, sums)
    }
    const isCommit = log.readUInt32BE(at + 4) !== 0
    if (!isWhole && isOfThisLog && isCommit) commitsAfter += 1
  }
  // Each commit is on disk before the next begins: of those after the break, only one can have been under way.
  return commitsAfter > 1
}

type Sums = readonly [number, number]

/** Null where it is none: it was on disk before the first frame. */
function readHeader(log: Buffer) {
  const magic = log.readUInt32BE(0)
  const isBigEndian = (magic & 1) === 1
  const sums = checksum(log.subarray(0, 24), [0, 0], isBigEndian)
  if ((magic & ~1) !== MAGIC || !isWritten(log, 24, sums)) return null
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(8)
  return { frameBytes, salts: log.subarray(16, 24), isBigEndian, sums }
}

function isWritten(log: Buffer, at: number, [first, second]: Sums): boolean {
  return log.readUInt32BE(at) === first && log.readUInt32BE(at + 4) === second
}

function checksum(bytes: Buffer, [first, second]: Sums, isBigEndian: boolean): Sums {
  let [a, b] = [first, second]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.byteLength; at += 8) {
    a = (a + view.getUint32(at, !isBigEndian) + b) >>> 0
    b = (b + view.getUint32(at + 4, !isBigEndian) + a) >>> 0
  }
  return [a, b]
}
