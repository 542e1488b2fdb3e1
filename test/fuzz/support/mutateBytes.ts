/** Changes bytes and tokens without regard to what they mean: cut, doubled, flipped, moved, overwritten. */
import type { Random } from './random.ts'

export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let changed: Uint8Array = Uint8Array.from(bytes)
  const count = 1 + random.below(random.oneIn(4) ? 30 : 4)
  for (let at = 0; at < count; at += 1) changed = random.pick(MUTATIONS)(changed, random)
  return changed
}

const TOKENS = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\ud800', '\u0000', '\ufeff', '\n', '\r', '\u2028', '//', '/*'],
  ...['1e999', '-0', 'NaN', 'Infinity', '-', '.', '01', 'true', 'nul', '""', '[]', '{}', '"__proto__":', '9007199254740993'],
  ...['[[[[[[[[', ']]]]]]]]', '<svg', '<html', '\x89PNG', 'ftyp', 'moov'],
].map((token) => new TextEncoder().encode(token)) // biome-ignore format: a list

/** Lengths and offsets that formats keep: the largest, the smallest, what wraps around. */
const NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0]

const MUTATIONS: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  setNumber,
  setNumber,
  insertToken,
  cutOut,
  cutOff,
  repeatPiece,
  movePiece,
  fillPiece,
]

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length)
  if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  return bytes
}

function setByte(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256)
  return bytes
}

/** Four bytes, or eight. Heads are where most lengths stand. */
function setNumber(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length < 8) return bytes
  const within = random.oneIn(2) ? bytes.length : Math.min(bytes.length, 400)
  const at = random.below(within - 7)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  view.setUint32(at, random.pick(NUMBERS), random.oneIn(4))
  return bytes
}

function insertToken(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1)
  return joined(bytes.subarray(0, at), random.pick(TOKENS), bytes.subarray(at))
}

function piece(bytes: Uint8Array, random: Random): readonly [number, number] {
  const from = random.below(bytes.length + 1)
  const longest = random.oneIn(3) ? bytes.length : 40
  return [from, Math.min(bytes.length, from + random.below(longest + 1))]
}

function cutOut(bytes: Uint8Array, random: Random): Uint8Array {
  const [from, to] = piece(bytes, random)
  return joined(bytes.subarray(0, from), bytes.subarray(to))
}

function cutOff(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random.below(bytes.length + 1))
}

function repeatPiece(bytes: Uint8Array, random: Random): Uint8Array {
  const [from, to] = piece(bytes, random)
  if (bytes.length > 500_000) return bytes
  return joined(bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to))
}

function movePiece(bytes: Uint8Array, random: Random): Uint8Array {
  const [from, to] = piece(bytes, random)
  const rest = joined(bytes.subarray(0, from), bytes.subarray(to))
  const at = random.below(rest.length + 1)
  return joined(rest.subarray(0, at), bytes.subarray(from, to), rest.subarray(at))
}

function fillPiece(bytes: Uint8Array, random: Random): Uint8Array {
  const [from, to] = piece(bytes, random)
  return bytes.fill(random.pick([0, 32, 91, 255]), from, to)
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces))
}
