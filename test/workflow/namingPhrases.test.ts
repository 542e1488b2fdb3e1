/** Nodes named in words, over three scenes as people title them: found, refused, echoed. */
import { expect, test } from 'vitest'
import { RetakeError } from '../../src/errors.ts'
import { type NamingOptions, nameNodes } from '../../src/workflow/address.ts'
import type { Wiring } from '../../src/workflow/model.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentOf, image, prompt, video } from './buildWorkflow.ts'
import { oneAccount, twoAccounts } from './threeScenes.ts'

function named(wiring: Wiring, addresses: readonly string[], options?: NamingOptions): string {
  return nameNodes(wiring, addresses, options)
    .nodes.map(({ tab, nodeId }) => `${tab.replace(/^Account /, '')}:${nodeId}`)
    .join(' ')
}

function refusal(wiring: Wiring, addresses: readonly string[], options?: NamingOptions): RetakeError {
  try {
    nameNodes(wiring, addresses, options)
  } catch (error) {
    if (error instanceof RetakeError && error.code === 'usage') return error
    throw error
  }
  throw new Error('it was found')
}

test.each([
  [['scene', '03', 'image'], 'A:32'],
  [['Scene 3 image gen'], 'A:32'],
  [['the image gen for Scene 03'], 'A:32'],
  [['veo scene 2'], 'A:25'],
  [['veo3', 'scene', '2'], 'A:25'],
  [['scene3 still'], 'A:32'],
  [['SCENE_003–photo'], 'A:32'],
  [['ｓｃｅｎｅ　０３ image'], 'A:32'],
  [['Scenes 3: pictures'], 'A:32'],
  [['footage of a scene 1'], 'A:15'],
  [['clip 2'], 'A:25'],
  [['scene 01 image', 'scene 02 video'], 'A:12 A:25'],
  [['scene 01 image, scene 02 video and 36'], 'A:12 A:25 A:36'],
  [['scene', '01', 'image,', 'scene', '02', 'clip'], 'A:12 A:25'],
  [['scene 02 image and 03'], 'A:22 A:32'],
  [['scene', '02', 'image', '3'], 'A:22 A:32'],
  [['scene 01 image, 02 and 03'], 'A:12 A:22 A:32'],
  [['scene 02 image and 35'], 'A:22 A:35'],
  [['scene 02 image and node 36'], 'A:22 A:36'],
  [['scene 02 image and 22'], 'A:22'],
  [['22', 'scene', '03', 'image'], 'A:22 A:32'],
  [['image 22'], 'A:22'],
  [['gate 23'], 'A:23'],
  [['approve scene 2 video'], 'A:26'],
  [['the gate of scene 2 still'], 'A:23'],
  [['prompt scene 2 image'], 'A:21'],
  [['wardrobe'], 'A:7'],
  [['account a scene 3 image'], 'A:32'],
  [['scene 3 image in Account A'], 'A:32'],
  [['account a 22'], 'A:22'],
  [['node 22 of account a'], 'A:22'],
  [['broll'], 'B-Roll, night: 1 and 2:52'],
  [['b roll tea and scene 1 clip'], 'B-Roll, night: 1 and 2:52 A:15'],
  [['Tea, one row each'], 'B-Roll, night: 1 and 2:51'],
  [['Mara & Jun, at the table, 22'], 'B-Roll, night: 1 and 2:57 A:22'],
  [['mara and jun at the table'], 'B-Roll, night: 1 and 2:57'],
  [['B-Roll, night: 1 and 2:52 and scene 1 video'], 'B-Roll, night: 1 and 2:52 A:15'],
  [['keep'], 'B-Roll, night: 1 and 2:53'],
])('%j is %s', (addresses, expected) => {
  expect(named(oneAccount, addresses)).toBe(expected)
})

test.each([
  ['scene 3 image gen', '"scene 3 image gen" is Account A:32 "Scene 03 image".'],
  ['wardrobe', '"wardrobe" is Account A:7 "Wardrobe", a prompt of Account A:22 "Scene 02 image".'],
  [
    'approve scene 2 clip',
    '"approve scene 2 clip" is Account A:26 "Approve Scene 02 video", the gate of Account A:25 "Scene 02 video".',
  ],
])('what was understood by %j is told', (phrase, echo) => {
  expect(nameNodes(oneAccount, ['12', `${phrase}, ${phrase}`]).echoes).toEqual([echo])
})

test.each([
  [
    'scene 03',
    '"scene 03" fits several generations: "Account A:32" (Scene 03 image, image), "Account A:35" (Scene 03 video, video).',
    'Name one: "Account A:32". Or say which: "scene 03 image", "scene 03 video".',
  ],
  [
    'light, morning'.replace(',', ''),
    'Prompt Account A:9 "Light – morning" stands for several generations: "Account A:22" (Scene 02 image, image), "Account A:32" (Scene 03 image, image).',
    'Name one: "Account A:22".',
  ],
  [
    'scene 13 image',
    'No generation, gate or prompt is called "scene 13 image".',
    /^Nearest: Account A:32 \(Scene 03 image\), Account A:22 /,
  ],
  ['scne 03 still', /is called "scne 03 still"/, /^Nearest: Account A:32 \(Scene 03 image\), /],
  ['wardrob', /is called "wardrob"/, 'Nearest: Account A:7 (Wardrobe).'],
  ['image 25', /is called "image 25"/, /^Nearest: Account A:25 \(Scene 02 video\), /],
  ['notes', /^No generation takes the text of B-Roll, night: 1 and 2:54 "Notes"/, /^Name the generation/],
  ['🎬', /is called "🎬"/, /^Nearest: Account A:12 /],
  ['scene 03 image scene 01', /is called/, /^Nearest: /],
  ['account a 99', /is called/, /^Nearest: /],
])('%j is refused with what it could be', (phrase, message, next) => {
  const refused = refusal(oneAccount, [phrase])
  const isLike = (expected: string | RegExp) =>
    typeof expected === 'string' ? expected : expect.stringMatching(expected)
  expect(refused).toMatchObject({ message: isLike(message), next: isLike(next) })
})

