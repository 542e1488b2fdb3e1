/** What happens between commands: picks that go back and forth, a re-roll that is killed, picks while a run goes on. */
import { expect, test, vi } from 'vitest'
import { PICTURES, scenes } from './support/scenes.ts'
import { openStage, type Stage, type StageOptions } from './support/stage.ts'
import { paidFor, start, typed } from './support/typed.ts'

/** Each command is a process of its own: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 120_000 })

const FILE = 'XYZG3-V0-1.nbflow'
const POLL = { timeout: 60_000, interval: 10 }

function openScenes(count: number, sim: StageOptions['sim'] = {}): Promise<Stage> {
  return openStage({ sim, files: { [FILE]: scenes(count), 'avatar.png': PICTURES.avatar } })
}

test('pick B, run, pick A, run, pick B, run: the last one costs nothing', async () => {
  const stage = await openScenes(1)
  await stage.run(FILE)
  const costs: number[] = []
  for (const slot of ['2', '1', '2']) {
    expect((await paidFor(stage, 'approve', 'XYZG3', 'scene 1 image', slot)).paid).toBe(0)
    costs.push((await paidFor(stage, 'run', 'XYZG3')).paid)
  }
  // A is what passed by itself in the first run.
  expect(costs).toEqual([4, 0, 0])
})

test('a regen of two nodes that is killed is gone on with by the same command, and --again begins another', async () => {
  const stage = await openScenes(2, { latencyMs: { image: 60, video: 1 } })
  await stage.run(FILE)
  const before = stage.paid()
  const killed = start(stage, 'regen', 'XYZG3', '11', '21')
  await expect.poll(() => stage.paid() - before, POLL).toBeGreaterThanOrEqual(3)
  killed.child.kill('SIGKILL')
  expect((await killed.ended).signal).toBe('SIGKILL')
  expect(stage.paid() - before).toBeLessThan(8)
  const gone = await typed(stage, 'regen', 'XYZG3', '11', '21')
  expect(gone.exitCode).toBe(0)
  expect(gone.stderr).toContain('not finished; --again begins another')
  expect(stage.paid() - before).toBe(8)
  expect(await takesAndSlots(stage)).toEqual(['11: take 2, slots 1 2 3 4', '21: take 2, slots 1 2 3 4'])
  const again = await paidFor(stage, 'regen', 'XYZG3', '11', '21', '--again')
  expect(again.paid).toBe(8)
  expect(await takesAndSlots(stage)).toEqual(['11: take 3, slots 1 2 3 4', '21: take 3, slots 1 2 3 4'])
})

test('a regen killed again and again never makes a fifth candidate of a slot', async () => {
  const stage = await openScenes(2, { latencyMs: { image: 60, video: 1 } })
  await stage.run(FILE)
  const before = stage.paid()
  for (const count of [1, 4, 7]) {
    const killed = start(stage, 'regen', 'XYZG3', '11', '21')
    await expect.poll(() => stage.paid() - before, POLL).toBeGreaterThanOrEqual(count)
    killed.child.kill('SIGKILL')
    await killed.ended
  }
  await typed(stage, 'regen', 'XYZG3', '11', '21')
  expect(stage.paid() - before).toBe(8)
  expect(await takesAndSlots(stage)).toEqual(['11: take 2, slots 1 2 3 4', '21: take 2, slots 1 2 3 4'])
})

async function takesAndSlots(stage: Stage): Promise<string[]> {
  const { generations } = await stage.show(FILE)
  const stills = generations.filter(({ kind }) => kind === 'image')
  return stills.map(({ nodeId, take, candidates }) => {
    return `${nodeId}: take ${take}, slots ${candidates.map(({ slot }) => slot).join(' ')}`
  })
}

test('an approval given while a run goes on is taken up by that run, which makes the clip', async () => {
  const faults = [{ when: { prompt: 'a still of scene 2' }, effect: { kind: 'stuck' } as const }]
  const stage = await openScenes(2, { faults, width: 8 })
  const running = start(stage, 'run', 'XYZG3', '--gates', 'hold', '--concurrency', '8', '--json')
  const candidates = async () => (await stage.show(FILE)).generations[0]!.candidates.length
  await expect.poll(candidates, POLL).toBe(4)
  const approved = await typed(stage, 'approve', 'XYZG3', 'scene 1 image', '3')
  expect(approved.exitCode).toBe(0)
  const clips = () => stage.sim.ledger().filter(({ type }) => type === 'video')
  await expect.poll(() => clips().length, POLL).toBe(4)
  expect(running.child.exitCode).toBeNull()
  stage.sim.release()
  const { exitCode, stdout } = await running.ended
  expect(exitCode).toBe(0)
  const report = JSON.parse(stdout)
  expect(report.generations).toMatchObject([
    { nodeId: 11, status: 'generated', picks: [{ gate: 12, slot: 3, by: 'approved' }] },
    { nodeId: 14, status: 'generated' },
    { nodeId: 21, status: 'generated', picks: [] },
    { nodeId: 24, status: 'held' },
  ])
  expect(report.receipt).toContain('paid 12')
  expect(stage.paid()).toBe(12)
})
