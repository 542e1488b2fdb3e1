/** Rerun only what did not land: the same recipe, another take, nothing else. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import type { RegenReport } from '../../src/commands/regen.ts'
import { approve } from './support/canvas.ts'
import { changed, type File, nodeOf, PICTURES, sceneFiles, scenes } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

/** Run once: 8 jobs a scene. */
async function ranOnce(count = 2): Promise<Stage> {
  const stage = await openStage({ files: sceneFiles(count) })
  await stage.run(FILE)
  return stage
}

function regen(stage: Stage, input: object): Promise<RegenReport> {
  return stage.call(COMMANDS.regen, { file: FILE, ...input })
}

function generationOf({ generations }: Pick<RegenReport, 'generations'>, nodeId: number) {
  return generations.find((each) => each.nodeId === nodeId)!
}

test('regen makes four fresh candidates of the named node, as its next take, and calls nothing else', async () => {
  const stage = await ranOnce()
  const first = await stage.show(FILE)
  const { answer, paid, prompts } = await costOf(stage, () => regen(stage, { nodes: ['11'] }))
  expect(paid).toBe(4)
  expect(new Set(prompts)).toEqual(new Set(['a still of scene 1, she looks up']))
  expect(generationOf(answer, 11)).toMatchObject({ status: 'generated', take: 2, picks: [] })
  expect(generationOf(answer, 14)).toMatchObject({ status: 'held', take: 1 })
  const before = first.generations[0]!.candidates.map(({ sha256 }) => sha256)
  expect(generationOf(answer, 11).candidates.map(({ sha256 }) => sha256)).not.toEqual(before)
  expect(answer.exitCode).toBe(0)
  expect(answer.receipt).toContain('paid 4')
  expect(answer.receipt).toContain('waiting for you: Approve scene 01 image (gate 12)')
})

test('regen writes a new generated file beside the last one, which stays as it was, and carries the rest over', async () => {
  const stage = await ranOnce()
  const { output: first } = await stage.run(FILE)
  const before = readFileSync(first!)
  const { output, isNewOutput } = await regen(stage, { nodes: ['11'] })
  expect(isNewOutput).toBe(true)
  expect(output).not.toBe(first)
  expect(readFileSync(first!)).toEqual(before)
  const [old, fresh]: [File, File] = [
    JSON.parse(before.toString()),
    JSON.parse(readFileSync(output!, 'utf8')),
  ]
  for (const id of [14, 21, 24]) expect(nodeOf(fresh, id).properties).toEqual(nodeOf(old, id).properties)
  expect(nodeOf(fresh, 11).properties._savedImages).not.toEqual(nodeOf(old, 11).properties._savedImages)
  expect(nodeOf(fresh, 12).properties._savedApprovalImages).toEqual(nodeOf(fresh, 11).properties._savedImages)
})

test('the gate of a re-roll holds until somebody approves, also for a run that lets gates pass', async () => {
  const stage = await ranOnce(1)
  await regen(stage, { nodes: ['11'] })
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
  const picked = await stage.call(COMMANDS.approve, { file: FILE, node: '11', slot: 2 })
  expect(picked.next).toMatchObject({ jobs: 4, videos: 4 })
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(4)
  expect(generationOf(answer as RegenReport, 11).picks).toEqual([
    { gate: 12, take: 2, slot: 2, by: 'approved', passes: true },
  ])
})

test('approving the former take after a re-roll brings its clip back at no cost', async () => {
  const stage = await ranOnce(1)
  await regen(stage, { nodes: ['11'] })
  const picked = await stage.call(COMMANDS.approve, { file: FILE, node: 'scene 1 image', slot: 1, take: 1 })
  expect(picked.next.jobs).toBe(0)
  const { answer, paid } = await costOf(stage, () => stage.run(FILE))
  expect(paid).toBe(0)
  expect(answer.generations.map(({ status, take }) => `${status} ${take}`)).toEqual(['reused 1', 'reused 1'])
})

