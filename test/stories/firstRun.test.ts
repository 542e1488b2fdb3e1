/** The newcomer's first two commands, on the tea example: one row is refused, one node is flaky. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'
import { flaky, refusal } from '../../sim/fault.ts'
import { exampleFile, type File, nodeOf } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const TEA = 'TEAS1-V0-1.nbflow'

function teaStage(pictures: 'plain' | 'drawn' = 'plain'): Promise<Stage> {
  return openStage({
    sim: { pictures, faults: [refusal('forbidden mushroom'), flaky('flickering lantern')] },
    files: { [TEA]: exampleFile(`tea/${TEA}`), 'avatar.png': exampleFile('tea/avatar.png') },
  })
}

test('a first run makes everything but the refused row, and says so with exit 1', async () => {
  const stage = await teaStage()
  const { answer: report, paid } = await costOf(stage, () => stage.run(TEA))
  const statuses = report.generations.map(({ nodeId, row, status }) => `${nodeId}/${row} ${status}`)
  expect(statuses).toEqual([
    '7/1 generated', '10/1 generated', '12/1 generated', '12/2 generated', '12/3 failed',
    '15/1 generated', '15/2 generated', '15/3 blocked', '17/1 generated', '20/1 generated',
  ]) // biome-ignore format: a table
  expect(report.exitCode).toBe(1)
  expect(report.receipt).toBe('paid 37 · reused 0 · failed 4')
  expect(report.jobs).toEqual({ submitted: 37, reused: 0, failed: 4 })
  // 8 generations of 4, 4 refusals, and the flaky task that was sent again.
  expect(paid).toBe(37)
})

test('every candidate is a file on the disk, hashed, and named after its scene', async () => {
  const stage = await teaStage('drawn')
  const report = await stage.run({ file: TEA, nodes: ['7', '10'] })
  const candidates = report.generations.flatMap((generation) => generation.candidates)
  expect(candidates).toHaveLength(8)
  for (const { path, sha256, url, backend } of candidates) {
    expect(createHash('sha256').update(readFileSync(path!)).digest('hex')).toBe(sha256)
    expect({ url, backend }).toEqual({ url: null, backend: 'glabs' })
  }
  expect(stage.files(/./, 'TEAS1-V0-1-media')).toEqual([
    ...[1, 2, 3, 4].map((slot) => `mainbody-10-scene-01-video-r1-t1-c${slot}.mp4`),
    ...[1, 2, 3, 4].map((slot) => `mainbody-7-scene-01-image-r1-t1-c${slot}.png`),
  ])
})

test('gates let the lowest sound candidate pass by themselves, and the generated file shows it without approving it', async () => {
  const stage = await teaStage()
  const report = await stage.run(TEA)
  const still = report.generations.find(({ nodeId }) => nodeId === 7)!
  expect(still.picks).toEqual([{ gate: 8, take: 1, slot: 1, by: 'auto', passes: true }])
  const file: File = JSON.parse(readFileSync(report.output!, 'utf8'))
  const { properties } = nodeOf(file, 8)
  expect(properties._savedApprovalImages).toHaveLength(4)
  expect(properties._savedApprovalIndex).toBe(0)
  expect(properties).not.toHaveProperty('_lastApprovedData')
  expect(properties._disabled).not.toBe(true)
  for (const url of properties._savedApprovalImages as string[])
    expect(existsSync(stage.path(url))).toBe(true)
})

test('errors.json has one entry for the refused row, with slots, attempts, and what to do', async () => {
  const stage = await teaStage()
  const report = await stage.run(TEA)
  const entries = JSON.parse(stage.read('errors.json'))
  expect(entries).toEqual([
    {
      workflow: 'TEAS1-V0-1',
      output: basename(report.output!),
      tab: 'Mainbody',
      nodeId: 12,
      title: 'Scene 02 image',
      row: 3,
      slots: [1, 2, 3, 4],
      errorType: 'content_policy',
      attempts: 1,
      message: expect.stringContaining('PUBLIC_ERROR_UNSAFE_GENERATION'),
      strategy: expect.stringMatching(/\w/),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    },
  ])
  expect(report.errorsFile).toBe(stage.path('errors.json'))
})

test('a second run sends nothing, names the same generated file, and rewrites nothing', async () => {
  const stage = await teaStage()
  const first = await stage.run(TEA)
  const snapshot = () =>
    ['TEAS1-V0-1-media', '.'].flatMap((below) =>
      stage
        .files(/\.(nbflow|html|json|png|mp4)$/, below)
        .map((name) => [name, statSync(stage.path(`${below}/${name}`), { bigint: true }).mtimeNs]),
    )
  const before = snapshot().filter(([name]) => name !== 'errors.json')
  const errors = stage.read('errors.json')
  const { answer: second, paid } = await costOf(stage, () => stage.run(TEA))
  expect(paid).toBe(0)
  expect(second.output).toBe(first.output)
  expect(second.isNewOutput).toBe(false)
  expect(second.jobs).toEqual({ submitted: 0, reused: 32, failed: 4 })
  expect(snapshot().filter(([name]) => name !== 'errors.json')).toEqual(before)
  expect(stage.read('errors.json')).toBe(errors)
  expect(second.exitCode).toBe(1)
})

test('the contact sheet stands beside its generated file and every medium it names is there', async () => {
  const stage = await teaStage()
  const { sheet, output } = await stage.run(TEA)
  expect(sheet).toBe(output!.replace(/\.nbflow$/, '.html'))
  const html = readFileSync(sheet!, 'utf8')
  expect(html).not.toMatch(/<script/i)
  const sources = [...html.matchAll(/\b(?:src|href)="([^"#]+)"/g)].map(([, url]) => decodeURI(url!))
  const media = sources.filter((url) => !url.startsWith('data:'))
  expect(new Set(media.filter((url) => url.includes('-media/'))).size).toBe(32)
  for (const url of media) expect(existsSync(`${dirname(sheet!)}/${url}`), url).toBe(true)
})
