/** A disk that has no room any more, at whatever step: what was paid for is kept, and comes once there is room. */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { sceneFiles } from '../stories/support/scenes.ts'
import { retake } from '../stories/support/shell.ts'
import { openStage, type Stage } from '../stories/support/stage.ts'
import { call, expectAllKept, expectNoHalves, expectTold, type Place } from './support/command.ts'
import { CAN_MOUNT, mountDisk, type SmallDisk } from './support/disk.ts'
import { jobsIn } from './support/jobsIn.ts'

const FILE = 'S1-V0-1.nbflow'
const NEEDS_MOUNT = '(needs root and mount)'
const STEPS = Number(process.env.RETAKE_FAULT_STEPS ?? 3)
/** Where a small run has all that it needs. */
const ENOUGH_KB = 560

interface OnDisk extends Place {
  readonly disk: SmallDisk
}

/** Workflow, store and outputs on a file system of their own. */
async function openOnDisk(options: Parameters<typeof openStage>[0] = {}): Promise<OnDisk> {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }), ...options })
  stage.countsApart('the store is on the small disk, and compared there')
  const disk = mountDisk(stage.path('disk'))
  for (const name of [FILE, 'avatar.png', 'retake.config.json'])
    copyFileSync(stage.path(name), join(disk.folder, name))
  return { stage, cwd: disk.folder, disk }
}

const levels = Array.from({ length: STEPS }, (_, at) => Math.round(((at + 0.6) * ENOUGH_KB) / STEPS))

test.runIf(CAN_MOUNT).each(levels)(
  `a run that finds %i KB on its disk ends with a clear error, and after it nothing is paid twice ${NEEDS_MOUNT}`,
  async (left) => {
    const place = await openOnDisk()
    place.disk.leave(left)
    expect(expectTold(await call(place, ['run', 'S1']))).not.toBe(0)
    place.disk.free()
    expectNoHalves(place.cwd)
    await expectAllKept(place, ['run', 'S1'], 4)
  },
)

const HELD = { faults: [{ when: {}, effect: { kind: 'stuck' } as const }] }

/** A run whose jobs are all accepted and on disk, and held at the service. */
async function heldRun(place: Place, args: readonly string[], count: number) {
  const { stage, cwd } = place
  const running = retake(args, { cwd, environment: stage.environment })
  await vi.waitUntil(() => jobsIn(cwd, 'sent') === count, { timeout: 20_000, interval: 20 })
  return running
}

test.runIf(CAN_MOUNT)(
  `a result that there is no room for keeps its handle, and nothing more is sent ${NEEDS_MOUNT}`,
  async () => {
    const place = await openOnDisk({ sim: HELD, files: sceneFiles(1, { outputCount: 4 }) })
    const running = await heldRun(place, ['run', 'S1', '--concurrency', '1'], 1)
    place.disk.leave(0)
    place.stage.sim.setFaults([])
    place.stage.sim.release()
    const ended = await running.ended
    expect(expectTold(ended)).toBe(1)
    expect(ended.stderr).toMatch(/The disk is full: \S+incoming.*ENOSPC/)
    expect(place.stage.sim.ledger()).toHaveLength(1)
    expect(jobsIn(place.cwd, 'sent')).toBe(1)
    place.disk.free()
    expectNoHalves(place.cwd)
    await expectAllKept(place, ['run', 'S1'], 8)
  },
)

test.runIf(CAN_MOUNT)(
  `a folder of outputs that is full is refused before anything is sent ${NEEDS_MOUNT}`,
  async () => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    const out = mountDisk(stage.path('out'))
    out.leave(0)
    const ended = await call({ stage, cwd: stage.folder }, ['run', 'S1', '--out', 'out'])
    expect(expectTold(ended)).toBe(2)
    expect(ended.stderr).toMatch(/cannot be written to \S+out: ENOSPC/)
    expect(stage.sim.ledger()).toEqual([])
  },
)

async function madeOutside(stage: Stage): Promise<Place> {
  const place = { stage, cwd: stage.folder }
  expect((await call(place, ['run', 'S1'])).exitCode).toBe(0)
  return place
}

// In the first not even the copies have room, in the second the sheet has none.
test.runIf(CAN_MOUNT).each([4, 32])(
  `outputs on a disk with %i KB are whole or not there, and are drawn again at no cost ${NEEDS_MOUNT}`,
  async (left) => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
    const place = await madeOutside(stage)
    const out = mountDisk(stage.path('out'))
    out.leave(left)
    const ended = await call(place, ['run', 'S1', '--out', 'out'])
    expect(expectTold(ended)).toBe(1)
    expect(ended.stderr).toMatch(/The disk is full: \S+out/)
    expectNoHalves(out.folder)
    out.free()
    await expectAllKept(place, ['run', 'S1', '--out', 'out'], 4)
    const newest = stage.files(/generated.*\.nbflow$/, 'out').at(-1) ?? ''
    expect(stage.files(/generated.*\.html$/, 'out')).toEqual([newest.replace('.nbflow', '.html')])
  },
)

test.runIf(CAN_MOUNT)(
  `an errors.json that there is no room for does not hide what failed ${NEEDS_MOUNT}`,
  async () => {
    const stage = await openStage({
      files: sceneFiles(1, { outputCount: 1 }),
      sim: { faults: [refusal('a still')] },
    })
    const place = { stage, cwd: stage.folder }
    await call(place, ['run', 'S1'])
    const before = stage.paid()
    const out = mountDisk(stage.path('out'))
    out.leave(0)
    const ended = await call(place, ['run', 'S1', '--out', 'out'])
    expect(expectTold(ended)).toBe(1)
    expect(ended.stderr).toContain('errors.json')
    expectNoHalves(out.folder)
    out.free()
    await call(place, ['run', 'S1', '--out', 'out'])
    expect(JSON.parse(readFileSync(stage.path('out/errors.json'), 'utf8'))).toHaveLength(1)
    expect(stage.paid()).toBe(before)
  },
)

test.runIf(CAN_MOUNT)(
  `an edit without room for its backup changes nothing, and works once there is room ${NEEDS_MOUNT}`,
  async () => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    const disk = mountDisk(stage.path('disk'))
    for (const name of [FILE, 'avatar.png']) copyFileSync(stage.path(name), join(disk.folder, name))
    stage.environment.RETAKE_STORE = stage.path('store')
    const place = { stage, cwd: disk.folder }
    const source = readFileSync(join(disk.folder, FILE))
    const edit = ['edit', 'S1', 'Scene 01 image', '--replace', 'she looks up=>he looks down']
    disk.leave(0)
    const ended = await call(place, edit)
    expect(expectTold(ended)).toBe(1)
    expect(readFileSync(join(disk.folder, FILE)).equals(source)).toBe(true)
    disk.free()
    expectNoHalves(disk.folder)
    expect((await call(place, edit)).exitCode).toBe(0)
    expect(stage.sim.ledger()).toEqual([])
  },
)
