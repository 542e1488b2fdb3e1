/** Several desktops side by side: the least loaded gets the job, and none that fails takes the others down. */
import { expect, test, vi } from 'vitest'
import type { Fault } from '../../sim/fault.ts'
import type { Report } from '../../src/commands/command.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import type { RunReport } from '../../src/commands/runReport.ts'
import { closedPort } from './support/closedPort.ts'
import { cutWithHandles } from './support/cutOff.ts'
import { type Desktops, equalLedgers, openDesktops, stuck } from './support/desktops.ts'
import { sceneFiles } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { withApp } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'
const THREE = [{}, {}, {}]
const unavailable = { kind: 'fail', errorCode: 503, error: 'The service is currently unavailable.' } as const
const spent = {
  kind: 'answer',
  status: 429,
  text: '{"error":"Quota exceeded"}',
  retryAfter: '80000',
} as const

/** Runs with a report of one's own. */
function runWith({ stage }: Desktops, report: Report, signal?: AbortSignal, input: object = {}) {
  const work = (app: Parameters<typeof COMMANDS.run.run>[0]) =>
    COMMANDS.run.run(app, { file: FILE, ...input }, report)
  return withApp(stage.folder, stage.environment, work, signal === undefined ? {} : { signal })
}

function candidatesOf({ generations }: RunReport): string[] {
  return generations.flatMap(({ candidates }) => candidates.map(({ backend }) => backend))
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)

test('all work at once, each up to its own number, and every candidate says who made it', async () => {
  const desktops = await openDesktops({
    files: sceneFiles(3),
    sims: THREE.map(() => ({ faults: [stuck('image')] })),
  })
  const running = desktops.stage.run(FILE)
  await vi.waitUntil(() => sum(desktops.paid()) >= 6, { timeout: 20_000 })
  expect(desktops.paid()).toEqual([2, 2, 2])
  for (const sim of desktops.sims) {
    sim.setFaults([])
    sim.release()
  }
  const report = await running
  expect(report).toMatchObject({ exitCode: 0, jobs: { submitted: 24 } })
  expect(sum(desktops.paid())).toBe(24)
  const made = candidatesOf(report)
  expect(THREE.map((_, at) => made.filter((name) => name === `desktop-${at + 1}`).length)).toEqual(
    desktops.paid(),
  )
  await equalLedgers(desktops)
})

test('a number of jobs at once is that of all together', async () => {
  const desktops = await openDesktops({ files: sceneFiles(3), sims: THREE })
  let underWay = 0
  let most = 0
  const count: Report = ({ type }) => {
    if (type === 'sent') underWay += 1
    if (type === 'made') underWay -= 1
    most = Math.max(most, underWay)
  }
  const report = await runWith(desktops, count, undefined, { concurrency: 2 })
  expect(report.exitCode).toBe(0)
  expect(most).toBe(2)
})

test('one drops in mid-run: the others go on, it comes back by itself and takes part again; nothing is paid twice', async () => {
  const clips = { faults: [stuck('video')] }
  const drops: Fault = { when: { nth: 3 }, effect: { kind: 'away', on: 'status', forgets: false } }
  const desktops = await openDesktops({
    files: sceneFiles(6),
    sims: [clips, { faults: [drops] }, clips],
    settings: { waitMs: 60_000 },
  })
  const [first, dropping, last] = desktops.sims
  const notes: string[] = []
  const report = await runWith(desktops, (event) => {
    if (event.type !== 'note') return
    notes.push(event.message)
    if (event.message.startsWith('desktop-2 is away')) void dropping!.comeBack()
    // Only what has come back can make a clip now.
    const isClip = ({ type, taskId }: { type: string; taskId: string | null }) =>
      type === 'video' && taskId !== null
    if (event.message === 'desktop-2 answers again.')
      void vi
        .waitUntil(() => dropping!.ledger().some(isClip), { timeout: 20_000 })
        .finally(() => {
          for (const sim of [first!, last!]) {
            sim.setFaults([])
            sim.release()
          }
        })
  })
  expect(notes.filter((message) => message.startsWith('desktop-2'))).toHaveLength(2)
  expect(report).toMatchObject({ exitCode: 0, errors: [], jobs: { submitted: 48 } })
  expect(candidatesOf(report)).toHaveLength(48)
  expect(sum(desktops.paid())).toBe(48)
  await equalLedgers(desktops)
})

