import { expect, test } from 'vitest'
import { RetakeError } from '../../src/errors.ts'
import { readDocument } from '../../src/workflow/document.ts'
import { applyEdits, type Edit } from '../../src/workflow/edits.ts'

const graph = '"tabs":[{"graphData":{}}]'

function edited(text: string, ...edits: [(string | number)[], Edit['value']][]): string {
  const bytes = new TextEncoder().encode(text)
  const document = readDocument(bytes, 'a.nbflow')
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    applyEdits(
      document,
      edits.map(([path, value]) => ({ path, value })),
    ),
  )
}

test('an untouched file comes back byte for byte', () => {
  const text = `\ufeff{\r\n\t"b" : 1.50,"a":1e3, "big": 12345678901234567890,\r\n"u":"\\u00e9\\ud800", "2":7.0, "1":-0 , ${graph}\r\n}\r\n\r\n`
  expect(edited(text)).toBe(text)
  expect(
    edited(text, [['a'], 1000], [['big'], Number('12345678901234567890')], [['nothing', 'there'], undefined]),
  ).toBe(text)
})

test.each<[string, string, [(string | number)[], Edit['value']][], string]>([
  ['a scalar is replaced in place', '{"a": 1.50 ,"b":2}', [[['a'], 'x']], '{"a": "x" ,"b":2}'],
  [
    'a new key goes to the end, compact',
    '{"a":1,"b":2}',
    [[['c'], [1, { d: 2 }]]],
    '{"a":1,"b":2,"c":[1,{"d":2}]}',
  ],
  ['a new key after one with spaces', '{"a": 1, "b": 2}', [[['c'], [1, 2]]], '{"a": 1, "b": 2, "c": [1, 2]}'],
  ['a new key after a single one', '{"a": 1}', [[['c'], 3]], '{"a": 1, "c": 3}'],
  ['inner spaces stay', '{ "a": 1 }', [[['c'], 3]], '{ "a": 1, "c": 3 }'],
  [
    'indentation is taken over',
    '{\n  "a": {\n    "b": 1\n  }\n}',
    [[['a', 'c'], [1]]],
    '{\n  "a": {\n    "b": 1,\n    "c": [\n      1\n    ]\n  }\n}',
  ],
  [
    'tabs and CRLF too',
    '{\r\n\t"a": {\r\n\t\t"b": 1\r\n\t}\r\n}\r\n',
    [[['a', 'c'], { d: 1 }]],
    '{\r\n\t"a": {\r\n\t\t"b": 1,\r\n\t\t"c": {\r\n\t\t\t"d": 1\r\n\t\t}\r\n\t}\r\n}\r\n',
  ],
  [
    'an inline object in an indented file stays inline',
    '{\n  "a": { "b": 1 },\n  "z": 0\n}',
    [
      [
        ['a', 'c'],
        [1, 2],
      ],
    ],
    '{\n  "a": { "b": 1, "c": [1, 2] },\n  "z": 0\n}',
  ],
  [
    'an inline list stays inline',
    '{\n  "pos": [1, 2]\n}',
    [[['pos'], [3, 4, 5]]],
    '{\n  "pos": [3, 4, 5]\n}',
  ],
  [
    'an empty object opens up',
    '{\n  "a": {},\n  "z": 0\n}',
    [[['a', 'c'], 1]],
    '{\n  "a": {\n    "c": 1\n  },\n  "z": 0\n}',
  ],
  [
    'missing objects on the way are made',
    '{\n  "a": 1\n}',
    [
      [['p', 'q', 'r'], 1],
      [['p', 's'], 2],
    ],
    '{\n  "a": 1,\n  "p": {\n    "q": {\n      "r": 1\n    },\n    "s": 2\n  }\n}',
  ],
  ['null on the way becomes an object', '{"a":null}', [[['a', 'b'], 1]], '{"a":{"b":1}}'],
  ['the first key is removed', '{"a":1, "b":2}', [[['a'], undefined]], '{"b":2}'],
  ['the last key is removed', '{"a":1, "b":2 }', [[['b'], undefined]], '{"a":1 }'],
  ['the only key is removed', '{"x":{ "a":1 }}', [[['x', 'a'], undefined]], '{"x":{}}'],
  [
    'keys are removed around one and one is added',
    '{"a":1,"b":2,"c":3,"d":4}',
    [
      [['a'], undefined],
      [['c'], undefined],
      [['d'], undefined],
      [['e'], 5],
    ],
    '{"b":2,"e":5}',
  ],
  [
    'all keys make room for one',
    '{\n  "x": {\n    "a": 1\n  }\n}',
    [
      [['x', 'a'], undefined],
      [['x', 'b'], 2],
    ],
    '{\n  "x": {\n    "b": 2\n  }\n}',
  ],
  ['the last of two equal keys counts', '{"a":1,"a":2}', [[['a'], 1]], '{"a":1,"a":1}'],
  [
    'what was planned for the first of two is dropped',
    '{"a":{"b":1},"a":{"c":1}}',
    [
      [['a', 'b'], 9],
      [['a', 'c'], 8],
    ],
    '{"a":{"b":1},"a":{"c":8,"b":9}}',
  ],
  ['removing removes both', '{"a":1,"b":0,"a":2}', [[['a'], undefined]], '{"b":0}'],
  ['escaped keys are the same keys', '{"\\u0061":1}', [[['a'], 2]], '{"\\u0061":2}'],
  [
    'list items are set, added and removed',
    '{"l":[1, 2, 3]}',
    [
      [['l', 0], 9],
      [['l', 1], undefined],
      [['l', 3], 4],
    ],
    '{"l":[9, 3, 4]}',
  ],
  [
    'a later edit wins',
    '{"a":1}',
    [
      [['a'], 2],
      [['a'], 3],
    ],
    '{"a":3}',
  ],
  [
    'an edit further in changes what was set',
    '{"a":1}',
    [
      [['a'], { b: 1 }],
      [['a', 'c'], 2],
    ],
    '{"a":{"b":1,"c":2}}',
  ],
  ['a key may be called __proto__', '{"a":1}', [[['__proto__'], 2]], '{"a":1,"__proto__":2}'],
  ['lone surrogates are escaped', '{"a":1}', [[['a'], '\ud800é']], '{"a":"\\ud800é"}'],
])('%s', (_, text, edits, expected) => {
  const inside = (inner: string) =>
    inner.includes('\n') ? `{\n${graph},\n"t": ${inner}\n}` : `{${graph},"t":${inner}}`
  const moved = edits.map(([path, value]): [(string | number)[], Edit['value']] => [['t', ...path], value])
  const wrapped = edited(inside(text), ...moved)
  expect(wrapped).toBe(inside(expected))
})

