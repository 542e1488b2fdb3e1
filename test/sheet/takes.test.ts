import { expect, test } from 'vitest'
import { renderSheet } from '../../src/outputs/sheet/renderSheet.ts'
import type { Sheet, SheetChange, SheetGeneration, SheetWord } from '../../src/outputs/sheet/sheet.ts'
import { candidates, clip, generation, sampleSheet } from './sampleSheet.ts'
import { earlier, NEW_SHIRT, takesSheet } from './sampleTakes.ts'

function page(...generations: SheetGeneration[]): string {
  const sheet: Sheet = { ...sampleSheet(), tabs: [{ name: 'Main', generations }] }
  return renderSheet(sheet)
}

/** The text of each element of that class, without tags but those of changed words. */
function texts(markup: string, tag: string, className: string): string[] {
  const pattern = new RegExp(`<${tag} class="${className}"[^>]*>(.*?)</${tag}>`, 'gs')
  return [...markup.matchAll(pattern)].map(([, inner = '']) =>
    inner
      .replace(/<(?!\/?(del|ins)>)[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

function changed(...changes: SheetChange[]): string {
  const [text] = texts(page(generation({ take: 2, earlierTakes: [earlier({ changes })] })), 'div', 'changes')
  return text ?? ''
}

test('an earlier take stands below the one on show: its number, when and how it was made, every candidate, its pick', () => {
  const markup = page(
    generation({ take: 3, earlierTakes: [earlier({ take: 2, how: 'rolled again' }), earlier()] }),
  )
  const headings = [...markup.matchAll(/<h4>(.*?)<\/h4>/g)].map(([, inner = '']) =>
    inner.replace(/<[^>]+>/g, ''),
  )
  expect(headings).toEqual(['Take 2 2026-11-25 10:31', 'Take 1 2026-11-25 10:02'].map(madeAt))
  for (const slot of [1, 2, 3, 4]) {
    expect(markup.split(`src="media/former-${slot}.png"`)).toHaveLength(3)
    expect(markup).toContain(`alt="Scene 01 image, take 2, candidate ${slot}"`)
  }
  expect(markup.indexOf('media/still-4.png')).toBeLessThan(markup.indexOf('media/former-1.png'))
  expect(markup.match(/was approved/g)).toHaveLength(2)
})

function madeAt(heading: string): string {
  return heading.startsWith('Take 2') ? 'Take 2 2026-11-25 10:02 · rolled again' : heading
}

test('what was picked of an earlier take never looks as if it passed', () => {
  const markup = page(generation({ take: 2, picks: [], earlierTakes: [earlier()] }))
  expect(markup).not.toMatch(/class="candidate pick (approved|auto)"/)
  expect(markup.match(/class="candidate pick lapsed"/g)).toHaveLength(1)
})

test('older takes that are not shown are counted', () => {
  expect(page(generation({ moreTakes: 1 }))).toContain('1 older take is kept and not shown.')
  expect(page(generation({ moreTakes: 3 }))).toContain('3 older takes are kept and not shown.')
  expect(page(generation())).not.toContain('older take')
})

test('the same recipe says so; a take newer than the one on show is not called older', () => {
  expect(changed()).toBe('What changed since same prompt, rolled again')
  const markup = page(generation({ take: 1, earlierTakes: [earlier({ take: 2 })] }))
  expect(texts(markup, 'div', 'changes')).toEqual(['How take 1 differs same prompt, rolled again'])
})

test('a changed prompt shows what is gone, what is new, and a few words around', () => {
  const told = changed(NEW_SHIRT)
  expect(told).toContain('A tea grower <ins>in her fifties</ins> between two rows of low tea bushes')
  expect(told).toContain('in a <del>casual top</del> <ins>blue cotton t-shirt</ins> with rolled sleeves')
  expect(told).toMatch(/a few loose …$/)
})

test.each([
  ['spaces', 'word '.repeat(80), '…'],
  ['no spaces', '茶'.repeat(400), '…'],
  ['pairs of code units', '🍵'.repeat(200), '…'],
])('a long stretch that stayed is cut on both sides of a change: %s', (_, text, ellipsis) => {
  const words: SheetWord[] = [
    { text, is: 'same' },
    { text: 'old', is: 'removed' },
    { text, is: 'same' },
    { text: 'new', is: 'added' },
    { text, is: 'same' },
  ]
  const told = changed({ ...NEW_SHIRT, words })
  expect(told.split(ellipsis)).toHaveLength(4)
  expect(told.length).toBeLessThan(400)
  expect(told).toContain('<del>old</del>')
  expect(told).not.toMatch(/\p{Surrogate}/u)
})

test('white space that changed is made visible', () => {
  const words: SheetWord[] = [
    { text: 'one', is: 'same' },
    { text: '  ', is: 'removed' },
    { text: '\n', is: 'added' },
    { text: 'two', is: 'same' },
  ]
  expect(changed({ ...NEW_SHIRT, words })).toContain('one<del>␣␣</del> <ins>¶</ins>two')
})

test('a parameter shows old and new, a new reference the sentence and no hash', () => {
  const ratio = {
    field: 'aspectRatio',
    words: [{ text: '9', is: 'same' }] as const,
    before: '9:16',
    after: '',
    explanation: null,
  }
  expect(changed(ratio)).toContain('aspectRatio <del>9:16</del> → <ins>not set</ins>')
  const medium = { ...ratio, before: 'a'.repeat(64), after: 'b'.repeat(64), explanation: 'another avatar' }
  expect(changed(medium)).toBe('What changed since aspectRatio another avatar')
})

test('a prompt that was rewritten is folded', () => {
  const words: SheetWord[] = [
    { text: 'old '.repeat(100), is: 'removed' },
    { text: 'new '.repeat(100), is: 'added' },
  ]
  const markup = page(generation({ earlierTakes: [earlier({ changes: [{ ...NEW_SHIRT, words }] })] }))
  expect(markup).toContain('<summary>All changes</summary>')
})

test('clips of an earlier take load nothing but a start frame, and only one that was theirs', () => {
  const take = { candidates: candidates([1, 2], 'media/clip'), pick: null }
  const medium = { ...NEW_SHIRT, field: 'start_frame', explanation: 'the still was rolled again' }
  const small = (changes: Partial<typeof take> & Parameters<typeof earlier>[0]) =>
    page(clip({ candidates: [], take: 2, inputs: INPUTS, earlierTakes: [earlier({ ...take, ...changes })] }))
  expect(small({})).not.toContain('<video')
  expect(small({})).toContain('href="media/clip-1.mp4"')
  const shown = (markup: string) => markup.split('class="earlier"')[1]?.match(/media\/(still|former)/g) ?? []
  expect(shown(small({}))).toContain('media/still')
  expect(shown(small({ changes: [medium] }).split('class="about"')[0]!)).toEqual([])
  expect(shown(small({ changes: [medium], startFrame: 'media/former-1.png' }))).toContain('media/former')
})

const INPUTS = [
  { role: 'start frame', label: 'Scene 01 image, candidate 2', href: 'media/still-2.png' },
] as const

test('a rejected candidate says why, and looks like no pick even where one is on record', () => {
  const rejected = candidates([1, 2, 3, 4], 'media/still').map((each) =>
    each.slot === 2 ? { ...each, rejected: 'six fingers' } : each,
  )
  const markup = page(generation({ candidates: rejected }))
  expect(texts(markup, 'span', 'tell')).toEqual(['rejected six fingers'])
  expect(markup.match(/class="candidate rejected"/g)).toHaveLength(1)
  expect(markup).not.toContain('class="candidate pick')
  expect(markup).toContain('alt="Scene 01 image, candidate 2, rejected"')
})

test('the strip of scenes shows no rejected candidate while there is another', () => {
  const rejected = candidates([1, 2], 'media/still').map((each) =>
    each.slot === 1 ? { ...each, rejected: 'six fingers' } : each,
  )
  const scene = (nodeId: number) => generation({ nodeId, picks: [], candidates: rejected })
  const strip = page(scene(1), scene(2)).split('class="strip"')[1]?.split('</nav>')[0]
  expect(strip).toContain('media/still-2.png')
  expect(strip).not.toContain('media/still-1.png')
})

test('what a run was not asked for and has candidates is kept, and counts as landed', () => {
  const markup = page(
    generation({ status: 'skipped', reason: 'it was not asked for' }),
    clip({ status: 'skipped', reason: 'it was not asked for', candidates: [], picks: [] }),
  )
  const counts = texts(markup, 'p', 'counts')
  expect(counts).toEqual(['1 of 2 landed · 1 skipped'])
  expect(markup).toContain('<span class="status kept">kept</span>')
  expect(markup.match(/it was not asked for/g)).toHaveLength(1)
})

test('the sample shows each of these', () => {
  const markup = renderSheet(takesSheet())
  expect(markup.match(/class="earlier"/g)).toHaveLength(5)
  expect(markup).toContain('4 of 5 landed')
})
