/** A generated file is its source plus candidates, picks and rebased references, and the source is never written. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { exampleFile, type File, nodeOf, PICTURES, scenes } from './support/scenes.ts'
import { openStage } from './support/stage.ts'

const HELD_KEYS = new Set([
  ...['_savedImages', '_savedPreviewIndex', '_savedVideos', '_savedVideoUrl', '_savedGalleryIndex'],
  ...['_savedApprovalImages', '_savedApprovalVideos', '_savedApprovalIndex', '_savedApprovalVideoIndex'],
  ...['lastData', '_savedCurrentMediaType', '_lastApprovedData', '_disabled', '_savedRowMapping'],
  ...['galleryImages', 'galleryVideos', 'galleryIndex', '_savedGallerySlots'],
])

/** The text with every value of a key that holds candidates taken out, so that the rest can be compared letter by letter. */
function rest(text: string): unknown {
  const file: File = JSON.parse(text)
  for (const { graphData } of file.tabs) {
    for (const { properties } of graphData.nodes) {
      for (const key of Object.keys(properties ?? {})) if (HELD_KEYS.has(key)) delete properties[key]
    }
  }
  return file
}

/** Lines of the source that the generated file does not have, in order. */
function missingLines(source: string, generated: string): string[] {
  const has = new Map<string, number>()
  for (const line of generated.split('\n')) has.set(line, (has.get(line) ?? 0) + 1)
  return source.split('\n').filter((line) => {
    const left = has.get(line) ?? 0
    has.set(line, left - 1)
    return left <= 0
  })
}

const EXAMPLES = [
  ['tea/TEAS1-V0-1.nbflow', { 'avatar.png': exampleFile('tea/avatar.png') }],
  [
    'messy/OLDS2-V0-3.nbflow',
    {
      'avatar.png': exampleFile('messy/avatar.png'),
      'approved/scene-02-still.png': exampleFile('messy/approved/scene-02-still.png'),
    },
  ],
] as const

test.each(EXAMPLES)(
  '%s: outside of candidates and picks the generated file equals its source',
  async (path, media) => {
    const name = path.split('/')[1]!
    const source = exampleFile(path)
    const stage = await openStage({ files: { [name]: source, ...media } })
    const { output } = await stage.run(name)
    const generated = readFileSync(output!, 'utf8')
    expect(JSON.stringify(rest(generated))).toBe(JSON.stringify(rest(source.toString())))
    const touched = missingLines(source.toString(), generated)
    for (const line of touched)
      expect(line).toMatch(/_saved|lastData|_lastApproved|gallery|_disabled|"properties"|"mode": "approve"/)
    expect(readFileSync(stage.path(name)).equals(source)).toBe(true)
  },
)

test('spellings of numbers and escapes outside the candidates stay as they were', async () => {
  const [path, media] = EXAMPLES[1]
  const stage = await openStage({ files: { 'OLDS2-V0-3.nbflow': exampleFile(path), ...media } })
  const { output } = await stage.run('OLDS2')
  const generated = readFileSync(output!, 'utf8')
  for (const spelling of [
    '1.50',
    '6e1',
    '3e5',
    '9007199254740993',
    '600000.0',
    '0.350',
    'caf\\u00e9',
    '1.763e12',
    '0.6500000000000001',
  ]) {
    expect(generated, spelling).toContain(spelling)
  }
})

test('a file with CRLF and a byte order mark keeps both', async () => {
  const source = `\uFEFF${scenes(1).replaceAll('\n', '\r\n')}`
  const stage = await openStage({ files: { 'S1-V0-1.nbflow': source, 'avatar.png': PICTURES.avatar } })
  const { output } = await stage.run({ file: 'S1', only: 'images' })
  const generated = readFileSync(output!, 'utf8')
  expect(generated.startsWith('\uFEFF{\r\n')).toBe(true)
  expect(generated.endsWith('}\r\n')).toBe(true)
  expect(generated.match(/(?<!\r)\n/g)).toBeNull()
  expect(readFileSync(stage.path('S1-V0-1.nbflow'), 'utf8')).toBe(source)
})

test('with another folder for outputs, relative references are seen from there and lead to the same files', async () => {
  const stage = await openStage({
    files: {
      'testing/S1-V0-1.nbflow': scenes(1, { avatar: '../Assets/mara.png' }),
      'Assets/mara.png': PICTURES.avatar,
    },
  })
  const { output } = await stage.run({ file: 'S1', out: stage.path('Generations/today') })
  expect(dirname(output!)).toBe(stage.path('Generations/today'))
  const file: File = JSON.parse(readFileSync(output!, 'utf8'))
  const avatar = String(nodeOf(file, 1).properties.imageData)
  expect(avatar).toBe('../../Assets/mara.png')
  expect(readFileSync(resolve(dirname(output!), avatar)).equals(PICTURES.avatar)).toBe(true)
  for (const url of nodeOf(file, 11).properties._savedImages as string[]) {
    expect(url).toMatch(/^S1-V0-1-media\//)
    expect(readFileSync(resolve(dirname(output!), url)).length).toBeGreaterThan(0)
  }
  expect(
    JSON.parse(stage.read('testing/S1-V0-1.nbflow')).tabs[0].graphData.nodes[0].properties.imageData,
  ).toBe('../Assets/mara.png')
})

test('no base64 is written into a generated file, and the one in the source stays', async () => {
  const [path, media] = EXAMPLES[1]
  const stage = await openStage({ files: { 'OLDS2-V0-3.nbflow': exampleFile(path), ...media } })
  const { output } = await stage.run('OLDS2')
  expect(readFileSync(output!, 'utf8').match(/data:image/g)).toHaveLength(1)
})
