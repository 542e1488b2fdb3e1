/** Edits of a document: which texts and settings they mean, and that nothing else in the file moves. */
import { expect, test } from 'vitest'
import { readDocument } from '../../src/workflow/document.ts'
import { applyEdits } from '../../src/workflow/edits.ts'
import { changedGenerations } from '../../src/workflow/rewriting/changedGenerations.ts'
import { promptBook } from '../../src/workflow/rewriting/promptBook.ts'
import { brokenJson, isJsonPrompt } from '../../src/workflow/rewriting/promptJson.ts'
import {
  matchesOf,
  readReplacement,
  replaceAll,
  type TextChange,
} from '../../src/workflow/rewriting/replacements.ts'
import { rewrite, type Wishes } from '../../src/workflow/rewriting/rewrite.ts'
import { readSetting, settingChanges } from '../../src/workflow/rewriting/settings.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentOf, dynamic, image, prompt, type TestNode, template, video } from './buildWorkflow.ts'

const nothingElse: Wishes = { texts: [], settings: [], splits: [] }

function textOf(document: ReturnType<typeof readDocument>, wishes: Partial<Wishes>): string {
  const { edits } = rewrite(document, { ...nothingElse, ...wishes })
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(applyEdits(document, edits))
}

function read(text: string) {
  return readDocument(new TextEncoder().encode(text), 'a.nbflow')
}

/** Every text of the node, written anew. */
function written(document: ReturnType<typeof readDocument>, nodeId: number, after: string): TextChange[] {
  const found = promptBook(document).prompt('Main', nodeId)!
  return found.texts.map((text) => ({ prompt: found, text, after }))
}

test('a new text changes its own bytes and no others: CRLF, odd indents, big and odd numbers, doubled keys stay', () => {
  const text = [
    '\ufeff{\r\n\t"name" : "odd" , "big": 12345678901234567890, "tabs":[ {"name":"Main",',
    '     "graphData":{"last_node_id":  9.0,"nodes":[',
    '  {"id":1,  "type":"nanobanana/Prompt","properties":{ "text" : "old \\u00e9" ,"x":1.50,"x":1e3}},',
    '  {"id":2,"type":"nanobanana/NanobananaAPI","properties":{"model":"m","seed":12345678901234567890}}',
    ' ], "links":[[ 1,1,0,2,0,"string"]]}}]\r\n}\r\n\r\n',
  ].join('\r\n')
  const document = read(text)
  const after = 'new\r\n"quoted" \ud800 é'
  expect(textOf(document, { texts: written(document, 1, after) })).toBe(
    text.replace('"old \\u00e9"', JSON.stringify(after)),
  )
})

test('what is written as it was changes nothing, and no prompt is copied for it', () => {
  const document = documentOf({
    nodes: [prompt(1, 'same'), image(2), image(3)],
    links: ['1 > 2.0', '1 > 3.0'],
  })
  const book = promptBook(document)
  const graph = book.graph('Main')!
  const splits = [{ graph, generation: graph.place(2)! }]
  const wishes = { ...nothingElse, texts: written(document, 1, 'same'), splits }
  expect(rewrite(document, wishes)).toEqual({ edits: [], changes: [], copies: [] })
})

test('the prompts behind a generation: the one linked to its prompt slot first, then what fills it', () => {
  const bypassed = { ...prompt(4, 'let through'), mode: 4, inputs: [{ name: 'in', link: null }] }
  const document = documentOf({
    nodes: [
      template(1, '{scene} {look}', ['scene', 'look']),
      prompt(2, 'a hill'),
      template(3, '{top} top', ['top']),
      bypassed,
      prompt(5, 'blue'),
      image(6),
      prompt(7, 'of another'),
      image(8),
    ],
    links: ['1 > 6.0', '2 > 1.0', '3 > 1.1', '4 > 3.0', '5 > 4.0', '7 > 8.0'],
  })
  const behind = promptBook(document).behind('Main', 6)
  expect(behind.map(({ nodeId }) => nodeId)).toEqual([1, 2, 3, 5])
  expect(behind.map(({ isTemplate }) => isTemplate)).toEqual([true, false, true, false])
  expect(promptBook(document).behind('Main', 99)).toEqual([])
  expect(promptBook(document).behind('Elsewhere', 6)).toEqual([])
})

test('the rows of a dynamic prompt are its texts, what is no text among them is empty', () => {
  const document = documentOf({ nodes: [dynamic(1, ['one', { no: 'text' }, 'three']), dynamic(2, [])] })
  const book = promptBook(document)
  expect(book.prompt('Main', 1)?.texts.map(({ row, text }) => [row, text])).toEqual([
    [1, 'one'],
    [2, ''],
    [3, 'three'],
  ])
  expect(book.prompt('Main', 2)?.texts).toEqual([])
})

function replaced(nodes: TestNode[], written: string[], { row = null as number | null } = {}) {
  const document = documentOf({ nodes })
  const book = promptBook(document)
  const prompts = nodes.flatMap(({ id }) => book.prompt('Main', Number(id)) ?? [])
  const found = written.map(readReplacement).map((replacement) => {
    return { replacement, matches: matchesOf(replacement, prompts, row) }
  })
  return replaceAll(found).map(
    ({ prompt: { nodeId }, text, after }) => `${nodeId}:${text.row ?? ''} ${after}`,
  )
}

