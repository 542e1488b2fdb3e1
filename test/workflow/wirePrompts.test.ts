import { expect, test } from 'vitest'
import {
  dynamic,
  findingLines,
  generationLines,
  image,
  prompt,
  reference,
  type TestNode,
  template,
  wireTab,
} from './buildWorkflow.ts'

type Case = [string, TestNode[], string[], string[]]

test.each<Case>([
  [
    'a plain prompt is sent as it stands',
    [prompt(1, '{"a": {b}}'), image(2)],
    ['1 > 2.0'],
    ['2:1 "{\\"a\\": {b}}" []'],
  ],
  [
    'a template is filled, JSON braces stay',
    [prompt(1, 'a {dog}'), template(2, '{ "s": "{scene}", "t": {scene}, {1x} }', ['scene']), image(3)],
    ['1 > 2.0', '2 > 3.0'],
    ['3:1 "{ \\"s\\": \\"a {dog}\\", \\"t\\": a {dog}, {1x} }" []'],
  ],
  [
    'templates feed templates',
    [prompt(1, 'x'), template(2, '({a})', ['a']), template(3, '[{b}{b}]', ['b']), image(4)],
    ['1 > 2.0', '2 > 3.0', '3 > 4.0'],
    ['4:1 "[(x)(x)]" []'],
  ],
  [
    'a template that lists no slots takes them in order',
    [prompt(1, 'x'), prompt(2, 'y'), prompt(3, '{b} {a} {b}', { templateMode: true }), image(4)],
    ['1 > 3.0', '2 > 3.1', '3 > 4.0'],
    ['4:1 "x y x" []'],
  ],
  [
    'dynamic rows run one by one, together, with one row serving all',
    [
      dynamic(1, ['a', 'b']),
      dynamic(2, ['c', 'd']),
      dynamic(3, ['e']),
      template(4, '{x}{y}{z}', ['x', 'y', 'z']),
      image(5),
    ],
    ['1 > 4.0', '2 > 4.1', '3 > 4.2', '4 > 5.0'],
    ['5:1 "ace" []', '5:2 "bde" []'],
  ],
  [
    'a dynamic template fills each row',
    [
      prompt(1, 'x'),
      { ...dynamic(2, ['a {p}', 'b {p}'], { templateMode: true }), inputs: [{ name: 'p' }] },
      image(3),
    ],
    ['1 > 2.0', '2 > 3.0'],
    ['3:1 "a x" []', '3:2 "b x" []'],
  ],
  [
    'batch images are rows',
    [
      prompt(1, 'x'),
      reference(2, 'z.png', { batchMode: true, batchImages: ['a.png', { url: 'b.png' }] }),
      image(3),
    ],
    ['1 > 3.0', '2 > 3.1'],
    ['3:1 "x" [image 1=a.png]', '3:2 "x" [image 1=b.png]'],
  ],
  [
    'an empty batch is a single picture',
    [prompt(1, 'x'), reference(2, 'z.png', { batchMode: true, batchImages: [] }), image(3)],
    ['1 > 3.0', '2 > 3.1'],
    ['3:1 "x" [image 1=z.png]'],
  ],
])('%s', (_, nodes, links, expected) => {
  const wiring = wireTab(nodes, links)
  expect(generationLines(wiring)).toEqual(expected)
  expect(findingLines(wiring)).toEqual([])
})

const long = 'x'.repeat(6_000_000)

