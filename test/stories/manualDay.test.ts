/** The operator's day, typed command by command, and the names that an operator gives to nodes. */
import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { flaky } from '../../sim/fault.ts'
import { changed, nodeOf, PICTURES, scenes } from './support/scenes.ts'
import { openStage, type Stage } from './support/stage.ts'
import { paidFor, typed } from './support/typed.ts'

/** Each command is a process of its own: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 120_000 })

const FILE = 'XYZG3-V0-1.nbflow'

/** Six scenes; 23 is the prompt of clip 24, 45 the gate of clip 44. The still of scene 6 fails as often as it is tried at first. */
async function openDay(): Promise<Stage> {
  const text = changed(scenes(6), (file) => {
    nodeOf(file, 50).properties.text = 'a still of scene 5, she wears a casual top'
  })
  const { when, effect } = flaky('a still of scene 6')
  const faults = [{ when: { ...when, times: 12 }, effect }]
  return openStage({ sim: { faults }, files: { [FILE]: text, 'avatar.png': PICTURES.avatar } })
}

test('the day: run, regen by number and by words, edit, retry, and a run that costs nothing', async () => {
  const stage = await openDay()
  const first = await typed(stage, 'run', 'XYZG3-V0-1')
  expect(first).toMatchObject({ exitCode: 1, paid: 52, receipt: 'paid 52 · reused 0 · failed 4' })
  for (const ending of ['nbflow', 'html'])
    expect(stage.files(new RegExp(`^XYZG3-V0-1-generated-\\d{8}-\\d{6}\\.${ending}$`))).toHaveLength(1)
  expect(JSON.parse(stage.read('errors.json'))).toMatchObject([{ nodeId: 61, attempts: 3 }])

  const numbered = await typed(stage, 'regen', 'XYZG3-V0-1', '14', '23', 'and', '45')
  expect(numbered).toMatchObject({ paid: 12, receipt: expect.stringMatching(/^paid 12 /) })
  expect([...numbered.prompts].sort()).toEqual([1, 2, 4].map((n) => `a clip of scene ${n}, she says hello`))

  const named = await typed(stage, 'regen', 'XYZG3-V0-1', 'scene 03 image')
  expect(named).toMatchObject({ paid: 4, prompts: ['a still of scene 3, she looks up'] })
  expect(stage.files(/-generated-.*\.nbflow$/)).toHaveLength(3)

  const replace = ['--replace', 'casual top=>blue cotton t-shirt', '--regen']
  const edited = await typed(stage, 'edit', 'XYZG3', 'scene 05', ...replace)
  expect(edited).toMatchObject({ paid: 4, prompts: ['a still of scene 5, she wears a blue cotton t-shirt'] })
  expect([existsSync(stage.path(FILE)), existsSync(stage.path('XYZG3-V0-2.nbflow'))]).toEqual([false, true])

  const retried = await paidFor(stage, 'retry', 'XYZG3')
  expect(retried).toMatchObject({ paid: 4, prompts: ['a still of scene 6, she looks up'] })
  expect(stage.files(/^errors\.json$/)).toEqual([])

  const rest = await paidFor(stage, 'run', 'XYZG3')
  expect(rest).toMatchObject({ paid: 4, prompts: ['a clip of scene 6, she says hello'] })
  expect(rest.receipt).toContain(' · waiting for you: ')
  const { generations } = await stage.plan('XYZG3')
  const held = generations.filter(({ action }) => action === 'held')
  expect(held.map(({ nodeId }) => nodeId)).toEqual([34, 54])

  const again = await paidFor(stage, 'run', 'XYZG3-V0-1')
  expect(again).toMatchObject({ paid: 0, receipt: expect.stringContaining('paid 0 · reused ') })
  expect(again.stderr).toContain('XYZG3-V0-1 has moved to backups; XYZG3-V0-2.nbflow is its current version')
})

async function ranOnce(count: number): Promise<Stage> {
  const stage = await openStage({ files: { [FILE]: scenes(count), 'avatar.png': PICTURES.avatar } })
  await stage.run(FILE)
  return stage
}

test('nodes are named as people name them, and what was understood is said', async () => {
  const stage = await ranOnce(4)
  const numbers = await paidFor(stage, 'regen', 'XYZG3', '14,23', '45')
  expect([...numbers.prompts].sort()).toEqual([1, 2, 4].map((n) => `a clip of scene ${n}, she says hello`))
  const still = await paidFor(stage, 'regen', 'XYZG3', 'scene 03 image')
  expect(still).toMatchObject({ paid: 4, prompts: ['a still of scene 3, she looks up'] })
  expect(still.stderr).toContain('31')
  const clip = await paidFor(stage, 'rerun', 'XYZG3', 'veo scene 4')
  expect(clip).toMatchObject({ paid: 4, prompts: ['a clip of scene 4, she says hello'] })
})

test('a name that fits two nodes lists both with their numbers, one that fits none the nearest titles; nothing runs', async () => {
  const stage = await ranOnce(2)
  const two = await typed(stage, 'regen', 'XYZG3', 'scene 02')
  expect(two).toMatchObject({ exitCode: 2, paid: 0, stdout: '' })
  for (const part of ['Mainbody:21', 'Scene 02 image', 'Mainbody:24', 'Scene 02 video']) {
    expect(two.stderr).toContain(part)
  }
  const none = await typed(stage, 'regen', 'XYZG3', 'scene 07 image')
  expect(none).toMatchObject({ exitCode: 2, paid: 0, stdout: '' })
  expect(none.stderr).toContain('Scene 01 image')
  const noNode = await typed(stage, 'regen', 'XYZG3')
  expect(noNode).toMatchObject({ exitCode: 2, paid: 0 })
  for (const verb of ['regen', 'retry', '--fresh']) expect(noNode.stderr).toContain(verb)
})

test('each account tab has its scene: one tab is named with the node, all of them with --all-tabs', async () => {
  const text = changed(scenes(1), (file) => {
    file.tabs.push({ ...structuredClone(file.tabs[0]!), name: 'Account B' })
    nodeOf(file, 10, 1).properties.text = 'a still for account B'
  })
  const stage = await openStage({ files: { [FILE]: text, 'avatar.png': PICTURES.avatar } })
  await stage.run(FILE)
  const ambiguous = await typed(stage, 'regen', 'XYZG3', '11')
  expect(ambiguous).toMatchObject({ exitCode: 2, paid: 0 })
  expect(ambiguous.stderr).toContain('Account B:11')
  const one = await paidFor(stage, 'regen', 'XYZG3', 'Account B:11')
  expect(one).toMatchObject({ paid: 4, prompts: ['a still for account B'] })
  expect((await paidFor(stage, 'regen', 'XYZG3', 'scene 1 image', '--all-tabs')).paid).toBe(8)
})
