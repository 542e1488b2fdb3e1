import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/workflow/document.ts'
import { applyEdits } from '../../src/workflow/edits.ts'
import { showCandidates } from '../../src/workflow/showCandidates.ts'
import { wire } from '../../src/workflow/wire.ts'
import { findingLines } from './buildWorkflow.ts'

async function messyBytes(): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL('fixtures/messy.nbflow', import.meta.url)))
}

test('a file as they are in the wild is wired, and every oddity is named', async () => {
  const wiring = wire(readDocument(await messyBytes(), 'messy.nbflow'))
  const promptText = '{"subject": "a woman", "lens": "35mm"}\nShe says: “Hi” { "a": 1 }'
  expect(wiring.generations).toMatchObject([
    {
      key: 'Account A:14:1',
      title: 'Scene 03 image',
      prompt: promptText,
      inputs: [
        { slot: 'image 1', url: 'Assets/avatar.png', source: { tab: 'Account A', nodeId: 7, row: 1 } },
      ],
      saved: ['XYZG3-V0-1-media/a.png', 'https://media.example/b.png'],
      gates: ['Account A:16:1'],
      off: null,
    },
    {
      key: 'Account A:15:1',
      slotCount: 4,
      inputs: [
        { slot: 'first frame', role: 'start frame', generation: 'Account A:14:1', gate: 'Account A:16:1' },
      ],
    },
    { key: 'Account B:14:1', off: 'switched off' },
  ])
  expect(wiring.gates).toMatchObject([{ key: 'Account A:16:1', approvedUrl: 'https://media.example/b.png' }])
  expect(findingLines(wiring)).toEqual([
    'warning name-differs null',
    'warning reference-empty 8',
    'warning no-prompt 14',
  ])
  const stale = wiring.findings.filter(({ code }) => code === 'stale-link-copy')
  expect(stale.map(({ nodeId, field }) => `${nodeId} ${field}`)).toEqual([
    '3 outputs[0].links',
    '14 inputs[1].link',
  ])
})

test('a generated file is its source plus what it shows, line for line', async () => {
  const bytes = await messyBytes()
  const document = readDocument(bytes, 'messy.nbflow')
  expect(applyEdits(document, [])).toEqual(bytes)
  const edits = showCandidates(
    document,
    {
      generations: [
        {
          tab: 'Account A',
          nodeId: 14,
          rows: [{ row: 1, candidates: [{ slot: 1, url: 'c.png' }] }],
          previewUrl: 'c.png',
        },
      ],
      gates: [],
    },
    (url) => `../${url}`,
  )
  const before = new TextDecoder().decode(bytes).split('\n')
  const after = new TextDecoder().decode(applyEdits(document, edits)).split('\n')
  expect(after).toHaveLength(before.length)
  expect(before.flatMap((line, index) => (line === after[index] ? [] : [after[index]]))).toEqual([
    before[10]?.replace('"Assets/avatar.png"', '"../Assets/avatar.png"'),
    before[13]
      ?.replace('["XYZG3-V0-1-media/a.png", "https://media.example/b.png"]', '["c.png"]')
      .replace('["c.png"]}', '["c.png"], "_savedPreviewIndex": 0}'),
  ])
})