test('what was sent to one that stays away is waited for, told, and taken for nothing when it is back', async () => {
  const desktops = await openDesktops({
    files: sceneFiles(2),
    sims: [{ faults: [{ when: {}, effect: { kind: 'away', on: 'status', forgets: false } }] }, {}],
    // One at a time: no send is under way there when it leaves.
    concurrency: 1,
  })
  const first = await runWith(desktops, () => {})
  expect(first.exitCode).toBe(1)
  expect(first.stoppedBy).toBeNull()
  const [lost, other] = desktops.paid()
  expect(lost).toBeGreaterThan(0)
  expect(candidatesOf(first)).toHaveLength(16 - lost!)
  expect(first.errors.map(({ errorType }) => errorType)).toContain('connection refused')
  desktops.sims[0]!.setFaults([])
  await desktops.sims[0]!.comeBack()
  const second = await runWith(desktops, () => {})
  expect(second).toMatchObject({ exitCode: 0, errors: [] })
  expect(desktops.paid()).toEqual([lost, other])
  await equalLedgers(desktops)
})

test('a line that breaks under a send is looked up where it was sent, and nowhere else', async () => {
  const cut: Fault = { when: { times: 2 }, effect: { kind: 'drop-after-accept' } }
  const desktops = await openDesktops({ files: sceneFiles(2), sims: [{ faults: [cut] }, {}] })
  const report = await runWith(desktops, () => {})
  expect(report).toMatchObject({ exitCode: 0, errors: [] })
  expect(sum(desktops.paid())).toBe(16)
  await equalLedgers(desktops)
})

test('a spent quota cools that one down only, and it is not asked again meanwhile', async () => {
  const desktops = await openDesktops({
    files: sceneFiles(2),
    sims: [{}, { faults: [{ when: {}, effect: spent }] }, {}],
  })
  const notes: string[] = []
  const report = await runWith(desktops, (event) => {
    if (event.type === 'note') notes.push(event.message)
  })
  expect(report).toMatchObject({ exitCode: 0, errors: [], stoppedBy: null })
  expect(candidatesOf(report)).toHaveLength(16)
  expect(desktops.paid()[1]).toBe(0)
  expect(desktops.sims[1]!.ledger().length).toBeLessThanOrEqual(2)
  expect(notes.filter((message) => message.includes('desktop-2 throttles'))).toHaveLength(1)
})

test('what a desktop was sent is fetched at once, also while its quota is spent', async () => {
  const desktops = await openDesktops({
    files: sceneFiles(2),
    sims: [{ faults: [stuck()] }, {}],
    concurrency: 4,
  })
  desktops.configure({}, ['desktop-1'])
  await cutWithHandles(desktops.stage, { file: FILE, nodes: ['21'] }, 4)
  desktops.sims[0]!.setFaults([{ when: {}, effect: spent }])
  desktops.sims[0]!.release()
  desktops.configure()
  expect(await runWith(desktops, () => {})).toMatchObject({ exitCode: 0, errors: [], stoppedBy: null })
  expect(desktops.paid()).toEqual([4, 12])
  await equalLedgers(desktops)
})

test('when the quota of all is spent, the run ends with what it has', async () => {
  const faults: Fault[] = [{ when: { type: 'video' }, effect: spent }]
  const desktops = await openDesktops({ files: sceneFiles(1), sims: [{ faults }, { faults }] })
  const report = await runWith(desktops, () => {})
  expect(report).toMatchObject({ exitCode: 1, stoppedBy: 'throttle' })
  expect(report.errors).toMatchObject([{ nodeId: 14, errorType: 'api_error', slots: [1, 2, 3, 4] }])
  expect(candidatesOf(report)).toHaveLength(4)
})

test('a wrong key takes that desktop out, with a note; the others do all; with all wrong the run ends with exit 4', async () => {
  const desktops = await openDesktops({ files: sceneFiles(1), sims: [{}, { apiKey: 'right' }] })
  const notes: string[] = []
  const report = await runWith(desktops, (event) => {
    if (event.type === 'note') notes.push(event.message)
  })
  expect(report).toMatchObject({ exitCode: 0, errors: [] })
  expect(desktops.paid()).toEqual([8, 0])
  expect(notes.filter((message) => message.startsWith('desktop-2 is sent nothing more'))).toHaveLength(1)
  const closed = await openDesktops({ files: sceneFiles(1), sims: [{ apiKey: 'a' }, { apiKey: 'b' }] })
  const refused = await runWith(closed, () => {})
  expect(refused).toMatchObject({ exitCode: 4, stoppedBy: 'access', jobs: { submitted: 0 } })
})

test('one that fails every job at once does not draw all of them', async () => {
  const desktops = await openDesktops({
    files: sceneFiles(4),
    sims: [{}, { faults: [{ when: {}, effect: unavailable }] }],
    settings: { retry: { baseMs: 300 } },
  })
  const report = await runWith(desktops, () => {})
  expect(candidatesOf(report).length).toBeGreaterThanOrEqual(30)
  expect(desktops.paid()[1]).toBeLessThan(12)
})

