/** Values and spellings that JSON allows and programs stumble over. */
import type { Random } from './random.ts'

/** A text that `spelled` replaces by what stands between its marks: what no value of this program can be written as. */
const raw = (text: string) => `<<raw:${text}:raw>>`

/** JSON of a value, with all `raw` texts in it as they are. */
export function spelled(value: unknown, space?: string | number): string {
  return JSON.stringify(value, null, space).replace(/"<<raw:((?:[^"\\]|\\.)*?):raw>>"/g, (_, inner: string) =>
    String(JSON.parse(`"${inner}"`)),
  )
}

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth)

const SMALL: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 2, 7, 0.5, 64, 65, 1_000, 2 ** 31, 2 ** 53, 1e21, 1e308],
  ...['', ' ', '0', '1', '3', 'x', 'image', 'prompt', 'start frame', '{a}', '{a}{b}', 'a'.repeat(2_000), '8', '16:9'],
  ...['__proto__', 'constructor', 'toString', '\u0000', '\ud800', '\udc00\ud800', '\u202e\u2066', '\u001b[2J', '\ufeff'],
  ...['data:', 'data:image/png;base64,', 'http://', 'file:///etc/passwd', 'C:\\x', '../../x', '//x', 'javascript:1', '1e999'],
  ...[[], {}, [null], [[]], [{}], ['', ''], { '': '' }, { length: -1 }, { toString: 1, valueOf: 1 }, { toJSON: 1 }],
  ...[{ url: 'a.png' }, { src: {} }, { text: 'one' }, { imageData: ['a'] }, [1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0]],
  ...[raw('1e999'), raw('-1e999'), raw('-0'), raw('9007199254740993'), raw('1E-400'), raw(`0.${'1'.repeat(400)}`)],
  ...[raw('{"__proto__":{"a":1}}'), raw('{"a":1,"a":2,"a":{}}'), raw('{"then":1}'), raw('"\\ud800"'), raw('"\\u0000\\u007f"')],
  ...[raw(nested('[', ']', 150)), raw(`${'{"a":'.repeat(150)}1${'}'.repeat(150)}`), raw(nested('[', ']', 250))],
] // biome-ignore format: a list

const LARGE: readonly (() => unknown)[] = [
  () => raw(nested('[', ']', 100_000)),
  () => raw(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  () => 'x'.repeat(1_000_000),
  () => '\u0301\u0323'.repeat(5_000),
  () => '{a}'.repeat(20_000),
  () => Array.from({ length: 20_000 }, () => ''),
  () => Array.from({ length: 20_000 }, (_, at) => at),
  () => Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`key ${at}`, at])),
  () => Array.from({ length: 5_000 }, (_, at) => ({ name: 'image', link: at, links: [at] })),
]

export function hostileValue(random: Random): unknown {
  return random.oneIn(150) ? random.pick(LARGE)() : structuredClone(random.pick(SMALL))
}

const KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'length', '', '0', '-1', 'a.b', '\u0000'],
  ...['id', 'type', 'title', 'mode', 'properties', 'inputs', 'outputs', 'links', 'link', 'nodes', 'name', 'tabs', 'graphData'],
  ...['text', 'dynamicRows', 'dynamicMode', 'templateMode', 'batchImages', 'batchMode', 'imageData', 'last_node_id'],
  ...['_disabled', '_savedImages', '_lastApprovedData', 'outputCount', 'timeout', 'aspectRatio', 'durationSeconds', 'model'],
] // biome-ignore format: a list

export function hostileKey(random: Random): string {
  return random.oneIn(40) ? 'k'.repeat(100_000) : random.pick(KEYS)
}