test.each<Case>([
  ['no prompt', [image(2)], [], ['error no-prompt 2']],
  [
    'no prompt linked to the prompt slot',
    [reference(1, 'a.png'), image(2)],
    ['1 > 2.1'],
    ['error no-prompt 2'],
  ],
  ['an empty prompt', [prompt(1, ' \n'), image(2)], ['1 > 2.0'], ['error empty-prompt 2']],
  [
    'a prompt without text',
    [{ ...prompt(1, ''), properties: {} }, image(2)],
    ['1 > 2.0'],
    ['error empty-prompt 2'],
  ],
  ['an empty row', [dynamic(1, ['a', '']), image(2)], ['1 > 2.0'], ['error empty-prompt 2']],
  ['text that is no string', [prompt(1, { a: 1 }), image(2)], ['1 > 2.0'], ['error text-not-string 1']],
  [
    'rows that are objects',
    [dynamic(1, ['a', { text: 'b' }]), image(2)],
    ['1 > 2.0'],
    ['error dynamic-rows-not-strings 1'],
  ],
  ['rows that are no list', [dynamic(1, 'a'), image(2)], ['1 > 2.0'], ['error dynamic-rows-not-strings 1']],
  ['no rows', [dynamic(1, []), image(2)], ['1 > 2.0'], ['error dynamic-rows-empty 1']],
  [
    'a placeholder without a link',
    [template(1, '{a}', ['a']), image(2)],
    ['1 > 2.0'],
    ['error placeholder-without-prompt 1'],
  ],
  [
    'a slot of another name',
    [prompt(1, 'x'), template(2, '{a}', ['b']), image(3)],
    ['1 > 2.0', '2 > 3.0'],
    ['error placeholder-without-prompt 2'],
  ],
  [
    'a placeholder linked to a picture',
    [reference(1, 'a.png'), template(2, '{a}', ['a']), image(3)],
    ['1 > 2.0', '2 > 3.0'],
    ['error placeholder-not-text 2'],
  ],
  [
    'unequal rows in a template',
    [dynamic(1, ['a', 'b']), dynamic(2, ['a', 'b', 'c']), template(3, '{a}{b}', ['a', 'b']), image(4)],
    ['1 > 3.0', '2 > 3.1', '3 > 4.0'],
    ['error unequal-rows 3'],
  ],
  [
    'unequal rows of prompt and batch',
    [dynamic(1, ['a', 'b']), reference(2, null, { batchMode: true, batchImages: ['a', 'b', 'c'] }), image(3)],
    ['1 > 3.0', '2 > 3.1'],
    ['error unequal-rows 3'],
  ],
  [
    'a prompt from a foreign node',
    [{ id: 1, type: 'x/Text' }, image(2)],
    ['1 > 2.0'],
    ['warning foreign-node 1', 'error prompt-from-foreign-node 2'],
  ],
  [
    'a placeholder from a foreign node',
    [{ id: 1, type: 'x/Text' }, template(2, '{a}', ['a']), image(3)],
    ['1 > 2.0', '2 > 3.0'],
    ['warning foreign-node 1', 'error prompt-from-foreign-node 2'],
  ],
  ['a picture as prompt', [reference(1, 'a.png'), image(2)], ['1 > 2.0'], ['error prompt-not-text 2']],
  ['a prompt as picture', [prompt(1, 'x'), image(2)], ['1 > 2.0', '1 > 2.1'], ['error wrong-medium 2']],
  [
    'templates that grow without end',
    [prompt(1, long), template(2, '{a}{a}', ['a']), image(3)],
    ['1 > 2.0', '2 > 3.0'],
    ['error prompt-too-long 2'],
  ],
])('it is an error: %s', (_, nodes, links, expected) => {
  expect(findingLines(wireTab(nodes, links))).toEqual(expected)
})

test.each<Case>([
  [
    'a placeholder of a prompt that feeds nothing',
    [template(1, '{a}', ['a'])],
    [],
    ['warning placeholder-without-prompt 1'],
  ],
  [
    'anything of a switched-off generation',
    [dynamic(1, [3]), image(2, { _disabled: true, outputCount: 0 })],
    ['1 > 2.0'],
    ['warning dynamic-rows-not-strings 1', 'warning bad-output-count 2'],
  ],
  [
    'a generation whose prompt is switched off',
    [prompt(1, 'x', { _disabled: true }), image(2, { outputCount: 'four' })],
    ['1 > 2.0'],
    ['warning prompt-off 1', 'warning bad-output-count 2'],
  ],
])('it is a warning only, because nothing that runs depends on it: %s', (_, nodes, links, expected) => {
  expect(findingLines(wireTab(nodes, links))).toEqual(expected)
})

test('a finding says what is wrong, where, and what to do', () => {
  const nodes = [{ ...template(7, 'In {place}', ['scene']), title: 'Style' }, image(8)]
  const { findings } = wireTab(nodes, ['7 > 8.0'])
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([
    {
      code: 'placeholder-without-prompt',
      severity: 'error',
      tab: 'Main',
      nodeId: 7,
      title: 'Style',
      field: 'properties.text {place}',
      message:
        '{place} in prompt 7 "Style" would be sent as it stands: no slot has that name (slots: "scene").',
      mend: 'Link a prompt to a slot named "place", or take {place} out of the text.',
    },
  ])
})