test.each([
  [['a', 'b'], 'line 1: an object or a list is expected there, not 1,"l":[1]'],
  [['l', 'b'], 'line 1: an object or a list is expected there, not [1],'],
  [['l', 0, 1], 'line 1: an object or a list is expected there, not 1],'],
])('a path that leads nowhere is refused: %j', (path, message) => {
  const write = () => edited(`{"a":1,"l":[1],${graph}}`, [path, 1])
  expect(write).toThrow(RetakeError)
  expect(write).toThrow(message)
})

test('a path is not refused for a place that does not count, nor a far item of a list', () => {
  expect(edited(`{"a":1,"a":{},${graph}}`, [['a', 'b'], 2])).toBe(`{"a":1,"a":{"b":2},${graph}}`)
  expect(edited(`{"a":[1],${graph}}`, [['a', 3], 2])).toBe(`{"a":[1,null,null,2],${graph}}`)
  expect(edited(`{${graph}}`, [['a', 1], 2])).toBe(`{${graph},"a":[null,2]}`)
})

test('10,000 nodes with four edits each are written in one pass', () => {
  const nodes = Array.from({ length: 10_000 }, (_, id) => ({
    id,
    seed: 7,
    properties: { text: 'x "{[', a: 1 },
  }))
  const text = JSON.stringify({ tabs: [{ graphData: { nodes } }] }, null, 2).replaceAll(
    '"seed": 7',
    '"seed": 7.0',
  )
  const edits = nodes.flatMap(({ id }): [(string | number)[], Edit['value']][] => {
    const at = (key: string) => ['tabs', 0, 'graphData', 'nodes', id, 'properties', key]
    return [
      [at('a'), id],
      [at('_savedImages'), [`${id}.png`]],
      [at('_savedPreviewIndex'), 0],
      [at('text'), undefined],
    ]
  })
  const result = edited(text, ...edits)
  const expected = nodes.map(({ id }) => ({
    id,
    seed: 7,
    properties: { a: id, _savedImages: [`${id}.png`], _savedPreviewIndex: 0 },
  }))
  expect(result).toBe(
    JSON.stringify({ tabs: [{ graphData: { nodes: expected } }] }, null, 2).replaceAll(
      '"seed": 7',
      '"seed": 7.0',
    ),
  )
})
