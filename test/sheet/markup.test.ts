import { expect, test } from 'vitest'
import { renderSheet } from '../../src/outputs/sheet/renderSheet.ts'
import type { Sheet, SheetGeneration, SheetTake } from '../../src/outputs/sheet/sheet.ts'
import { candidates, clip, generation, largeSheet, sampleSheet } from './sampleSheet.ts'
import { earlier } from './sampleTakes.ts'

function sheetOf(...generations: SheetGeneration[]): Sheet {
  return { ...sampleSheet(), tabs: [{ name: 'Main', generations }] }
}

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\u0000`

test('nothing that a stranger writes becomes markup', () => {
  expect(tags(renderSheet(sheetSaying(HOSTILE)))).toEqual(tags(renderSheet(sheetSaying('plain words'))))
})

/** A sheet with `text` wherever a workflow or a service can put text. */
function sheetSaying(text: string): Sheet {
  const every = generation({
    tab: text,
    title: text,
    prompt: text,
    reason: text,
    parameters: [{ name: text, value: text }],
    inputs: [{ role: 'reference', label: text, href: `media/${text}.png` }],
    picks: [{ gate: 15, gateTitle: text, slot: 1, by: 'approved', passes: true }],
    waitingGates: [{ gate: 15, title: text }],
    candidates: candidates([1, 2, 3], `media/${text}`).map((each) => ({ ...each, rejected: text })),
    earlierTakes: [earlierSaying(text)],
    error: { errorType: text, slots: [4], attempts: 1, message: text, strategy: text },
  })
  const again = clip({ title: text, reason: text, earlierTakes: [earlierSaying(text)] })
  const tab = { name: text, generations: [every, again] }
  return {
    ...sampleSheet(),
    workflow: text,
    backend: text,
    receipt: text,
    generatedFile: text,
    tabs: [tab, tab],
  }
}

function earlierSaying(text: string): SheetTake {
  const change = { field: text, before: text, after: text, words: null, explanation: null }
  const words = (['same', 'removed', 'added'] as const).map((is) => ({ text, is }))
  const before = text.padEnd(80, 'x')
  return earlier({
    made: text,
    how: text,
    candidates: candidates([1, 2], `media/${text}`).map((each) => ({ ...each, rejected: text })),
    changes: [change, { ...change, explanation: text }, { ...change, before, words }],
  })
}

/** Every tag with the names of its attributes, in order. */
function tags(page: string): string[] {
  expect(page).not.toContain('\u0000')
  return [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'))
}

test.each([
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  '\u0001javascript:alert(1)',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://example.test/1',
  'data:text/html,<b>x</b>',
  'data:image/svg+xml;base64,PHN2Zz4=',
  'data:image/png;base64,AAAA" onload="alert(1)',
  '//example.test/x.png',
  '\\\\server\\x.png',
  '/etc/passwd.png',
  'C:\\pictures\\x.png',
  'http://',
  '\ud800.png',
])('the address %j is not put into the page', (href) => {
  const page = renderSheet(
    sheetOf(
      generation({
        inputs: [{ role: 'reference', label: 'avatar', href }],
        candidates: candidates([1], 'media/still').map((each) => ({ ...each, href })),
        earlierTakes: [
          earlier({ startFrame: href, candidates: candidates([1], '').map((each) => ({ ...each, href })) }),
        ],
      }),
    ),
  )
  const addresses = [...page.matchAll(/\s(?:src|href|poster)="([^"]*)"/g)].map((match) => match[1])
  const allowed = (address = '') =>
    address === 'data:,' || address.startsWith('#') || address === '%01javascript%3Aalert(1)'
  expect(addresses.filter((address) => !allowed(address))).toEqual([])
})

test('a file name with a percent sign, a hash and a question mark still leads to the file', () => {
  const href = '../Generations/TEA S1-media/100% #1?.png'
  const page = renderSheet(sheetOf(generation({ candidates: [{ ...candidates([1], '')[0]!, href }] })))
  const address = '../Generations/TEA%20S1-media/100%25%20%231%3F.png'
  expect(page).toContain(`src="${address}"`)
  expect(new URL(address, 'file:///a/b/sheet.html').pathname).toBe(
    '/a/Generations/TEA%20S1-media/100%25%20%231%3F.png',
  )
})

test('a large sheet shows every candidate once, under anchors that are unique', () => {
  const sheet = largeSheet(5, 8)
  const page = renderSheet(sheet)
  expect(page.match(/<figure/g)).toHaveLength(320)
  expect(page.match(/<video/g)).toHaveLength(160)
  const anchors = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1])
  expect(new Set(anchors).size).toBe(anchors.length)
  for (const [, anchor] of page.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(anchor)
  for (const tab of sheet.tabs) expect(page).toContain(`>${tab.name}</h2>`)
})

test('candidates beyond the slots that the node now wants are not left out', () => {
  const page = renderSheet(
    sheetOf(generation({ slotCount: 1, candidates: candidates([1, 2, 3], 'media/still') })),
  )
  for (const slot of [1, 2, 3]) expect(page).toContain(`src="media/still-${slot}.png"`)
})

test('the head counts each generation once, by what became of it', () => {
  const page = renderSheet(sampleSheet())
  expect(textOf(page, 'counts')).toBe('3 of 8 landed · 2 waiting · 1 with gaps · 1 failed · 1 skipped')
  expect(page).toContain('paid 11 · reused 8 · waiting for you: Scene 02 image (gate 25)')
})

function textOf(page: string, className: string): string {
  const paragraph = new RegExp(`<p class="${className}">(.*?)</p>`, 's').exec(page)?.[1] ?? ''
  return paragraph.replace(/<[^>]+>/g, '').trim()
}

test('a slot that failed is an empty frame with the reason in place, and below it what to do', () => {
  const page = renderSheet(sampleSheet())
  expect(page.match(/refused by the service/g)).toHaveLength(4)
  expect(page).toContain('took too long')
  expect(page).toContain('504: Task timed out (300 s)')
  expect(page).toContain('Change the wording of the prompt')
})

test('approved, automatic and lapsed picks look different, and adopted candidates are marked', () => {
  const page = renderSheet(sampleSheet())
  expect(page).toContain('class="candidate pick approved"')
  expect(page).toContain('class="candidate pick auto"')
  expect(page).toContain('class="candidate pick lapsed"')
  expect(page.match(/class="mark">adopted/g)).toHaveLength(4)
  expect(page.match(/class="mark">new/g)).toHaveLength(2)
})

test('held, blocked and skipped scenes say why', () => {
  const states = ['held', 'blocked', 'skipped'] as const
  const scenes = states.map((status, index) =>
    clip({ nodeId: index, status, candidates: [], picks: [], reason: `because of ${status}` }),
  )
  const page = renderSheet(sheetOf(...scenes))
  for (const status of states) expect(page).toContain(`because of ${status}`)
})

test('a prompt that is JSON is indented, and its numbers and escapes keep their spelling', () => {
  const page = renderSheet(
    sheetOf(generation({ prompt: '{"a":1.50,"b":["x\\u00e9, {y}",1e3],"c":{},"d":[ ]}' })),
  )
  const words = /<div class="words json"[^>]*>(.*?)<\/div>/s.exec(page)?.[1]
  const text = words?.replace(/<\/?b>/g, '').replaceAll('&quot;', '"')
  expect(text).toBe(
    '{\n  "a": 1.50,\n  "b": [\n    "x\\u00e9, {y}",\n    1e3\n  ],\n  "c": {},\n  "d": []\n}',
  )
})

test('a prompt with a loose brace is no JSON and stays as it is', () => {
  const page = renderSheet(sheetOf(generation({ prompt: '{scene} of a valley' })))
  expect(page).toContain('dir="auto">{scene} of a valley</div>')
})

test('a sketch says that it is one, in the title, in the head and at the foot', () => {
  const page = renderSheet({ ...sampleSheet(), sketch: true })
  expect(page).toContain('<title>TEAS1-V0-1 · sketch</title>')
  expect(page).toContain('This is a sketch.')
  expect(page).toContain('Sketch of TEAS1-V0-1')
})

test('a sheet without any generation is a page all the same', () => {
  expect(renderSheet({ ...sampleSheet(), tabs: [] })).toContain('0 of 0 landed')
})
