/** Folders of B-roll with files of any name and content: a workflow that is sound, or a file that is named. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { brollFiles, brollName, readBroll } from '../../src/commands/finding/brollFolder.ts'
import { loadConfig } from '../../src/config.ts'
import { brollDocument } from '../../src/workflow/broll/brollDocument.ts'
import { clipFiles, isBrollFolder } from '../../src/workflow/broll/clipFiles.ts'
import { readDocument } from '../../src/workflow/document.ts'
import { wire } from '../../src/workflow/wire.ts'
import { fuzz, unlessRefused, unlessRefusedLater } from './support/fuzz.ts'
import { hostileText } from './support/hostileText.ts'
import { mutateBytes } from './support/mutateBytes.ts'
import type { Random } from './support/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'retake-fuzz-broll-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const config = await loadConfig(folder, folder, {})

fuzz('names of any form are clips, notes, or refused with what to rename', {
  name: 'B-roll names',
  runs: 2_000,
  run: (random) => {
    const names = [...new Set(Array.from({ length: 1 + random.below(12) }, () => nameText(random)))]
    const isOne = isBrollFolder(names)
    const found = unlessRefused(() => clipFiles(names))
    for (const { prompts, number } of found?.clips ?? []) {
      expect(isOne && prompts.size > 0 && Number.isSafeInteger(number) && number > 0).toBe(true)
    }
    for (const note of found?.notes ?? []) expect(note).toMatch(/\S\.$/)
    brollName(`/${hostileText(random).replaceAll('\u0000', '')}`)
  },
})

fuzz('a folder of any files is a workflow without a mistake of ours, or its file is named', {
  name: 'B-roll folders',
  runs: 200,
  run: async (random) => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    for (let at = random.below(8); at >= 0; at -= 1) {
      const name = nameText(random).replaceAll(/[/\0]/g, '_')
      if (Buffer.byteLength(name) < 200 && !/^\.*$/.test(name))
        writeFileSync(join(folder, name), content(random))
    }
    const names = brollFiles(folder)
    const read =
      names &&
      (await unlessRefusedLater(() =>
        readBroll(folder, names, { config, location: { folder, project: folder } }),
      ))
    if (!read) return
    const { findings } = wire(readDocument(Buffer.from(read.text), `${brollName(folder)}.nbflow`))
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  },
})

fuzz('clips of any number with any count of references are told apart', {
  name: 'B-roll documents',
  runs: 60,
  run: (random) => {
    const numbers = new Set(
      Array.from({ length: 1 + random.below(4) }, () => 1 + random.below(random.oneIn(2) ? 5 : 999)),
    )
    const clips = [...numbers].map((number) => ({
      number,
      spelled: String(number),
      image: random.oneIn(4) ? null : 'a still',
      endImage: random.oneIn(2) ? null : 'an end',
      video: random.oneIn(4) ? null : 'a clip',
      references: Array.from({ length: random.below(random.oneIn(3) ? 400 : 4) }, (_, at) => `ref-${at}.png`),
      ownImage: 'own.png',
      ownEndImage: null,
    }))
    const text = brollDocument('XYZG3-broll', clips, { ...config.broll })
    const { findings } = wire(readDocument(Buffer.from(text), 'XYZG3-broll.nbflow'))
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  },
})

function nameText(random: Random): string {
  const number = random.pick([
    '1',
    '01',
    '001',
    '2',
    '02',
    '10',
    '999',
    '1000',
    '0',
    '00',
    '-1',
    '1e3',
    '99999',
    '٣',
  ])
  const step = random.pick([
    'image',
    'end-image',
    'video',
    'Video',
    'clip',
    'ref-a',
    'ref-',
    'image-t1-c2',
    'sketch',
    '',
  ])
  const ending = random.pick(['json', 'txt', 'TXT', 'png', 'jpg', 'jpeg', 'webp', 'mp4', 'md', '', 'txt.txt'])
  const name = `${random.pick(['broll', 'broll', 'broll', 'BROLL', 'b-roll'])}-${number}-${step}.${ending}`
  if (!random.oneIn(6)) return name
  return random.oneIn(2)
    ? hostileText(random)
    : Buffer.from(mutateBytes(Buffer.from(name), random)).toString()
}

function content(random: Random): Uint8Array {
  const text = random.pick([
    'a mug on a table',
    '{"subject": "a mug"}',
    '{"a": ',
    '',
    ' \n',
    '\ufeffa',
    '[[[[',
    '{a}',
  ])
  return random.oneIn(4) ? mutateBytes(Buffer.from(text), random) : Buffer.from(text)
}