test('with all of them gone the run ends with exit 4 and names each; what is back goes on', async () => {
  const desktops = await openDesktops({ files: sceneFiles(1), sims: [{}, {}] })
  await Promise.all(desktops.sims.map((sim) => sim.leave()))
  const report = await runWith(desktops, () => {})
  expect(report).toMatchObject({ exitCode: 4, stoppedBy: 'backend', jobs: { submitted: 0 } })
  expect(report.errors).toMatchObject([{ errorType: 'connection refused', attempts: 0 }])
  expect(report.errors[0]!.message).toContain('desktop-1: ')
  expect(report.errors[0]!.message).toContain('desktop-2: ')
  await desktops.sims[1]!.comeBack()
  expect(await runWith(desktops, () => {})).toMatchObject({ exitCode: 0, errors: [] })
  expect(desktops.paid()).toEqual([0, 8])
})

test('a run that was killed asks each desktop for what it had been sent, and pays for nothing again', async () => {
  const held = { faults: [stuck()] }
  const desktops = await openDesktops({ files: sceneFiles(2), sims: [held, held] })
  const { stage, sims } = desktops
  const { child, ended } = retake(['run', 'S1'], { cwd: stage.folder, environment: stage.environment })
  await vi.waitUntil(() => desktops.paid().every((count) => count === 2), { timeout: 30_000 })
  child.kill('SIGKILL')
  await ended
  for (const sim of sims) {
    sim.setFaults([])
    sim.release()
  }
  const report = await runWith(desktops, () => {})
  expect(report).toMatchObject({ exitCode: 0, errors: [] })
  expect(sum(desktops.paid())).toBe(16)
  await equalLedgers(desktops)
}, 60_000)

test('moved to other desktops, nothing is made anew', async () => {
  const desktops = await openDesktops({ files: sceneFiles(1), sims: THREE })
  desktops.configure({}, ['desktop-1'])
  await runWith(desktops, () => {})
  desktops.configure({}, ['desktop-2', 'desktop-3'])
  expect(await runWith(desktops, () => {})).toMatchObject({ exitCode: 0, jobs: { submitted: 0 } })
  expect(desktops.paid()).toEqual([8, 0, 0])
})

/** What desktop-2 was sent is on its way there when the run ends. */
async function interrupted(): Promise<Desktops> {
  const desktops = await openDesktops({ files: sceneFiles(1), sims: [{}, { faults: [stuck()] }] })
  await cutWithHandles(desktops.stage, { file: FILE, only: 'images' }, 4)
  expect(desktops.paid()[1]).toBeGreaterThan(0)
  desktops.sims[1]!.setFaults([])
  desktops.sims[1]!.release()
  return desktops
}

test('a desktop that the settings do not name any more keeps what it was sent: it is told, and nothing is paid anew', async () => {
  const desktops = await interrupted()
  const before = desktops.paid()
  desktops.configure({}, ['desktop-1'])
  const without = await runWith(desktops, () => {}, undefined, { only: 'images' })
  expect(without.exitCode).toBe(1)
  expect(without.errors).toMatchObject([{ nodeId: 11, errorType: 'connection refused' }])
  expect(without.errors[0]!.message).toContain('"desktop-2"')
  expect(without.errors[0]!.strategy).toContain('"backends"')
  expect(without.errors[0]!.strategy).toContain('regen FILE NODE --slots')
  expect(desktops.paid()).toEqual(before)
  desktops.configure()
  const again = await runWith(desktops, () => {}, undefined, { only: 'images' })
  expect(again).toMatchObject({ exitCode: 0, errors: [] })
  expect(desktops.paid()).toEqual(before)
  await equalLedgers(desktops)
})

test('with one desktop chosen, that one is sent all; the others are asked for what they have', async () => {
  const desktops = await interrupted()
  const [one, two] = desktops.paid()
  const report = await runWith(desktops, () => {}, undefined, { backend: 'desktop-1' })
  expect(report).toMatchObject({ exitCode: 0, errors: [] })
  expect(desktops.paid()).toEqual([8 - two!, two])
  expect(one).toBeLessThan(8 - two!)
  await expect(desktops.stage.run({ file: FILE, backend: 'desktop-9' })).rejects.toMatchObject({
    code: 'usage',
    next: expect.stringContaining('glabs, sketch, desktop-1, desktop-2'),
  })
})