test('--slots makes these candidates anew and keeps the others, with the approval of one that stays', async () => {
  const stage = await ranOnce(1)
  await stage.call(COMMANDS.approve, { file: FILE, node: '11', slot: 1 })
  const before = (await stage.show(FILE)).generations[0]!.candidates.map(({ sha256 }) => sha256)
  const { answer, paid } = await costOf(stage, () => regen(stage, { nodes: ['11'], slots: ['2,4'] }))
  expect(paid).toBe(2)
  const still = generationOf(answer, 11)
  expect(still.take).toBe(2)
  const after = still.candidates.map(({ sha256 }) => sha256)
  expect([after[0], after[2]]).toEqual([before[0], before[2]])
  expect(after[1]).not.toBe(before[1])
  expect(still.picks).toEqual([{ gate: 12, take: 2, slot: 1, by: 'approved', passes: true }])
  expect(answer.behind.jobs).toBe(0)
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('--slots lifts the approval of the slot that it replaces', async () => {
  const stage = await ranOnce(1)
  await stage.call(COMMANDS.approve, { file: FILE, node: '11', slot: 2 })
  const answer = await regen(stage, { nodes: ['11'], slots: ['2', '4'] })
  expect(generationOf(answer, 11).picks).toEqual([])
  expect(generationOf(answer, 14).status).toBe('held')
  expect(answer.behind).toMatchObject({ jobs: 4, videos: 4, generations: [{ nodeId: 14, jobs: 4 }] })
})

test('--cascade runs what hangs on it as well', async () => {
  const stage = await ranOnce()
  const { answer, paid, prompts } = await costOf(stage, () => regen(stage, { nodes: ['11'], cascade: true }))
  expect(paid).toBe(8)
  expect(prompts.filter((prompt) => prompt.includes('a clip of scene 1'))).toHaveLength(4)
  expect(generationOf(answer, 14)).toMatchObject({ status: 'generated', take: 2 })
  expect((await costOf(stage, () => stage.run(FILE))).paid).toBe(0)
})

test('--rows re-rolls a row of a dynamic prompt and leaves the others', async () => {
  const rows = changed(scenes(1), (file) => {
    Object.assign(nodeOf(file, 10).properties, { dynamicMode: true, dynamicRows: ['one', 'two', 'three'] })
  })
  const stage = await openStage({ files: { [FILE]: rows, 'avatar.png': PICTURES.avatar } })
  await stage.run({ file: FILE, only: 'images' })
  const { paid, prompts } = await costOf(stage, () => regen(stage, { nodes: ['11'], rows: ['2'] }))
  expect(paid).toBe(4)
  expect(new Set(prompts)).toEqual(new Set(['two']))
})

test('a second regen is another take; every earlier one is still there', async () => {
  const stage = await ranOnce(1)
  await regen(stage, { nodes: ['11'] })
  const { answer, paid } = await costOf(stage, () => regen(stage, { nodes: ['11'] }))
  expect(paid).toBe(4)
  expect(generationOf(answer, 11).take).toBe(3)
  for (const take of [1, 2]) await stage.call(COMMANDS.approve, { file: FILE, node: '11', slot: 1, take })
})

test('several nodes, named as an operator says them, are re-rolled together', async () => {
  const stage = await ranOnce(3)
  const { paid } = await costOf(stage, () => regen(stage, { nodes: ['11,21', 'and', '34'] }))
  expect(paid).toBe(12)
})

test('an approval made on the canvas is lifted by a re-roll and shows as not locked', async () => {
  const stage = await ranOnce(1)
  const { output } = await stage.run(FILE)
  approve(output!, 12, 3)
  await stage.run(FILE)
  const { output: fresh } = await regen(stage, { nodes: ['11'] })
  const gate = nodeOf(JSON.parse(readFileSync(fresh!, 'utf8')), 12).properties
  expect(gate._disabled).not.toBe(true)
  expect(gate._lastApprovedData ?? null).toBeNull()
})

test('a seed where there are none is not sent, and a line says so', async () => {
  const stage = await ranOnce(1)
  await regen(stage, { nodes: ['11'], seed: 7 })
  expect(stage.notes).toContainEqual(expect.stringContaining('has no seeds'))
})

test('a fresh candidate that equals an older one is a warning, not a secret', async () => {
  const effect = { kind: 'wrong-file', file: 'same-again' } as const
  const stage = await openStage({ sim: { faults: [{ when: {}, effect }] }, files: sceneFiles(1) })
  await stage.run({ file: FILE, only: 'images' })
  const { warnings } = await regen(stage, { nodes: ['11'] })
  expect(warnings).toContainEqual(expect.stringContaining('the same as take 1, candidate 1'))
})

test('without nodes it explains the three ways, and sends nothing', async () => {
  const stage = await ranOnce(1)
  const refused = regen(stage, {})
  await expect(refused).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('--fresh') })
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('retry') })
  expect(stage.paid()).toBe(8)
})

test('slots that are none and a node that is ambiguous are refused, and nothing is sent', async () => {
  const stage = await ranOnce()
  await expect(regen(stage, { nodes: ['11'], slots: ['5'] })).rejects.toMatchObject({ code: 'usage' })
  await expect(regen(stage, { nodes: ['scene', '1'] })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('Scene 01 video'),
  })
  expect(stage.paid()).toBe(16)
})
