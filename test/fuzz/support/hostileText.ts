/** Texts that people paste and programs stumble over: words of titles, numbers, marks, halves of letters, no end. */
import type { Random } from './random.ts'

const PIECES = [
  ...['scene', 'Scene 03', '3', '5', '05', '#5', '14', 'image', 'clip', 'gate', 'prompt', 'node', 'and', ',', '&', ':', 'of', 'in'],
  ...['Main', 'Main:3', 'A:1', ':1', '-1', '1e9', '٣', '１', '0x10', '99999999999999999999', '1.5', '{a}', '=>', '=', '"', "'"],
  ...['\u0000', '\ud800', '\udc00', '\u0301', '\u200b', '\u202e', '\ufeff', '\u001b[31m', '\n', '\r\n', '\t', 'é', 'ß', 'İ', '🎬', 'ﷺ'],
  ...['__proto__', 'constructor', '..', '../', '/', '\\', 'C:', 'CON', 'nul', '.nbflow', '-generated-20250101-000000', '-V0-1', 'V1'],
] // biome-ignore format: a list

export function hostileText(random: Random): string {
  if (random.oneIn(150)) return random.pick(PIECES).repeat(20_000)
  const count = 1 + random.below(random.oneIn(10) ? 60 : 6)
  return Array.from({ length: count }, () => random.pick(PIECES)).join(random.pick(['', ' ', ' ', '-']))
}