test('replacements go by the texts as they were: none finds what another has written', () => {
  expect(replaced([prompt(1, 'red hat, blue coat')], ['red=>blue', 'blue=>red'])).toEqual([
    '1: blue hat, red coat',
  ])
  expect(replaced([prompt(1, 'a => b'), prompt(2, 'x')], ['a=>b=>c'])).toEqual(['1: b=>c => b'])
  expect(replaced([prompt(1, 'aaa')], ['aa=>b'])).toEqual(['1: ba'])
  expect(replaced([prompt(1, 'a hat')], [' hat=>'])).toEqual(['1: a'])
})

test('with a row only that row of dynamic prompts is looked through', () => {
  const nodes = [dynamic(1, ['a hat', 'a hat']), prompt(2, 'a hat')]
  expect(replaced(nodes, ['hat=>coat'])).toEqual(['1:1 a coat', '1:2 a coat', '2: a coat'])
  expect(replaced(nodes, ['hat=>coat'], { row: 2 })).toEqual(['1:2 a coat'])
})

test('old words that share letters are refused, and so is what does not say what becomes what', () => {
  expect(() => replaced([prompt(1, 'a blue coat')], ['blue coat=>x', 'a blue=>y'])).toThrow('share letters')
  for (const wrong of ['blue', '=>new', '']) expect(() => readReplacement(wrong)).toThrow('does not say')
})

function set(node: TestNode, ...settings: string[]) {
  const document = documentOf({ nodes: [node] })
  const place = promptBook(document).graph('Main')!.place(Number(node.id))!
  const changes = settingChanges('Main', place, settings.map(readSetting))
  return { changes, text: textOf(document, { settings: changes }) }
}

test('a setting keeps the type it has; one that is new is a number where the format has numbers', () => {
  const clip = video(1, { outputCount: 4, upscale: false })
  const { changes } = set(
    clip,
    'durationSeconds=6',
    'outputCount=2',
    'upscale=true',
    'seed=7',
    'resolution=720p',
  )
  expect(changes.map(({ name, before, after }) => [name, before, after])).toEqual([
    ['durationSeconds', '8', '6'],
    ['outputCount', 4, 2],
    ['upscale', false, true],
    ['seed', undefined, 7],
    ['resolution', undefined, '720p'],
  ])
  expect(JSON.parse(set(clip, 'durationSeconds=6').text).tabs[0].graphData.nodes[0].properties).toEqual({
    ...clip.properties,
    durationSeconds: '6',
  })
  expect(set(clip, 'durationSeconds=8', 'outputCount=4').changes).toEqual([])
  expect(set(clip, 'negativePrompt=a=b, c').changes[0]?.after).toBe('a=b, c')
})

test.each([
  ['aspectratio=1:1', 'Did you mean aspectRatio?'],
  ['outputcount=2', 'Did you mean outputCount?'],
  ['_disabled=true', 'is kept by the editor'],
  ['outputCount=four', 'is a number, not "four"'],
  ['seed=', 'is a number, not ""'],
  ['upscale=yes', 'is true or false, not "yes"'],
  ['tags=a', 'is no single value'],
  ['toString=a', 'Did you mean'],
])('%s is refused', (written, words) => {
  const node = video(1, { outputCount: 4, upscale: false, tags: ['a'] })
  let error: unknown
  try {
    set(node, written)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toMatchObject({ code: 'usage' })
  const { message, next } = error as { message: string; next: string }
  expect(`${message} ${next}`).toContain(words)
})

test('a prompt that was JSON and is none any more is told with line and column', () => {
  expect(isJsonPrompt('{"a": [1]}')).toBe(true)
  for (const text of ['12', '"a"', 'a hill', '{scene}', '', '[a hill]'])
    expect(isJsonPrompt(text)).toBe(false)
  expect(brokenJson('{"a": 1}', '{\n  "a": 2,\n  "b": "c "d""\n}')).toEqual({
    line: 3,
    column: 12,
    problem: 'invalid symbol',
  })
  expect(brokenJson('{"a": 1}', '7')).toMatchObject({ line: 1 })
  expect(brokenJson('{"a": 1}', '['.repeat(100_000))).toMatchObject({ problem: 'it is nested too deep' })
  expect(brokenJson('{"a": 1}', '[]')).toBe(null)
  expect(brokenJson('a hill', '{')).toBe(null)
})

test('changed are the generations whose prompt or parameters differ, not those of which only counts do', () => {
  const before = documentOf({
    nodes: [dynamic(1, ['a', 'b']), image(2, { outputCount: 4 }), prompt(3, 'c'), image(4), image(5)],
    links: ['1 > 2.0', '3 > 4.0', '3 > 5.0'],
  })
  const after = documentOf({
    nodes: [
      dynamic(1, ['a', 'x']),
      image(2, { outputCount: 2 }),
      prompt(3, 'c'),
      image(4, { seed: 1 }),
      image(5),
    ],
    links: ['1 > 2.0', '3 > 4.0', '3 > 5.0'],
  })
  expect(changedGenerations(wire(before), wire(after)).map(({ key }) => key)).toEqual([
    'Main:2:2',
    'Main:4:1',
  ])
})
