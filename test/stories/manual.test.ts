/** The table of what to do when something did not land, typed row by row: what each verb sends, and what it leaves alone. */
import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { flaky, refusal } from '../../sim/fault.ts'
import type { ShowReport } from '../../src/commands/show.ts'
import { sceneFiles } from './support/scenes.ts'
import { openStage, type Stage, type StageOptions } from './support/stage.ts'
import { paidFor, start, typed } from './support/typed.ts'

/** Each command is a process of its own: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 120_000 })

const FILE = 'XYZG3-V0-1.nbflow'

/** Scenes of still, gate, clip, gate: of scene n the still is n1, the clip n4. Run once: 8 jobs a scene. */
async function ranOnce(count: number, { sim }: Pick<StageOptions, 'sim'> = {}): Promise<Stage> {
  const stage = await openScenes(count, { sim })
  await stage.run(FILE)
  return stage
}

function openScenes(count: number, { sim = {} }: { sim?: StageOptions['sim'] | undefined } = {}) {
  const { 'S1-V0-1.nbflow': text, ...others } = sceneFiles(count)
  return openStage({ sim, files: { ...others, [FILE]: text } })
}

function generationOf({ generations }: ShowReport, nodeId: number) {
  return generations.find((each) => each.nodeId === nodeId)!
}

function hashesOf(shown: ShowReport, nodeId: number) {
  return generationOf(shown, nodeId).candidates.map(({ sha256 }) => sha256)
}

test('all candidates have the same small problem: regen makes another take of that node for four jobs', async () => {
  const stage = await ranOnce(2)
  const before = await stage.show(FILE)
  const { paid, prompts, receipt } = await paidFor(stage, 'regen', 'XYZG3', 'scene 01 image')
  expect({ paid, prompts }).toEqual({ paid: 4, prompts: ['a still of scene 1, she looks up'] })
  expect(receipt).toContain('waiting for you: Approve scene 01 image (gate 12)')
  const after = await stage.show(FILE)
  expect(generationOf(after, 11)).toMatchObject({ take: 2 })
  expect(hashesOf(after, 11).some((hash) => hashesOf(before, 11).includes(hash))).toBe(false)
  for (const untouched of [14, 21, 24])
    expect(hashesOf(after, untouched)).toEqual(hashesOf(before, untouched))
})

test('two of four are bad: regen --slots sends two jobs, and the good ones stay', async () => {
  const stage = await ranOnce(1)
  const before = hashesOf(await stage.show(FILE), 11)
  const { paid } = await paidFor(stage, 'regen', 'XYZG3', '11', '--slots', '2,4')
  expect(paid).toBe(2)
  const after = hashesOf(await stage.show(FILE), 11)
  expect([after[0], after[2]]).toEqual([before[0], before[2]])
  expect([before[1], before[3]]).not.toContain(after[1])
  expect([before[1], before[3]]).not.toContain(after[3])
  expect((await paidFor(stage, 'regen', 'XYZG3', '11', '--slots', '3')).paid).toBe(1)
})

test('all have the same structural problem: edit writes the next version and sends the edited still alone', async () => {
  const stage = await ranOnce(2)
  const source = stage.read(FILE)
  const replace = ['--replace', 'looks up=>looks down', '--regen']
  const { paid, prompts, receipt } = await paidFor(stage, 'edit', 'XYZG3', 'scene 01', ...replace)
  expect({ paid, prompts }).toEqual({ paid: 4, prompts: ['a still of scene 1, she looks down'] })
  expect(receipt).toContain('waiting for you: Approve scene 01 image (gate 12)')
  expect(existsSync(stage.path(FILE))).toBe(false)
  expect(stage.read(`backups/${FILE}`)).toBe(source)
  expect((await paidFor(stage, 'run', 'XYZG3')).paid).toBe(0)
  const approved = await paidFor(stage, 'approve', 'XYZG3', 'scene 01 image', '2')
  expect(approved).toMatchObject({ paid: 0, stdout: expect.stringContaining('sends at most 4 jobs') })
  const { prompts: clips, paid: clipJobs } = await paidFor(stage, 'run', 'XYZG3')
  expect({ clipJobs, clips }).toEqual({ clipJobs: 4, clips: ['a clip of scene 1, she says hello'] })
})

test('one candidate has a tell that the other three do not: reject it, and nothing needs to run', async () => {
  const stage = await ranOnce(1)
  const rejected = await paidFor(stage, 'reject', 'XYZG3', '11', '3', '--tell', 'six fingers')
  expect(rejected.paid).toBe(0)
  expect(rejected.stdout).toContain('six fingers')
  expect(rejected.stdout).toContain('Nothing needs to run.')
  expect((await paidFor(stage, 'approve', 'XYZG3', 'scene 1 image', '1')).paid).toBe(0)
  expect((await paidFor(stage, 'run', 'XYZG3')).paid).toBe(0)
})

test('the candidate with the tell was the pick: neither verb sends, and the next run makes the clip of the other one', async () => {
  const stage = await ranOnce(1)
  await paidFor(stage, 'reject', 'XYZG3', '11', '1', '--tell', 'six fingers')
  const approved = await paidFor(stage, 'approve', 'XYZG3', '11', '2')
  expect(approved).toMatchObject({ paid: 0, stdout: expect.stringContaining('sends at most 4 jobs') })
  expect((await paidFor(stage, 'run', 'XYZG3')).prompts).toEqual(['a clip of scene 1, she says hello'])
})

