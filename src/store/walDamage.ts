/**
 * Whether commits were lost out of a write-ahead log. SQLite reads it up to the first frame that is not whole and passes
 * over the rest without a word: right after a power cut, which tears the last commit at most, and else a silent loss.
 * The form is that of https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
import { readFileSync } from 'node:fs'
import { endianness } from 'node:os'

const HEADER_BYTES = 32
const CHECKED_HEADER_BYTES = 24
const FRAME_HEADER_BYTES = 24
/** The lowest bit says in which order the checksums read their words. */
const MAGIC = 0x377f0682

/** @param file of the log, which is there */
export function lostCommits(file: string): boolean {
  const log = readFileSync(file)
  if (log.length < HEADER_BYTES + FRAME_HEADER_BYTES) return false
  const words = wordsOf(log)
  const sums = sum(words, 0, CHECKED_HEADER_BYTES, [0, 0])
  const isHeader = (log.readUInt32BE(0) & ~1) === MAGIC && isWritten(log, CHECKED_HEADER_BYTES, sums)
  // It was on disk before the first frame.
  if (!isHeader) return true
  return commitsAfterBreak(log, words, sums) > 1
}

/** Each commit is on disk before the next begins: of those after a break, only one can have been under way. */
function commitsAfterBreak(log: Buffer, words: Int32Array, headerSums: Sums): number {
  const salts = log.subarray(16, 24)
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(8)
  let sums = headerSums
  let isWhole = true
  let commits = 0
  for (let at = HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    const isOfThisLog = log.subarray(at + 8, at + 16).equals(salts)
    if (isWhole) {
      sums = sum(words, at + FRAME_HEADER_BYTES, at + frameBytes, sum(words, at, at + 8, sums))
      isWhole = isOfThisLog && isWritten(log, at + 16, sums)
    }
    const isCommit = log.readUInt32BE(at + 4) !== 0
    if (!isWhole && isOfThisLog && isCommit) commits += 1
  }
  return commits
}

type Sums = readonly [number, number]

function isWritten(log: Buffer, at: number, [first, second]: Sums): boolean {
  return log.readUInt32BE(at) === first && log.readUInt32BE(at + 4) === second
}

/** As the checksums read them: in the order of the machine that wrote them. */
function wordsOf(log: Buffer): Int32Array {
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1
  const wholeBytes = log.length - (log.length % 4)
  const isNative = isBigEndian === (endianness() === 'BE') && log.byteOffset % 4 === 0
  const bytes = isNative ? log : Buffer.from(new Uint8Array(log.subarray(0, wholeBytes)).buffer).swap32()
  return new Int32Array(bytes.buffer, bytes.byteOffset, wholeBytes / 4)
}

function sum(words: Int32Array, fromByte: number, toByte: number, [first, second]: Sums): Sums {
  let [a, b] = [first | 0, second | 0]
  const end = toByte / 4
  for (let at = fromByte / 4; at < end; at += 2) {
    a = (a + words[at]! + b) | 0
    b = (b + words[at + 1]! + a) | 0
  }
  return [a >>> 0, b >>> 0]
}
