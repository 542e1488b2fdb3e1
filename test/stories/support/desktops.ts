/** Several simulated desktops side by side, as `backends` names them, and what all their ledgers come to. */
import { expect, onTestFinished } from 'vitest'
import type { Fault } from '../../../sim/fault.ts'
import { type Sim, type SimOptions, startSim } from '../../../sim/startSim.ts'
import { ledger } from '../../../src/commands/ledger.ts'
import { openStage, type Stage, withApp } from './stage.ts'

export interface Desktops {
  readonly stage: Stage
  readonly sims: readonly Sim[]
  /** Writes the config anew; `names` are those that it is to know, all if absent. */
  configure(settings?: object, names?: readonly string[]): void
  /** Tasks that each has accepted. */
  paid(): number[]
}

export interface DesktopOptions {
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly sims: readonly SimOptions[]
  /** Jobs at once at each. */
  readonly concurrency?: number
  /** Beside those of the stage. */
  readonly settings?: object
}

/** Named `desktop-1` and so on. `backends` is in the config from the beginning. */
export async function openDesktops({
  files,
  sims: options,
  concurrency = 2,
  settings = {},
}: DesktopOptions): Promise<Desktops> {
  const stage = await openStage({ files })
  stage.countsApart('the jobs are those of several simulators: equalLedgers')
  const sims = await Promise.all(options.map((each) => startSim({ pictures: 'plain', ...each })))
  onTestFinished(async () => {
    await Promise.all(sims.map((sim) => sim.close()))
  })
  const all = sims.map(({ url }, at) => ({ name: `desktop-${at + 1}`, type: 'glabs', url, concurrency }))
  const configure = (more: object = {}, names = all.map(({ name }) => name)) => {
    const backends = all.filter(({ name }) => names.includes(name))
    stage.configure({ ...settings, ...(backends.length > 0 && { backends }), ...more })
  }
  configure()
  return { stage, sims, configure, paid: () => sims.map(acceptedBy) }
}

function acceptedBy(sim: Sim): number {
  return sim.ledger().filter(({ taskId }) => taskId !== null).length
}

/** Each task of each desktop is a job of ours that was sent to it, and no job of ours is of another. */
export async function equalLedgers({ stage, sims }: Desktops): Promise<void> {
  const theirs = sims.flatMap((sim, at) =>
    sim.ledger().flatMap(({ taskId }) => (taskId === null ? [] : [`desktop-${at + 1} ${taskId}`])),
  )
  const { jobs } = await withApp(stage.folder, stage.environment, (app) => ledger.run(app, {}, () => {}))
  const ours = jobs.flatMap(({ taken, backend, handle }) =>
    taken === 'yes' ? [`${backend} ${taskIdOf(handle)}`] : [],
  )
  expect(ours.sort()).toEqual(theirs.sort())
}

function taskIdOf(handle: unknown): string {
  return String(typeof handle === 'object' && handle !== null && 'taskId' in handle ? handle.taskId : null)
}

/** Every task of that kind is held until `release`. */
export function stuck(type?: 'image' | 'video'): Fault {
  return { when: type === undefined ? {} : { type }, effect: { kind: 'stuck' } }
}