test('the node failed of something that passes: errors says what to do, retry does it and the entry goes', async () => {
  const { when, effect } = flaky('a still of scene 1')
  const threeTimesEach = { when: { ...when, times: 12 }, effect }
  const stage = await ranOnce(2, { sim: { faults: [threeTimesEach] } })
  const told = await typed(stage, 'errors', 'XYZG3')
  expect(told.stdout).toContain('api_error 503: The service is currently unavailable.')
  expect(told.stdout).toMatch(/next\s+\S/)
  const { paid, prompts } = await paidFor(stage, 'retry', 'XYZG3')
  expect({ paid, prompts }).toEqual({ paid: 4, prompts: ['a still of scene 1, she looks up'] })
  expect(stage.files(/^errors\.json$/)).toEqual([])
  expect((await typed(stage, 'errors', 'XYZG3')).stdout).toContain('everything that was asked for has landed')
  expect((await paidFor(stage, 'run', 'XYZG3')).prompts).toEqual(['a clip of scene 1, she says hello'])
})

test('what failed stays an error while other nodes are re-rolled, until retry heals it', async () => {
  const { when, effect } = flaky('a still of scene 2')
  const stage = await openScenes(2, { sim: { faults: [{ when: { ...when, times: 9 }, effect }] } })
  // One job after the other: nine of twelve attempts leave two slots without a candidate.
  await stage.run({ file: FILE, concurrency: 1 })
  const errors = () => JSON.parse(stage.read('errors.json'))
  const [before] = errors()
  expect(before).toMatchObject({ nodeId: 21, errorType: 'api_error' })
  await paidFor(stage, 'regen', 'XYZG3', 'scene 01 image')
  expect(errors()).toMatchObject([{ nodeId: 21, slots: before.slots }])
  expect((await paidFor(stage, 'retry', 'XYZG3')).paid).toBe(before.slots.length)
  expect(stage.files(/^errors\.json$/)).toEqual([])
})

test('the node was refused: retry sends nothing and names the edit, which heals it and takes the entry out', async () => {
  const stage = await ranOnce(2, { sim: { faults: [refusal('she looks up')] } })
  expect((await typed(stage, 'errors', 'XYZG3')).stdout).toMatch(/content_policy .*\n[\s\S]*next\s+\S/)
  const asked = await typed(stage, 'retry', 'XYZG3')
  expect(asked.paid).toBe(0)
  expect(asked.stdout).toContain(
    'needs you Mainbody:11 "Scene 01 image" row 1: content_policy wants another prompt',
  )
  expect(asked.stdout).toContain('retake edit XYZG3-V0-1 11')
  const edited = await typed(stage, 'edit', 'XYZG3', '11', '--replace', 'looks up=>is reading', '--regen')
  expect(edited).toMatchObject({ paid: 4, prompts: ['a still of scene 1, she is reading'] })
  expect(JSON.parse(stage.read('errors.json'))).toMatchObject([{ nodeId: 21, errorType: 'content_policy' }])
  const healed = await paidFor(stage, 'edit', 'XYZG3', '21', '--replace', 'looks up=>is reading', '--regen')
  expect(healed.paid).toBe(4)
  expect(stage.files(/^errors\.json$/)).toEqual([])
})

test('most scenes need another roll: run --fresh unapproved, and what an approved clip was made from stays', async () => {
  const stage = await ranOnce(3)
  await stage.run(FILE)
  await typed(stage, 'approve', 'XYZG3', 'scene 1 video', '2')
  await typed(stage, 'approve', 'XYZG3', 'scene 2 image', '1')
  const { paid, prompts, receipt, stderr } = await paidFor(stage, 'run', 'XYZG3', '--fresh', 'unapproved')
  expect(paid).toBe(8)
  expect([...prompts].sort()).toEqual([
    'a clip of scene 2, she says hello',
    'a still of scene 3, she looks up',
  ])
  expect(stderr).toMatch(/^To pay for, at most: (4 images, 4 videos|4 videos, 4 images);/m)
  expect(receipt).toMatch(/ · waiting for you: .*Approve scene 03 image \(gate 32\)/)
  const { generations } = await stage.show(FILE)
  expect(generations.map(({ nodeId, take }) => [nodeId, take])).toEqual([
    [11, 1], [14, 1], [21, 1], [24, 2], [31, 2], [34, 1],
  ]) // biome-ignore format: a table
})

test.each([3, 11])(
  'a run was killed after %i jobs: the same command pays for the rest alone',
  async (count) => {
    const stage = await openScenes(2, { sim: { latencyMs: { image: 60, video: 60 } } })
    const killed = start(stage, 'run', 'XYZG3')
    await expect.poll(() => stage.paid(), { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(count)
    killed.child.kill('SIGKILL')
    expect((await killed.ended).signal).toBe('SIGKILL')
    expect(stage.paid()).toBeLessThan(16)
    const rest = await typed(stage, 'run', 'XYZG3')
    expect(rest.exitCode).toBe(0)
    expect(stage.sim.ledger().filter(({ status }) => status === 'lost')).toEqual([])
    expect(stage.paid()).toBe(16)
    const { generations } = await stage.show(FILE)
    const hashes = generations.flatMap(({ candidates }) => candidates.map(({ sha256 }) => sha256))
    expect(new Set(hashes).size).toBe(16)
    expect((await paidFor(stage, 'run', 'XYZG3')).paid).toBe(0)
  },
)
