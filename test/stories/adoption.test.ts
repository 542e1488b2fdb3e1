/** Candidates that a file brings from elsewhere: taken in once, paid never. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openMediaServer } from './support/mediaServer.ts'
import { changed, type File, nodeOf, PICTURES, scenes, withProperty } from './support/scenes.ts'
import { costOf, openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

function bringing(urls: string[], approved: string | null = null): string {
  return changed(scenes(1), (file) => {
    nodeOf(file, 11).properties._savedImages = urls
    const gate = {
      _savedApprovalImages: urls,
      _savedCurrentMediaType: 'image',
      lastData: approved,
      _lastApprovedData: approved,
    }
    if (approved !== null) Object.assign(nodeOf(file, 12).properties, gate)
  })
}

const LOCAL = { 'old/one.png': PICTURES.ife, 'old/two.png': PICTURES.jun }

test('candidates beside the file are adopted once, for nothing, and the clip is made from them', async () => {
  const stage = await openStage({
    files: { [FILE]: bringing(['old/one.png', 'old/two.png']), 'avatar.png': PICTURES.avatar, ...LOCAL },
  })
  const { answer, paid, prompts } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(4)
  expect(prompts.every((prompt) => prompt.includes('a clip of'))).toBe(true)
  const still = answer.generations[0]!
  expect(still.status).toBe('reused')
  expect(still.candidates.map(({ slot, backend }) => `${slot} ${backend}`)).toEqual([
    '1 adopted',
    '2 adopted',
  ])
  const again = await costOf(stage, () => stage.run(FILE))
  expect(again.paid).toBe(0)
  expect(again.answer.output).toBe(answer.output)
})

test('the approval that the file brings passes its gate', async () => {
  const stage = await openStage({
    files: {
      [FILE]: bringing(['old/one.png', 'old/two.png'], 'old/two.png'),
      'avatar.png': PICTURES.avatar,
      ...LOCAL,
    },
  })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, gates: 'hold' }))
  expect(paid).toBe(4)
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 2, by: 'approved', passes: true }])
})

test('candidates behind URLs are fetched, and keep their URLs in the generated file', async () => {
  const server = await openMediaServer({ 'a.png': PICTURES.ife, 'b.png': PICTURES.jun })
  const urls = [`${server.url}/a.png`, `${server.url}/b.png`]
  const stage = await openStage({ files: { [FILE]: bringing(urls), 'avatar.png': PICTURES.avatar } })
  stage.environment.RETAKE_ALLOW_HOSTS = '127.0.0.1'
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(0)
  expect(answer.generations[0]!.candidates.map(({ url }) => url)).toEqual(urls)
  const file: File = JSON.parse(readFileSync(answer.output!, 'utf8'))
  expect(nodeOf(file, 11).properties._savedImages).toEqual(urls)
})

test('a candidate that cannot be fetched keeps its URL, costs nothing, and is warned of', async () => {
  const server = await openMediaServer({ 'a.png': PICTURES.ife })
  const urls = [`${server.url}/a.png`, `${server.url}/gone.png`]
  const stage = await openStage({ files: { [FILE]: bringing(urls), 'avatar.png': PICTURES.avatar } })
  stage.environment.RETAKE_ALLOW_HOSTS = '127.0.0.1'
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(0)
  expect(answer.generations[0]!.candidates.map(({ url, sha256 }) => [url, sha256 !== null])).toEqual([
    [urls[0], true], [urls[1], false],
  ]) // biome-ignore format: a table
  expect(answer.warnings.filter((warning) => warning.includes('gone.png'))).toHaveLength(1)
  expect(answer.exitCode).toBe(0)
})

test('with the first candidate out of reach the next sound one passes the gate', async () => {
  const server = await openMediaServer({ 'b.png': PICTURES.ife })
  const urls = [`${server.url}/gone.png`, `${server.url}/b.png`]
  const stage = await openStage({ files: { [FILE]: bringing(urls), 'avatar.png': PICTURES.avatar } })
  stage.environment.RETAKE_ALLOW_HOSTS = '127.0.0.1'
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(4)
  expect(answer.generations[0]!.picks).toEqual([{ gate: 12, take: 1, slot: 2, by: 'auto', passes: true }])
})

test('a prompt changed after the adoption reruns its generation like any other', async () => {
  const stage = await openStage({
    files: { [FILE]: bringing(['old/one.png', 'old/two.png']), 'avatar.png': PICTURES.avatar, ...LOCAL },
  })
  await stage.run({ file: FILE, only: 'images' })
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'she looks down'))
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(4)
  expect(answer.generations[0]).toMatchObject({ take: 2, status: 'generated' })
})

test('a copy of a generated file run as a source adopts nothing that the store already has', async () => {
  const stage = await openStage({ files: { [FILE]: scenes(1), 'avatar.png': PICTURES.avatar } })
  const { output } = await stage.run(FILE)
  stage.write('S2-V0-1.nbflow', readFileSync(output!))
  const { answer, paid } = await costOf(stage, () => stage.run('S2'))
  expect(paid).toBe(0)
  expect(answer.generations.flatMap(({ candidates }) => candidates.map(({ backend }) => backend))).toEqual(
    Array(8).fill('glabs'),
  )
})

test('candidates that are all gone are made anew, with a warning', async () => {
  const files = { [FILE]: bringing(['old/one.png', 'old/two.png']), 'avatar.png': PICTURES.avatar }
  const stage = await openStage({ files })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(4)
  expect(answer.generations[0]!.status).toBe('generated')
  expect(answer.warnings.join('\n')).toContain('they are made anew')
})

test('candidates that cannot be reached now cost nothing: their branch fails until they can', async () => {
  const server = await openMediaServer({ 'one.png': PICTURES.ife })
  const url = `${server.url}/one.png`
  const stage = await openStage({ files: { [FILE]: bringing([url]), 'avatar.png': PICTURES.avatar } })
  const { answer, paid } = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(paid).toBe(0)
  expect(answer.generations[0]).toMatchObject({ status: 'failed', error: { errorType: 'api_error' } })
  stage.environment.RETAKE_ALLOW_HOSTS = '127.0.0.1'
  const later = await costOf(stage, () => stage.run({ file: FILE, only: 'images' }))
  expect(later.paid).toBe(0)
  expect(later.answer.generations[0]!.status).toBe('reused')
})
