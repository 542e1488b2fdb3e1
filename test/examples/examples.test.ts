import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/workflow/document.ts'
import type { Wiring } from '../../src/workflow/model.ts'
import { wire } from '../../src/workflow/wire.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const tea = 'tea/TEAS1-V0-1.nbflow'
const studio = 'studio/STUG1-V0-1.nbflow'
const messy = 'messy/OLDS2-V0-3.nbflow'

async function wiringOf(example: string): Promise<Wiring> {
  return wire(readDocument(await readFile(join(project, 'examples', example)), example))
}

function promptsWith(wiring: Wiring, phrase: string): string[] {
  return wiring.generations
    .filter((each) => each.prompt.includes(phrase))
    .map((each) => `${each.title} ${each.row}`)
}

test('the tea example wires without a finding to ten generations of four candidates', async () => {
  const { generations, gates, findings } = await wiringOf(tea)
  expect(findings).toEqual([])
  expect(generations.map((each) => `${each.title} ${each.row}/${each.rowCount}`)).toEqual([
    'Scene 01 image 1/1',
    'Scene 01 video 1/1',
    ...['Scene 02 image 1/3', 'Scene 02 image 2/3', 'Scene 02 image 3/3'],
    ...['Scene 02 video 1/3', 'Scene 02 video 2/3', 'Scene 02 video 3/3'],
    'Scene 03 image 1/1',
    'Scene 03 video 1/1',
  ])
  expect(generations.map((each) => each.slotCount)).toEqual(Array(10).fill(4))
  expect(gates).toHaveLength(10)
  expect(generations.filter((each) => /[{}]/.test(each.prompt))).toEqual([])
})

test('in the tea example one row is refused, one still fails at first, and one wears what is to be changed', async () => {
  const wiring = await wiringOf(tea)
  expect(promptsWith(wiring, 'casual top')).toEqual(['Scene 01 image 1'])
  expect(promptsWith(wiring, 'forbidden mushroom')).toEqual(['Scene 02 image 3'])
  expect(promptsWith(wiring, 'flickering lantern')).toEqual(['Scene 03 image 1'])
})

test('the studio example wires without a finding to eighty generations in five tabs that share their ids', async () => {
  const { generations, findings } = await wiringOf(studio)
  expect(findings).toEqual([])
  expect(generations).toHaveLength(80)
  const tabs = [...new Set(generations.map((each) => each.tab))]
  const idsOf = (tab: string) => generations.filter((each) => each.tab === tab).map((each) => each.nodeId)
  expect(tabs).toHaveLength(5)
  for (const tab of tabs) expect(idsOf(tab)).toEqual(idsOf(tabs[0]!))
  const documents = generations.filter((each) => each.prompt.startsWith('{'))
  expect(documents).toHaveLength(10)
  for (const { prompt } of documents) JSON.parse(prompt)
})

test('the messy example wires with warnings and without an error', async () => {
  const { generations, findings } = await wiringOf(messy)
  expect(findings.filter((each) => each.severity === 'error')).toEqual([])
  const codes = new Set(findings.map((each) => each.code))
  for (const code of ['stale-link-copy', 'foreign-node', 'single-candidate']) expect(codes).toContain(code)
  expect(generations).toHaveLength(9)
  expect(generations.filter((each) => each.title.includes('(old)')).map((each) => each.off !== null)).toEqual(
    [true],
  )
})

test('no spoken line has fewer than 20 or more than 24 words', async () => {
  const wirings = await Promise.all([tea, studio].map(wiringOf))
  const clips = wirings.flatMap((each) => each.generations).filter((each) => each.kind === 'video')
  for (const { prompt } of clips) {
    const line = /says[^"]*"([^"]+)"/.exec(prompt)?.[1] ?? ''
    const words = line.split(/\s+/).length
    expect(words, line).toBeGreaterThanOrEqual(20)
    expect(words, line).toBeLessThanOrEqual(24)
  }
})

test('every picture that an example names is there, and small', async () => {
  for (const example of [tea, studio, messy]) {
    const { generations } = await wiringOf(example)
    const urls = generations
      .flatMap((each) => [
        ...each.saved,
        ...each.inputs.map((input) => (input.from === 'reference' ? input.url : '')),
      ])
      .filter((url) => url !== '' && !url.startsWith('data:'))
    expect(urls.length).toBeGreaterThan(0)
    for (const url of new Set(urls)) {
      const bytes = await readFile(join(project, 'examples', example, '..', url))
      expect(bytes.length).toBeLessThan(60_000)
      expect((await sharp(bytes).metadata()).format).toBe('png')
    }
  }
})

test('the generator writes the committed files again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'retake-examples-'))
  try {
    await promisify(execFile)(process.execPath, [join(project, 'scripts/makeExamples.mjs'), folder])
    for (const example of [tea, studio]) {
      const written = await readFile(join(folder, example), 'utf8')
      expect(written === (await readFile(join(project, 'examples', example), 'utf8')), example).toBe(true)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 30_000)