/** A send to desktop-2, alone in the settings, is cut off by the line and the run by a person; then desktop-1 is alone. */
async function cutOff(settings: object = {}): Promise<Desktops & { first: RunReport }> {
  const cut: Fault = { when: {}, effect: { kind: 'drop-after-accept' } }
  const desktops = await openDesktops({
    files: sceneFiles(1),
    sims: [{}, { faults: [cut] }],
    concurrency: 1,
    settings,
  })
  desktops.configure({}, ['desktop-2'])
  const stop = new AbortController()
  const stopped: Report = ({ type }) => {
    if (type === 'sent') stop.abort()
  }
  const first = await runWith(desktops, stopped, stop.signal)
  expect(desktops.paid()).toEqual([0, 1])
  desktops.configure({}, ['desktop-1'])
  return { ...desktops, first }
}

test('a send that was cut off at a desktop that is named no more may have been paid: it is said, and sent elsewhere', async () => {
  const { first, stage, paid } = await cutOff()
  expect(first).toMatchObject({ exitCode: 130, jobs: { submitted: 0 } })
  expect(first.receipt).toContain('1 not known yet: the next run asks')
  expect(await stage.run(FILE)).toMatchObject({ exitCode: 0, jobs: { submitted: 8 } })
  expect(paid()).toEqual([8, 1])
  expect(stage.notes.join('\n')).toContain('"desktop-2", which the settings do not name any more: it may')
})

test('with "unknown": "hold" it is not sent again before a person pays anew', async () => {
  const { stage, paid } = await cutOff({ unknown: 'hold' })
  for (const _ of ['at once', 'later too']) {
    const report = await stage.run(FILE)
    expect(report).toMatchObject({ exitCode: 1, errors: [{ nodeId: 11, slots: [1] }] })
    expect(report.errors[0]!.message).toContain('it may have been paid')
    expect(report.errors[0]!.strategy).toContain('retake regen FILE NODE --slots N')
    expect(paid()).toEqual([7, 1])
  }
  await stage.call(COMMANDS.regen, { file: FILE, nodes: ['11'], slots: ['1'] })
  expect(paid()).toEqual([8, 1])
  expect((await stage.run(FILE)).errors).toEqual([])
})

test('each desktop has its key, from the file or a variable; doctor looks at each and shows none', async () => {
  const sims = [{ apiKey: 'sk-of-one' }, { apiKey: 'sk-of-two' }, { apiKey: 'sk-of-all' }]
  const desktops = await openDesktops({ files: sceneFiles(1), sims })
  const { stage } = desktops
  const keys = ['sk-of-one', 'env:SECOND_KEY', undefined]
  const backends = desktops.sims.map(({ url }, at) => ({
    name: `desktop-${at + 1}`,
    type: 'glabs',
    url,
    ...(keys[at] !== undefined && { key: keys[at] }),
  }))
  stage.configure({ backends })
  stage.write('.env', 'SECOND_KEY=sk-of-two\nGLABS_API_KEY=sk-of-all\n')
  const look = () =>
    retake(['doctor', '--json'], { cwd: stage.folder, environment: { GLABS_URL: undefined } }).ended
  const { stdout, stderr, exitCode } = await look()
  expect(exitCode).toBe(0)
  expect(stdout + stderr).not.toContain('sk-of')
  const { diagnoses } = JSON.parse(stdout)
  const told = diagnoses.map(({ message }: { message: string }) => message)
  for (const { name } of backends) expect(told).toContain(`${name}: the key is accepted`)
  expect(await stage.run(FILE)).toMatchObject({ exitCode: 0 })
  stage.configure({
    backends: [...backends.slice(0, 2), { ...backends[2], url: `http://127.0.0.1:${await closedPort()}` }],
  })
  const away = await look()
  expect(away.exitCode).toBe(0)
  expect(away.stdout).toContain('Until then the others do its jobs.')
})

test('two desktops of one name or address, or an unknown field, end the command with the place', async () => {
  const desktops = await openDesktops({ files: sceneFiles(1), sims: [{}] })
  const { stage } = desktops
  const one = { name: 'a', type: 'glabs', url: 'http://127.0.0.1:1' }
  const wrong: [object[], RegExp][] = [
    [[one, { ...one, url: 'http://127.0.0.1:2' }], /backends.*same name/],
    [[one, { ...one, name: 'b' }], /backends.*same address/],
    [[one, { ...one, name: 'b', url: 'http://localhost:1/' }], /backends.*same address/],
    [[one, { ...one, name: 'b', url: 'http://[::1]:1' }], /backends.*same address/],
    [[{ ...one, name: 'my desktop' }], /backends\.0\.name.*letters/],
    [[{ ...one, apiKey: 'sk-secret' }], /apiKey/],
  ]
  for (const [backends, message] of wrong) {
    stage.configure({ backends })
    await expect(stage.plan(FILE)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
    })
  }
  stage.write('retake.config.json', '{ "backends": [{ "name": "a", "key": sk-secret }] }')
  const refused: unknown = await stage.plan(FILE).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'usage' })
  expect(String(refused)).not.toContain('sk-secret')
})