test('words typed without quotes that no title fits are told how to separate names', () => {
  expect(refusal(oneAccount, ['wardrobe', 'keep']).next).toMatch(/ Several names go between quotes, /)
  expect(refusal(oneAccount, ['wardrob']).next).not.toContain('quotes')
})

test('a number behind a scene that is also the id of another node is refused with both', () => {
  const wiring = wire(
    documentOf({
      nodes: [
        prompt(1, 'x'),
        { ...image(5), title: 'Hook' },
        { ...image(13), title: 'Scene 03' },
        { ...image(15), title: 'Scene 05' },
      ],
      links: ['1 > 5.0', '1 > 13.0', '1 > 15.0'],
    }),
  )
  const refused = refusal(wiring, ['scene 03 and 05'])
  expect(refused.message).toBe(
    '"05" can be "scene 05", "Main:15" (Scene 05, image), or node 05, "Main:5" (Hook, image).',
  )
  expect(refused.next).toBe('Write "scene 05" or "node 05".')
  expect(named(wiring, ['scene 03 and node 05'])).toBe('Main:13 Main:5')
  expect(named(wiring, ['scene 03, scene 05'])).toBe('Main:13 Main:15')
})

test('in two tabs, a phrase needs its tab, or all tabs', () => {
  const refused = refusal(twoAccounts, ['scene 03 image'])
  expect(refused.message).toContain('"Account A:32" (Scene 03 image, image), "Account B:32"')
  expect(refused.next).toBe('Name one: "Account A:32"; --all-tabs takes all of them.')
  expect(named(twoAccounts, ['account b scene 3 still'])).toBe('B:32')
  expect(named(twoAccounts, ['scene 03 image'], { allTabs: true })).toBe('A:32 B:32')
  expect(named(twoAccounts, ['prompt scene 3 image'], { allTabs: true })).toBe('A:31 B:31')
  expect(named(twoAccounts, ['keep, 22'], { allTabs: true })).toBe('B-Roll, night: 1 and 2:53 A:22 B:22')
  expect(refusal(twoAccounts, ['scene 3'], { allTabs: true }).message).not.toContain('Account B')
})

test('one scene may be named as a whole where that is allowed: what hangs together in one tab', () => {
  const several = 'one scene'
  expect(named(oneAccount, ['scene 03'], { several })).toBe('A:32 A:35')
  expect(refusal(oneAccount, ['light'], { several }).message).toContain('stands for several generations')
  expect(refusal(oneAccount, ['images'], { several }).message).toContain('fits several generations')
  expect(refusal(twoAccounts, ['scene 03'], { several }).message).toContain('"Account B:35"')
  expect(named(twoAccounts, ['scene 03'], { several, allTabs: true })).toBe('A:32 A:35 B:32 B:35')
})

test('any: all that fit, for a caller who tells them apart', () => {
  expect(named(oneAccount, ['clips'], { several: 'any' })).toBe('A:15 A:25 A:35')
  expect(named(twoAccounts, ['22', 'scene 1 still'], { several: 'any' })).toBe('A:22 B:22 A:12 B:12')
  expect(nameNodes(oneAccount, ['light'], { several: 'any' }).nodes).toMatchObject([
    { nodeId: 9, is: 'prompt', generations: ['Account A:22', 'Account A:32'] },
  ])
})

function titled(...titles: string[]): Wiring {
  const nodes = titles.map((title, at) => ({
    ...(title.includes('(clip)') ? video(at + 2) : image(at + 2)),
    title: title.replace(' (clip)', ''),
  }))
  return wire(documentOf({ nodes: [prompt(1, 'x'), ...nodes], links: nodes.map(({ id }) => `1 > ${id}.0`) }))
}

test.each([
  ['scene 03', ['Scene 03', 'Scene 03 alternative'], 'Main:2'],
  ['scene 03 still', ['Scene 03 image (old)', 'Scene 03 image'], 'Main:3'],
  ['scene 03 image', ['Scene 03', 'Scene 03 (clip)'], 'Main:2'],
  ['scene 3a', ['Scene 03A image', 'Scene 03B image'], 'Main:2'],
  ['scene 3', ['Scene 13', 'Scene 3.5', 'Scene 30', 'Scene 003'], 'Main:5'],
  ['plan a image', ['Plan B image', 'Plan A image'], 'Main:3'],
  ['picture frame', ['Picture frame (clip)', 'Frame'], 'Main:2'],
  ['node', ['Node', 'Other'], 'Main:2'],
])('%j among %j is the one that it says exactly', (phrase, titles, expected) => {
  expect(named(titled(...titles), [phrase])).toBe(expected)
})

test.each([
  ['scene 3a', ['Scene 03B image']],
  ['scene 03 image', ['Scene 03 (clip)']],
  ['Main: 9', ['Scene 9']],
  ['main 9', ['Main scene', 'Scene 9']],
])('%j among %j is nothing', (phrase, titles) => {
  expect(refusal(titled(...titles), [phrase]).next).toMatch(/^Nearest: /)
})
