/** The disk reports an error at a sync, a write, a rename: real system calls that fail, under the built command. */
import { expect, test } from 'vitest'
import { sceneFiles } from '../stories/support/scenes.ts'
import { openStage } from '../stories/support/stage.ts'
import { call, expectAllKept, expectNoHalves, expectTold, hasProgram } from './support/command.ts'
import { jobsIn } from './support/jobsIn.ts'

const CAN_TRACE = hasProgram('strace')
const NEEDS = '(needs strace)'
/** All of them: 40. Each is two commands. */
const STEPS = Number(process.env.RETAKE_FAULT_STEPS ?? 0)

/** Which call of that name fails: `12` the twelfth of a thread, `12+` all from then on. */
type Fault = readonly [systemCall: string, error: string, when: string]

/** One thread for files and one for the database: so the calls of each are counted in the same order every time. */
const ONE_THREAD = { UV_THREADPOOL_SIZE: '1' }

function under([systemCall, error, when]: Fault): string[] {
  const injected = `inject=${systemCall}:error=${error}:when=${when}`
  return ['strace', '-f', '--seccomp-bpf', '-o', '/dev/null', '-e', `trace=${systemCall}`, '-e', injected]
}

const FAULTS: readonly Fault[] = [
  ['fsync', 'EIO', '2'], // the first file of the vault
  ['fsync', 'EIO', '12'], // the log of the database, before and after something was sent
  ['fsync', 'EIO', '18+'],
  ['pwrite64', 'ENOSPC', '60'],
  ['pwrite64', 'EDQUOT', '75+'],
  ['rename', 'EIO', '5'], // a copy
  ['rename', 'EIO', '7'], // the generated file
  ...Array.from({ length: STEPS }, (_, at): Fault => ['fsync', 'EIO', String(at + 1)]),
  ...Array.from({ length: STEPS }, (_, at): Fault => ['pwrite64', 'EIO', `${(at + 1) * 6}+`]),
]

test.runIf(CAN_TRACE).each(FAULTS)(
  `%s that fails with %s at call %s: a clear error, nothing half-written, nothing lost or paid twice ${NEEDS}`,
  async (...fault) => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    Object.assign(stage.environment, ONE_THREAD)
    const place = { stage, cwd: stage.folder }
    expectTold(await call(place, ['run', 'S1'], under(fault)))
    expectNoHalves(stage.folder)
    await expectAllKept(place, ['run', 'S1'], 2)
  },
)

test.runIf(CAN_TRACE)(
  `a result that the disk gives no name keeps its handle, and is fetched and written anew ${NEEDS}`,
  async () => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    Object.assign(stage.environment, ONE_THREAD)
    const place = { stage, cwd: stage.folder }
    // The first two are those of the reference and the source.
    const ended = await call(place, ['run', 'S1'], under(['rename', 'EIO', '3']))
    expect(expectTold(ended)).toBe(1)
    expect(ended.stderr).toMatch(/The disk reports an error: \S+media\S+ \(EIO at rename\)/)
    expect(jobsIn(stage.folder, 'sent')).toBe(1)
    expectNoHalves(stage.folder)
    await expectAllKept(place, ['run', 'S1'], 2)
  },
)

test.runIf(CAN_TRACE)(
  `an edit whose backup cannot be named leaves the source as it is, and no file beside it ${NEEDS}`,
  async () => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    const place = { stage, cwd: stage.folder }
    const source = stage.bytes('S1-V0-1.nbflow')
    const edit = ['edit', 'S1', 'Scene 01 image', '--replace', 'she looks up=>he looks down']
    const ended = await call(place, edit, under(['link', 'EIO', '1']))
    expect(expectTold(ended)).toBe(1)
    expect(stage.bytes('S1-V0-1.nbflow').equals(source)).toBe(true)
    expect(stage.files(/nbflow/)).toEqual(['S1-V0-1.nbflow'])
    expectNoHalves(stage.folder)
    expect((await call(place, edit)).exitCode).toBe(0)
  },
)

test.runIf(hasProgram('prlimit'))(
  'a limit of open files that is too low to start with is told (needs prlimit)',
  async () => {
    const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
    const place = { stage, cwd: stage.folder }
    const ended = await call(place, ['run', 'S1'], ['prlimit', '--nofile=27'])
    expect(expectTold(ended)).toBe(1)
    expect(ended.stderr).toContain('Too many files are open')
    expect(stage.sim.ledger()).toEqual([])
  },
)
